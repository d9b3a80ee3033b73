import { type Html, html } from '../../../platform/html.ts'
import type { Words } from '../../../platform/messages.ts'
import type { ProblemBody } from '../../../platform/problem-body.ts'

/** A form that was refused and can be sent again: where to, and what was typed in it. */
export type SentForm = { action: string; csrf: Html; fields: readonly (readonly [name: string, value: string])[] }
/** `isForm`: else it was a page that was asked for. `from`: the page on which the link or the form stood, where that is known. */
export type Refusal = {
  title: string
  body: ProblemBody
  from: string | undefined
  form: SentForm | undefined
  isForm: boolean
  signIn: string | undefined
}

/** Fields that people write in, under their names in the catalogue; what they chose goes along unseen. */
const written = new Set([
  'name',
  'signInName',
  'basis',
  'evidenceText',
  'doneOn',
  'details',
  'contact',
  'label',
  'publicName',
  'taxCode',
  'companyPrefix',
  'address',
  'barcodesSince',
  'contactName',
  'email',
  'phone',
])
/** A form with one of these is filled in anew: what opens a door is written into no page. */
const secret = ['password', 'again', 'current', 'code', 'recoveryCode']

/** Whether somebody wrote something that would be lost. */
export const holdsWriting = (fields: SentForm['fields']): boolean =>
  fields.some(([name, value]) => written.has(name) && value !== '') && !fields.some(([name]) => secret.includes(name))

/** What was refused and why, as a person reads it; what was written stands there to be mended and sent again. */
export const problemContent = (say: Words, refusal: Refusal): Html => {
  const { title, body, form, signIn } = refusal
  const faults = (body.errors ?? []).flatMap(({ field = '', message }) => {
    const name = field.replace(/^\//, '')
    const label = fieldName(say, name)
    return label === undefined ? [] : [{ name, label, message }]
  })
  return html`<div class="note error" role="alert"><p><strong>${title}</strong></p>
${faults.length > 0 && html`<ul>${faults.map(({ label, message }) => html`<li>${label}: ${message}</li>`)}</ul>`}</div>
${signIn !== undefined && html`<p><a href="${signIn}"${form && html` target="_blank"`}>${say('account.problem.sign-in')}</a></p>`}
${form ? sendAgain(say, form, new Map(faults.map(({ name, message }) => [name, message]))) : html`<p>${wayOn(say, refusal)}</p>`}
<p class="soft">${say('account.problem.number', { instance: body.instance })}</p>`
}

const wayOn = (say: Words, { isForm, from }: Refusal): Html => {
  if (isForm && from === undefined) return html`${say('account.problem.back')}`
  const link = html`<a href="${from ?? '/'}">${say(from === undefined ? 'account.problem.home' : 'account.problem.before')}</a>`
  return isForm ? html`${say('account.problem.nothing-kept')} ${link}` : link
}

const sendAgain = (say: Words, { action, csrf, fields }: SentForm, faults: ReadonlyMap<string, string>): Html =>
  html`<form method="post" action="${action}">${csrf}<p>${say('account.problem.typed')}</p>
${fields.map(([name, value]) => (written.has(name) ? writtenField(say, name, value, faults.get(name)) : html`<input type="hidden" name="${name}" value="${value}">`))}
<button>${say('account.problem.send-again')}</button></form>`

const writtenField = (say: Words, name: string, value: string, fault: string | undefined): Html => {
  const about = html` id="typed-${name}" name="${name}"${fault !== undefined && html` aria-invalid="true" aria-describedby="typed-${name}-fault"`}`
  const long = value.length > 60 || value.includes('\n')
  const type = /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text'
  return html`<label for="typed-${name}">${fieldName(say, name)}</label>
${fault !== undefined && html`<p class="help" id="typed-${name}-fault"><strong>${fault}</strong></p>`}
${
  long
    ? html`<textarea${about} rows="5">
${value}</textarea>`
    : html`<input${about} type="${type}" value="${value}">`
}`
}

/** A field as its form calls it; none for what stands on no form. */
const fieldName = (say: Words, name: string): string | undefined => {
  const key = `account.problem.field.${name}`
  const told = say(key)
  return told === key ? undefined : told
}
