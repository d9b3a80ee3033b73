import { type Html, html } from '../../../platform/html.ts'

import type { Words } from '../../../platform/messages.ts'

type Day = (day: string) => string

const kinds = ['see', 'correct', 'delete'] as const

/** The form: what is asked for, in the person's own words, and a field to look up a number. */
export const requestForm = (say: Words, csrf: Html): Html => html`
<p>${say('privacy.page.request-intro')}</p>
<form method="post" action="/privacy-request">${csrf}
<fieldset><legend>${say('privacy.page.kind')}</legend>
${kinds.map((kind) => html`<p><label><input type="radio" name="kind" value="${kind}" required> ${say(`privacy.kind.${kind}`)}</label></p>`)}</fieldset>
<label for="details">${say('privacy.page.details')}</label>
<p class="help" id="details-help">${say('privacy.page.details-help')}</p>
<textarea id="details" name="details" rows="5" required minlength="5" maxlength="4000" aria-describedby="details-help"></textarea>
<label for="contact">${say('privacy.page.contact')}</label>
<p class="help" id="contact-help">${say('privacy.page.contact-help')}</p>
<input id="contact" name="contact" maxlength="300" autocomplete="off" aria-describedby="contact-help">
<button>${say('privacy.page.send')}</button></form>
<section aria-labelledby="look"><h2 id="look">${say('privacy.page.look-up')}</h2>
<form method="get" action="/privacy-request/status">
<label for="number">${say('privacy.page.number')}</label>
<input id="number" name="number" required maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button class="second">${say('privacy.page.look-up')}</button></form></section>`

export type RequestView = {
  number: string
  kind: string
  state: string
  receivedOn: string
  dueOn: string
  overdue: boolean
  outcome?: string | null
  answer?: string | null
  retained?: { text: string; source: string }[] | null
  turns: Record<string, unknown>[]
}

/** How a request stands: its number, its last day, its reasons, its answer and what is kept. */
export const requestContent = (say: Words, day: Day, request: RequestView, made: boolean): Html => html`
${made && html`<p class="note" role="status">${say('privacy.page.made')}</p>`}
<dl>
${row(say('privacy.page.number'), html`<strong><code>${request.number}</code></strong>`)}
${row(say('privacy.page.kind'), say(`privacy.kind.${request.kind}`))}
${row(say('privacy.page.state'), say(`privacy.state.${request.state}`))}
${row(say('privacy.page.received-on'), day(request.receivedOn))}
${request.state !== 'answered' && row(say('privacy.page.due-on'), html`${day(request.dueOn)}${request.overdue && html` <strong>${say('privacy.page.overdue')}</strong>`}`)}
${request.outcome && row(say('privacy.page.outcome'), say(`privacy.outcome.${request.outcome}`))}
</dl>
${extensions(say, day, request)}
${request.answer && html`<section aria-labelledby="answer"><h2 id="answer">${say('privacy.page.answer')}</h2><p>${request.answer}</p></section>`}
${
  request.retained &&
  request.retained.length > 0 &&
  html`<section aria-labelledby="kept"><h2 id="kept">${say('privacy.page.retained')}</h2><ul>${request.retained.map(
    ({ text, source }) => html`<li>${text} <span class="soft">(${source})</span></li>`,
  )}</ul></section>`
}
<p><a href="/privacy-request">${say('privacy.page.back')}</a></p>`

const row = (term: string, value: Html | string): Html => html`<div><dt>${term}</dt><dd>${value}</dd></div>`

const extensions = (say: Words, day: Day, { turns }: RequestView): Html => {
  const extended = turns.filter(({ turn }) => turn === 'extended')
  return html`${extended.map(
    ({ dueOn, reason, basis }) =>
      html`<p class="note">${say('privacy.page.extended', { day: day(String(dueOn)) })} ${String(reason)} <span class="soft">(${String(basis)})</span></p>`,
  )}`
}
