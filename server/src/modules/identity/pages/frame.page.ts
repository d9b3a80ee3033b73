import { type Html, html } from '../../../platform/html.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import { contentPolicy, documentPage } from '../../../platform/page/document.page.ts'
import { navigation } from './navigation.ts'
import { sheet } from './styles.ts'

/** The person whom a page is for; `signOut`: the hidden field of the form that ends the session. */
export type FrameAccount = {
  name: string
  organisation: string | undefined
  can(permission: string): boolean
  signOut: Html
}

/** `otherLanguage`: the same page in the other language. `broad`: a page of tables. `script`: the one script that it holds. */
export type IdentityPage = {
  title: string
  body: Html
  account?: FrameAccount | undefined
  otherLanguage?: string | undefined
  broad?: boolean | undefined
  script?: string | undefined
}

/** A page for people who sign in, and the policy to send it with. Its forms carry the field that `pages.field` makes. */
export const identityPage = (say: Say, language: Language, page: IdentityPage): { html: string; policy: string } => {
  const other = language === 'vi' ? 'en' : 'vi'
  const { title, body, account, otherLanguage, broad = false, script } = page
  return {
    policy: contentPolicy(sheet, script),
    html: documentPage({
      language,
      title: `${title} · Nguồn`,
      sheet,
      skip: say(language, 'account.frame.skip'),
      header: html`<strong><a href="/?lang=${language}">${say(language, 'account.frame.site')}</a></strong>
${otherLanguage !== undefined && html`<a class="noprint" href="${otherLanguage}" hreflang="${other}" lang="${other}">${say(language, 'account.frame.other-language')}</a>`}
${account && accountBar(say, language, account)}`,
      content: html`<h1>${title}</h1>${body}`,
      footer: html`<p>${say(language, 'account.frame.footer')}</p>`,
      broad,
      script,
    }),
  }
}

const accountBar = (say: Say, language: Language, { name, organisation, can, signOut }: FrameAccount): Html => {
  const links = navigation.filter(({ permission }) => can(permission))
  return html`<span class="who">${say(language, 'account.frame.signed-in', { name })}${organisation !== undefined && html` · ${organisation}`}</span>
<nav class="noprint" aria-label="${say(language, 'account.frame.navigation')}">${links.map(({ href, key }) => html`<a href="${href}">${say(language, key)}</a>`)}
<form method="post" action="/sign-out">${signOut}<button>${say(language, 'account.frame.sign-out')}</button></form></nav>`
}
