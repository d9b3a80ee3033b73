import { formatInstant } from '../../../../platform/days.ts'
import { type Html, html } from '../../../../platform/html.ts'
import type { Language, Words } from '../../../../platform/messages.ts'
import { deedForm, hiddenField } from '../../pages/deed.page.ts'
import { type Duty, duties } from '../../rights/role.ts'
import type { OpenInvitation } from './invitation.store.ts'
import type { Link } from './invite.ts'
import type { Member } from './membership.store.ts'

export type PeopleView = {
  csrf: Html
  language: Language
  organisation: string
  items: readonly Member[]
  invitations: readonly OpenInvitation[]
  /** An invitation that lacks duties: what was typed of it. */
  unfinished: { name: string; signInName: string } | undefined
}

/**
 * The people of an organisation, what each does, whom it has invited, and the form to invite another: first of all where that is
 * unfinished, for there is what was refused.
 */
export const peopleContent = (say: Words, view: PeopleView): Html => html`<p class="soft">${view.organisation}</p>
${view.unfinished && inviteForm(say, view)}
${view.items.map((member) => personSection(say, view, member))}
${view.invitations.length > 0 && openInvitations(say, view)}
${!view.unfinished && inviteForm(say, view)}`

const inviteForm = (
  say: Words,
  { csrf, unfinished }: PeopleView,
): Html => html`<section aria-labelledby="invite"><h2 id="invite">${say('account.people.invite')}</h2><p>${say('account.people.invite-help')}</p>
<form method="post" action="/account/people/invite">${csrf}
<label for="name">${say('account.page.name')}</label><input id="name" name="name" value="${unfinished?.name}" required maxlength="200" autocomplete="off">
<label for="sign-in-name">${say('account.sign-in.name')}</label><input id="sign-in-name" name="signInName" value="${unfinished?.signInName}" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false">
${unfinished !== undefined && html`<p class="note error" role="alert" id="duties-fault">${say('account.people.duties-needed')}</p>`}
${dutyBoxes(say, [], unfinished && 'duties-fault')}<button>${say('account.people.invite-button')}</button></form></section>`

const dutyBoxes = (
  say: Words,
  chosen: readonly Duty[],
  describedBy?: string,
): Html => html`<fieldset${describedBy !== undefined && html` aria-describedby="${describedBy}"`}><legend>${say('account.people.duties')}</legend>
${duties.map((duty) => html`<label><input type="checkbox" name="duties" value="${duty}"${chosen.includes(duty) && html` checked`}>${say(`identity.duty.${duty}`)}</label>`)}</fieldset>`

const personSection = (say: Words, { csrf, language }: PeopleView, member: Member): Html => {
  const { id, name } = member
  const fields = hiddenField('account', id)
  const deed = (action: string, key: string, danger = false) =>
    deedForm({ csrf, action: `/account/people/${action}`, label: say(key), fields, danger, about: name })
  return html`<section aria-label="${name}"><h2>${name}</h2>
<p class="soft">${member.signInName} · ${say('account.people.since', { time: formatInstant(member.since, language) })}${!member.secondFactor && html` · ${say('account.people.no-second-factor')}`}</p>
<form method="post" action="/account/people/duties">${csrf}${fields}${dutyBoxes(say, member.duties)}<button class="second" aria-label="${say('account.people.change')}: ${name}">${say('account.people.change')}</button></form>
${member.secondFactor && deed('new-password', 'account.people.new-password')}${deed('recovery', 'account.people.recover')}${deed('sessions', 'account.people.end-sessions')}${deed('end', 'account.people.end', true)}</section>`
}

const openInvitations = (
  say: Words,
  { csrf, language, invitations }: PeopleView,
): Html => html`<section aria-labelledby="open">
<h2 id="open">${say('account.people.open')}</h2><ul>${invitations.map(
  ({ id, name, signInName, expiresAt }) =>
    html`<li>${name} <span class="soft">${signInName} · ${formatInstant(expiresAt, language)}</span>${deedForm({
      csrf,
      action: '/account/people/revoke',
      label: say('account.people.revoke'),
      fields: hiddenField('invitation', id),
      danger: true,
      about: name,
    })}</li>`,
)}</ul></section>`

/** A link that was just made; nobody can show it again. */
export const linkContent = (say: Words, language: Language, { link, expiresAt }: Link, name: string): Html =>
  html`<section><p>${say('account.people.link', { time: formatInstant(expiresAt, language) })}</p><p><code>${link}</code></p>
<p>${say('account.people.give-link', { name })}</p></section><p><a href="/account/people">${say('account.people.title')}</a></p>`
