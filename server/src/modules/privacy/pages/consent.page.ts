import { type Html, html } from '../../../platform/html.ts'

import type { Words } from '../../../platform/messages.ts'

type Day = (instant: string) => string

/** One purpose as the page shows it. */
export type ConsentView = {
  purpose: string
  wording: number
  text: string
  given: boolean
  history: { text: string; wording: number; givenAt: string; withdrawnAt?: string; basis?: string }[]
}

/** What I agreed to: each purpose with its words, one button to agree or to take back, and what was before. */
export const consentContent = (
  say: Words,
  day: Day,
  csrf: Html,
  items: readonly ConsentView[],
  done: boolean,
): Html => html`
${done && html`<p class="note" role="status">${say('privacy.page.saved')}</p>`}
<p>${say('privacy.page.consent-intro')}</p>
${items.map((item) => purposeSection(say, day, csrf, item))}
<p><a href="/privacy-request">${say('privacy.page.to-request')}</a></p>
<p><a href="/api/privacy/export">${say('privacy.page.to-export')}</a></p>`

const purposeSection = (
  say: Words,
  day: Day,
  csrf: Html,
  { purpose, wording, text, given, history }: ConsentView,
): Html => {
  const name = say(`privacy.purpose.${purpose}`)
  return html`<section aria-labelledby="${purpose}"><h2 id="${purpose}">${name}</h2>
<p>${text}</p>
<p><strong>${say(given ? 'privacy.page.given' : 'privacy.page.not-given')}</strong></p>
<form method="post" action="/consent">${csrf}
<input type="hidden" name="purpose" value="${purpose}"><input type="hidden" name="wording" value="${wording}">
<input type="hidden" name="agree" value="${given ? 'no' : 'yes'}">
<button class="${given ? 'danger' : 'second'}" aria-label="${say(given ? 'privacy.page.withdraw' : 'privacy.page.give')}: ${name}">${say(given ? 'privacy.page.withdraw' : 'privacy.page.give')}</button></form>
${
  history.length > 0 &&
  html`<details><summary>${say('privacy.page.history')}</summary><ul>${history.map(
    ({ wording: number, givenAt, withdrawnAt, basis }) =>
      html`<li>${say('privacy.page.was-given', { day: day(givenAt), wording: number })}${
        withdrawnAt !== undefined && html` · ${say('privacy.page.was-withdrawn', { day: day(withdrawnAt) })}`
      }${basis !== undefined && html` · ${basis}`}</li>`,
  )}</ul></details>`
}</section>`
}
