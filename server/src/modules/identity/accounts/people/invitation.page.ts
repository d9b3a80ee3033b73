import { type Html, html } from '../../../../platform/html.ts'
import type { Words } from '../../../../platform/messages.ts'
import { newPasswordFields } from '../own/account.page.ts'
import { alertOf } from '../sign-in/sign-in.page.ts'
import type { Invitation } from './invitation.store.ts'

export type InvitationView = {
  csrf: Html
  token: string
  invitation: Invitation
  organisation: string
  message: string | undefined
}

/** Who is invited, by whom and to what; then a password. A person who has one here types that. */
export const invitationContent = (say: Words, view: InvitationView): Html => {
  const { csrf, token, invitation, organisation, message } = view
  const { purpose, name, signInName, duties } = invitation
  return html`${alertOf(message)}<section><p>${say(`account.${purpose}.text`, { organisation })}</p>
<dl><div><dt>${say('account.page.name')}</dt><dd>${name}</dd></div><div><dt>${say('account.sign-in.name')}</dt><dd>${signInName}</dd></div>
<div><dt>${say('account.people.duties')}</dt><dd>${duties.map((duty) => say(`identity.duty.${duty}`)).join(', ')}</dd></div></dl>
${purpose === 'invitation' && html`<p>${say('account.invitation.had-before')}</p>`}
<form method="post" action="/invitation/${token}">${csrf}<input type="hidden" name="username" value="${signInName}" autocomplete="username">
${newPasswordFields(say)}<button>${say(`account.${purpose}.button`)}</button></form></section>`
}
