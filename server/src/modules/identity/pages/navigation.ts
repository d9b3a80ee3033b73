/** Pages that the frame leads to, each for those who may: a row a page. `key`: its name in the catalogues. */
export const navigation: readonly { href: string; key: string; permission: string }[] = [
  { href: '/account', key: 'account.frame.account', permission: 'signed-in' },
  { href: '/account/people', key: 'account.frame.people', permission: 'identity.manage-accounts' },
  { href: '/account/machines', key: 'machines.page.title', permission: 'identity.manage-machines' },
  { href: '/to-do', key: 'obligations.page', permission: 'registry.read-obligations' },
  { href: '/delegations', key: 'delegation.title', permission: 'registry.give-mandate' },
  { href: '/office/rights', key: 'identity.rights.title', permission: 'identity.read-rights' },
  { href: '/consent', key: 'privacy.page.consent-title', permission: 'privacy.own' },
  { href: '/imports', key: 'imports.page.title', permission: 'registry.write-own' },
]
