import { type Html, html } from '../../../platform/html.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import type { ProblemBody } from '../../../platform/problem-body.ts'

/** What was refused and why, as a person reads it, and the way back. */
export const problemContent = (say: Say, language: Language, { title, errors, instance }: ProblemBody): Html =>
  html`<div class="note error" role="alert"><p><strong>${title}</strong></p>
${errors !== undefined && html`<ul>${errors.map(({ field, message }) => html`<li>${field !== undefined && html`${fieldName(say, language, field)}: `}${message}</li>`)}</ul>`}</div>
<p>${say(language, 'account.problem.back')}</p><p class="soft">${say(language, 'account.problem.number', { instance })}</p>`

/** A field as its form calls it; one that stands on no form by its name in the API. */
function fieldName(say: Say, language: Language, field: string): Html | string {
  const name = field.replace(/^\//, '')
  const key = `account.problem.field.${name}`
  const told = say(language, key)
  return told === key ? html`<code>${name}</code>` : told
}
