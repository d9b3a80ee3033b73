import { type Html, html } from '../../../platform/html.ts'
import type { ImportView, IssueView } from '../import-view.ts'
import type { PreviewView } from '../preview.ts'
import type { Words } from './imports.page.ts'

/** The first rows as they are and as they would become. */
export const previewTable = (words: Words, found: ImportView, { items }: PreviewView): Html => html`
<section aria-labelledby="preview"><h2 id="preview">${words('imports.page.preview')}</h2>
${found.rowsComputed > 0 && html`<div class="note"><p>${words('imports.page.computed', { rows: found.rowsComputed })}</p></div>`}
<div class="wide" tabindex="0" role="group" aria-labelledby="preview"><table><thead><tr><th scope="col">${words('imports.page.line')}</th><th scope="col">${words('imports.page.fate')}</th>${found.headings.map(({ text, column }) => html`<th scope="col">${text === '' ? column : text}</th>`)}</tr></thead>
<tbody>${items.map(
  ({ line, fate, cells }) =>
    html`<tr><th scope="row">${line}</th><td>${words(`imports.fate.${fate}`)}</td>${found.headings.map((_heading, index) => html`<td>${cells[index] ?? ''}</td>`)}</tr>`,
)}</tbody></table></div></section>`

/** What is wrong, with what to do, and the way to the rest. */
export const issuesTable = (
  words: Words,
  { id }: ImportView,
  { items, next }: { items: readonly IssueView[]; next?: string },
): Html | false =>
  items.length > 0 &&
  html`<section aria-labelledby="issues"><h2 id="issues">${words('imports.page.issues')}</h2>
<div class="wide" tabindex="0" role="group" aria-labelledby="issues"><table><thead><tr><th scope="col">${words('imports.page.line')}</th><th scope="col">${words('imports.page.column')}</th><th scope="col">${words('imports.page.value')}</th><th scope="col">${words('imports.page.wrong')}</th><th scope="col">${words('imports.page.fix')}</th></tr></thead>
<tbody>${items.map(
    ({ line, column, heading, value, message, fix }) =>
      html`<tr><th scope="row">${line}</th><td>${column === undefined ? heading : `${column}: ${heading}`}</td><td>${value}</td><td>${message}</td><td>${fix}</td></tr>`,
  )}</tbody></table></div>
${next !== undefined && html`<p><a href="/imports/${id}?after=${next}">${words('imports.page.more-issues')}</a></p>`}</section>`

/** What can be done with a checked import. */
export const applyForms = (words: Words, field: Html, { id, state, counts }: ImportView): Html => html`
<section aria-labelledby="apply"><h2 id="apply">${words('imports.page.apply')}</h2>
${state === 'ready' && counts.bad === 0 && applyForm(words, field, id, 'rollback')}
${counts.bad > 0 && counts.bad < counts.new + counts.changed + counts.same + counts.bad && applyForm(words, field, id, 'proceed')}
<form method="post" action="/imports/${id}/discard">${field}<button class="danger">${words('imports.page.discard')}</button></form></section>`

const applyForm = (words: Words, field: Html, id: string, behaviour: 'rollback' | 'proceed'): Html =>
  html`<form method="post" action="/imports/${id}/apply">${field}<input type="hidden" name="errorBehaviour" value="${behaviour}"><button>${words(`imports.page.apply-${behaviour}`)}</button></form>`
