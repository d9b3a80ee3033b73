import { type Html, html } from '../../../../platform/html.ts'
import type { Words } from '../../../../platform/messages.ts'
import type { Factor } from './sign-in.ts'

/** What went wrong, read out as soon as the page is there. */
export const alertOf = (message: string | undefined): Html | false =>
  message !== undefined && html`<p class="note error" role="alert">${message}</p>`

export type SignInView = {
  csrf: Html
  next: string
  signInName: string
  message: string | undefined
  otherWays: readonly { href: string; label: string }[]
}

/** Name and password; a passkey instead; other ways; and what to do when the password is lost. */
export const signInContent = (say: Words, view: SignInView): Html => html`${alertOf(view.message)}
<section><form method="post" action="/sign-in">${view.csrf}<input type="hidden" name="next" value="${view.next}">
<label for="name">${say('account.sign-in.name')}</label>
<input id="name" name="signInName" value="${view.signInName}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200">
<label for="password">${say('account.sign-in.password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000">
<button>${say('account.sign-in.button')}</button></form></section>
<form method="post" action="/sign-in" data-passkey="show" data-next="${view.next}" data-refused="${say('account.passkey.refused')}" hidden><button class="second">${say('account.sign-in.passkey')}</button><p role="alert"></p></form>
${view.otherWays.length > 0 && html`<section><h2>${say('account.sign-in.other-ways')}</h2><ul>${view.otherWays.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ul></section>`}
<p><a href="/recovery">${say('account.sign-in.lost')}</a></p>`

export type SecondFactorView = { csrf: Html; next: string; factors: readonly Factor[]; message: string | undefined }

/** The second proof, in whichever of the ways that the person has. */
export const secondFactorContent = (say: Words, { csrf, next, factors, message }: SecondFactorView): Html => {
  const hidden = html`${csrf}<input type="hidden" name="next" value="${next}">`
  return html`${alertOf(message)}
${
  factors.includes('totp') &&
  html`<section><form method="post" action="/sign-in/second-factor">${hidden}
<label for="code">${say('account.second-factor.code')}</label>
<p class="help" id="code-help">${say('account.second-factor.code-help')}</p>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="20" aria-describedby="code-help">
<button>${say('account.second-factor.button')}</button></form></section>`
}
${factors.includes('passkey') && html`<form method="post" action="/sign-in" data-passkey="show" data-next="${next}" data-refused="${say('account.passkey.refused')}" hidden><button class="second">${say('account.sign-in.passkey')}</button><p role="alert"></p></form><noscript><p>${say('account.second-factor.passkey-needs-script')}</p></noscript>`}
${
  factors.includes('recovery-code') &&
  html`<section><details><summary>${say('account.second-factor.without')}</summary>
<form method="post" action="/sign-in/second-factor">${hidden}
<label for="recovery">${say('account.second-factor.recovery-code')}</label>
<input id="recovery" name="recoveryCode" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="60">
<button>${say('account.second-factor.button')}</button></form></details></section>`
}
<p><a href="/recovery">${say('account.second-factor.lost')}</a></p>`
}

/** No code can be sent to anybody: the organisation's administrator gives a link. */
export const recoveryContent = (say: Words): Html => html`<section><p>${say('account.recovery.text')}</p>
<ol><li>${say('account.recovery.ask')}</li><li>${say('account.recovery.open')}</li><li>${say('account.recovery.choose')}</li></ol>
<p>${say('account.recovery.administrator')}</p></section><p><a href="/sign-in">${say('account.recovery.back')}</a></p>`
