import { formatInstant } from '../../../../platform/days.ts'
import { type Html, html, trusted } from '../../../../platform/html.ts'
import type { Language, Words } from '../../../../platform/messages.ts'
import { qrSvg } from '../../../../platform/page/qr.ts'
import { deedForm, hiddenField } from '../../pages/deed.page.ts'
import type { OwnAccount } from './person.ts'

export type AccountView = {
  csrf: Html
  language: Language
  account: OwnAccount
  partyNames: ReadonlyMap<string, string>
  /** Whether there are providers at which the person could sign in instead. */
  otherWays: boolean
  /** What was just done, as a key of the catalogue. */
  done: string | undefined
}

/** The person's own page: for whom it acts, where it is signed in, by what it proves who it is. */
export const accountContent = (say: Words, view: AccountView): Html => html`
${view.done !== undefined && html`<p class="note" role="status">${say(view.done)}</p>`}
${organisations(say, view)}${secondFactor(say, view)}${password(say, view)}${view.otherWays && html`<section><h2>${say('sign-on.ways.title')}</h2><p><a href="/account/providers">${say('sign-on.ways.text')}</a></p></section>`}${sessions(say, view)}`

const organisations = (
  say: Words,
  { csrf, account, partyNames }: AccountView,
): Html => html`<section aria-labelledby="for">
<h2 id="for">${say('account.page.organisations')}</h2>
<dl><div><dt>${say('account.page.name')}</dt><dd>${account.name}</dd></div><div><dt>${say('account.sign-in.name')}</dt><dd>${account.signInName}</dd></div></dl>
<ul>${account.memberships.map(({ partyID, duties }) => {
  const name = partyNames.get(partyID) ?? partyID
  const does = duties.map((duty) => say(`identity.duty.${duty}`)).join(', ')
  return html`<li><strong>${name}</strong> <span class="soft">${does}</span>${
    partyID === account.actingFor
      ? html` <span class="soft">(${say('account.page.acting')})</span>`
      : deedForm({
          csrf,
          action: '/account/acting-for',
          label: say('account.page.act-for'),
          fields: hiddenField('party', partyID),
          about: name,
        })
  }</li>`
})}</ul></section>`

const secondFactor = (say: Words, { csrf, account, language }: AccountView): Html => {
  const { totp, passkeys, recoveryCodes } = account.secondFactor
  const any = totp || passkeys.length > 0
  return html`<section aria-labelledby="second"><h2 id="second">${say('account.page.second-factor')}</h2>
${!any && html`<p class="note sample">${say('account.page.no-second-factor')}</p>`}
<h3>${say('account.page.totp')}</h3>
${
  totp
    ? html`<p>${say('account.page.totp-on')}</p>${deedForm({ csrf, action: '/account/totp/remove', label: say('account.page.totp-remove'), danger: true })}`
    : deedForm({ csrf, action: '/account/totp', label: say('account.page.totp-add') })
}
<h3>${say('account.page.passkeys')}</h3>
${passkeys.length > 0 && html`<ul>${passkeys.map(({ id, label, createdAt }) => html`<li>${label} <span class="soft">${formatInstant(createdAt, language)}</span>${deedForm({ csrf, action: '/account/passkeys/remove', label: say('account.page.remove'), fields: hiddenField('passkey', id), danger: true, about: label })}</li>`)}</ul>`}
<form method="post" action="/account" data-passkey="create" data-refused="${say('account.passkey.refused')}" data-known="${say('account.passkey.known')}" hidden>
<label for="label">${say('account.page.passkey-label')}</label><input id="label" name="label" required maxlength="100">
<button class="second">${say('account.page.passkey-add')}</button><p role="alert"></p>
<div data-codes hidden><p>${say('account.codes.text')}</p><pre></pre><p><a href="/account">${say('account.codes.kept')}</a></p></div></form>
<noscript><p>${say('account.page.passkey-needs-script')}</p></noscript>
${any && html`<h3>${say('account.page.recovery-codes')}</h3><p>${say('account.page.recovery-codes-left', { count: recoveryCodes })}</p>${deedForm({ csrf, action: '/account/recovery-codes', label: say('account.page.recovery-codes-renew') })}`}</section>`
}

const password = (say: Words, { csrf, account }: AccountView): Html => html`<section aria-labelledby="password-title">
<h2 id="password-title">${say('account.page.password')}</h2>
<form method="post" action="/account/password">${csrf}<input type="hidden" name="username" value="${account.signInName}" autocomplete="username">
<label for="current">${say('account.page.password-current')}</label>
<input id="current" name="current" type="password" autocomplete="current-password" required maxlength="1000">
${newPasswordFields(say)}<button>${say('account.page.password-change')}</button></form></section>`

/** A new password, typed twice, and what is asked of it. */
export const newPasswordFields = (say: Words): Html => html`<label for="new">${say('account.password.new')}</label>
<p class="help" id="new-help">${say('account.password.help')}</p>
<input id="new" name="password" type="password" autocomplete="new-password" required maxlength="1000" aria-describedby="new-help">
<label for="again">${say('account.password.again')}</label>
<input id="again" name="again" type="password" autocomplete="new-password" required maxlength="1000">`

const sessions = (
  say: Words,
  { csrf, account, partyNames, language }: AccountView,
): Html => html`<section aria-labelledby="sessions">
<h2 id="sessions">${say('account.page.sessions')}</h2><ul>${account.sessions.map((session) => {
  const place = `${session.device || say('account.page.device-unknown')} · ${session.network}`
  return html`<li>${place}${session.current && html` <strong>(${say('account.page.this-session')})</strong>`}
<span class="soft">${partyNames.get(session.partyID)} · ${say('account.page.since', { time: formatInstant(session.createdAt, language) })} · ${say('account.page.last-seen', { time: formatInstant(session.lastSeenAt, language) })}</span>
${!session.current && deedForm({ csrf, action: '/account/sessions/end', label: say('account.page.session-end'), fields: hiddenField('session', session.id), danger: true, about: place })}</li>`
})}</ul>
${account.sessions.length > 1 && deedForm({ csrf, action: '/account/sessions/end', label: say('account.page.sessions-end'), danger: true })}</section>`

export type TotpView = { csrf: Html; secret: string; uri: string; message: string | undefined }

/** The secret for the telephone as a picture and as text, and the first code. */
export const totpContent = (say: Words, { csrf, secret, uri, message }: TotpView): Html => html`
${message !== undefined && html`<p class="note error" role="alert">${message}</p>`}
<section><ol><li>${say('account.totp.install')}</li><li>${say('account.totp.scan')}
<figure>${trusted(qrSvg(uri, say('account.totp.qr')))}</figure>
<p>${say('account.totp.or-type')} <code>${secret.match(/.{1,4}/g)?.join(' ')}</code></p></li><li>${say('account.totp.type-code')}
<form method="post" action="/account/totp/confirm">${csrf}<label for="code">${say('account.second-factor.code')}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="20"><button>${say('account.totp.confirm')}</button></form></li></ol></section>
<p><a href="/account">${say('account.totp.later')}</a></p>`

/** The codes on paper, shown this once. */
export const codesContent = (
  say: Words,
  codes: readonly string[],
): Html => html`<section><p>${say('account.codes.text')}</p>
<pre>${codes.join('\n')}</pre></section><p><a href="/account">${say('account.codes.kept')}</a></p>`
