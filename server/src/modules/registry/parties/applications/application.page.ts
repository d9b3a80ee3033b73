import { dayOf, formatDay } from '../../../../platform/days.ts'
import { type Html, html } from '../../../../platform/html.ts'
import type { Language, Say } from '../../../../platform/messages.ts'
import { type ApplicationStatus, applicantKinds } from './application.ts'
import type { FormField, Typed } from './application-form.ts'

type Words = (key: string, params?: Record<string, string | number>) => string

export const wordsIn =
  (say: Say, language: Language): Words =>
  (key, params) =>
    say(language, `registry.application.${key}`, params)

/** What is wrong with the form, by field: its sentence. */
export type Faults = ReadonlyMap<FormField, string>

export type Choice = { value: string; label: string }

type Drawn = { words: Words; typed: Typed; faults: Faults }

/** The form by which an organisation asks to be registered; with what was typed, and what of it is not right. */
export const applicationForm = (drawn: Drawn, communes: readonly Choice[], csrf: Html): Html => {
  const { words, faults } = drawn
  const kinds = applicantKinds.map((kind) => ({ value: kind, label: words(`kind.${kind}`) }))
  return html`<p>${words('intro')}</p>${faults.size > 0 && faultList(drawn)}
<form method="post" action="/register-organisation" novalidate>${csrf}
<section aria-labelledby="who"><h2 id="who">${words('section.who')}</h2>
${select(drawn, 'kind', kinds)}${input(drawn, 'name', { autocomplete: 'organization', required: true })}${input(drawn, 'publicName')}
${input(drawn, 'taxCode', { inputmode: 'numeric', required: true })}</section>
<section aria-labelledby="where"><h2 id="where">${words('section.where')}</h2>
${input(drawn, 'address', { autocomplete: 'street-address', required: true })}
${communes.length > 0 ? select(drawn, 'unitCode', communes) : input(drawn, 'unitCode', { inputmode: 'numeric', required: true })}</section>
<section aria-labelledby="codes"><h2 id="codes">${words('section.codes')}</h2>
${select(drawn, 'barcodes', [
  { value: 'yes', label: words('barcodes.yes') },
  { value: 'no', label: words('barcodes.no') },
])}${input(drawn, 'barcodesSince', { type: 'date' })}${input(drawn, 'companyPrefix', { inputmode: 'numeric' })}</section>
<section aria-labelledby="contact"><h2 id="contact">${words('section.contact')}</h2><p>${words('contact-purpose')}</p>
${input(drawn, 'contactName', { autocomplete: 'name', required: true })}${input(drawn, 'email', { type: 'email', autocomplete: 'email', required: true })}
${input(drawn, 'phone', { type: 'tel', autocomplete: 'tel', required: true })}</section>
<button>${words('send')}</button></form>
<section aria-labelledby="ask"><h2 id="ask">${words('section.ask')}</h2><form method="get" action="/register-organisation/status">
<label for="number">${words('number')}</label><input id="number" name="number" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60" required>
<button class="second">${words('ask')}</button></form></section>`
}

/** What has become of an application, for who has its number. */
export const statusContent = (
  words: Words,
  language: Language,
  { number, receivedAt, state, decidedAt, reason }: ApplicationStatus,
): Html =>
  html`<section><dl><div><dt>${words('number')}</dt><dd><strong>${number}</strong></dd></div>
<div><dt>${words('received-at')}</dt><dd>${formatDay(dayOf(receivedAt), language)}</dd></div>
<div><dt>${words('state')}</dt><dd><span role="status">${words(`state.${state}`)}</span></dd></div>
${decidedAt !== undefined && html`<div><dt>${words('decided-at')}</dt><dd>${formatDay(dayOf(decidedAt), language)}</dd></div>`}
${reason !== undefined && html`<div><dt>${words('reason')}</dt><dd>${reason}</dd></div>`}</dl></section>
<p>${words(`next.${state}`)}</p>`

const faultList = ({ words, faults }: Drawn): Html =>
  html`<div class="note error" role="alert" tabindex="-1"><p><strong>${words('faults')}</strong></p>
<ul>${[...faults].map(([field, sentence]) => html`<li><a href="#${field}">${words(`field.${field}`)}</a>: ${sentence}</li>`)}</ul></div>`

type Attributes = { type?: string; inputmode?: string; autocomplete?: string; required?: boolean }

const input = (drawn: Drawn, field: FormField, attributes: Attributes = {}): Html => {
  const { type = 'text', inputmode, autocomplete = 'off', required = false } = attributes
  return html`${label(drawn, field)}<input id="${field}" name="${field}" type="${type}" value="${drawn.typed[field]}" autocomplete="${autocomplete}" maxlength="500"${
    inputmode !== undefined && html` inputmode="${inputmode}"`
  }${required && html` required`}${described(drawn, field)}>${help(drawn, field)}`
}

const select = (drawn: Drawn, field: FormField, choices: readonly Choice[]): Html =>
  html`${label(drawn, field)}<select id="${field}" name="${field}"${described(drawn, field)}><option value="">${drawn.words('choose')}</option>${choices.map(
    ({ value, label }) =>
      html`<option value="${value}"${drawn.typed[field] === value && html` selected`}>${label}</option>`,
  )}</select>${help(drawn, field)}`

const label = ({ words }: Drawn, field: FormField): Html =>
  html`<label for="${field}">${words(`field.${field}`)}</label>`

const described = ({ faults }: Drawn, field: FormField): Html =>
  html` aria-describedby="${field}-help"${faults.has(field) && html` aria-invalid="true"`}`

const help = ({ words, faults }: Drawn, field: FormField): Html =>
  html`<p class="help" id="${field}-help">${faults.has(field) && html`<strong>${faults.get(field)}</strong> `}${words(`help.${field}`)}</p>`
