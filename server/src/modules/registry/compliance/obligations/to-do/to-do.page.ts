import { formatDay } from '../../../../../platform/days.ts'
import { type Html, html } from '../../../../../platform/html.ts'
import type { Language, Words } from '../../../../../platform/messages.ts'
import { inLanguage } from '../../../statements/language-map.ts'
import { basisText } from '../obligation.ts'
import type { ObligationView } from '../obligation-view.ts'

/** `csrf`: the hidden field of the form by which a party says what it has done; undefined where the reader may not. */
export type ToDoView = {
  say: Words
  language: Language
  day: string
  items: readonly ObligationView[]
  complete: boolean
  csrf: Html | undefined
}

const states = ['overdue', 'due', 'not-known', 'done'] as const

/** What a party has to do, the most pressing first; what a draft would ask for stands apart. */
export function toDoContent(view: ToDoView): Html {
  const { say, language, day, items, complete } = view
  const law = items.filter(({ draft }) => !draft)
  const drafts = items.filter(({ draft }) => draft)
  return html`<p>${say('obligations.intro', { day: formatDay(day, language) })}</p>
${!complete && html`<p class="note">${say('obligations.not-complete')}</p>`}
${law.length === 0 && html`<p>${say('obligations.none')}</p>`}
${states.map((state) =>
  section(
    view,
    state,
    say(`obligations.state.${state}`),
    law.filter((item) => item.state === state),
  ),
)}
${section(view, 'draft', say('obligations.drafts'), drafts)}`
}

const section = (view: ToDoView, id: string, title: string, items: readonly ObligationView[]): Html | false =>
  items.length > 0 &&
  html`<section aria-labelledby="${id}"><h2 id="${id}">${title} (${items.length})</h2>
<dl>${items.map((item) => entry(view, item))}</dl></section>`

function entry(view: ToDoView, item: ObligationView): Html {
  const { say, language } = view
  const name = inLanguage(item.subject.names, language) ?? item.subject.key
  return html`<div><dt><strong>${item.title}</strong>${item.force === 'encouraged' && html` <span class="help">${say('obligations.encouraged')}</span>`}</dt>
<dd>${name}${!item.sure && html`<p class="note">${say('obligations.unsure')}</p>`}
<p>${say(item.by === undefined ? 'obligations.from' : 'obligations.from-by', { from: formatDay(item.from, language), by: formatDay(item.by ?? '', language) })}</p>
${item.state !== 'done' && html`<p>${item.toDo}</p>`}
<ul>${item.evidence.map(({ message, lacks }) => html`<li>${message}${lacks && html` ${lacks.map(({ title }) => title).join(' · ')}`}</li>`)}</ul>
<p class="help">${basisOf(view, item)}</p>
${asksForWord(item) && view.csrf && wordForm(view, view.csrf, item.id, `${item.title}: ${name}`)}</dd></div>`
}

/** By which law; what the system reminds of by itself is not called one. */
const basisOf = ({ say }: ToDoView, { basis, force }: ObligationView): string =>
  force === 'reminder' ? say('obligations.reminder') : `${say('obligations.basis')} ${basisText(basis)}`

const asksForWord = ({ draft, state, evidence }: ObligationView): boolean =>
  !draft && state === 'not-known' && evidence.some(({ holds }) => holds === null)

const wordForm = ({ say, day }: ToDoView, csrf: Html, id: string, label: string): Html =>
  html`<details><summary>${say('obligations.word')}</summary><form method="post" action="/to-do" aria-label="${label}">${csrf}
<input type="hidden" name="obligation" value="${id}">
<label>${say('obligations.done-on')}<input type="date" name="doneOn" value="${day}" max="${day}" required></label>
<label>${say('obligations.evidence-text')}<input name="evidenceText" maxlength="2000" required></label>
<button>${say('obligations.send')}</button></form></details>`
