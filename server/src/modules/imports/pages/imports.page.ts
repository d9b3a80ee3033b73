import { type Html, html } from '../../../platform/html.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import { exportTargets, type ImportTarget, importTargets, type Spellings } from '../../registry/index.ts'
import { headingText, type ImportView } from '../import-view.ts'

export type Words = (key: string, params?: Record<string, string | number>) => string

/** The list of one's imports, and the form that brings a spreadsheet. */
export const importsContent = (words: Words, field: Html, imports: readonly ImportView[]): Html => html`
<section aria-labelledby="bring"><h2 id="bring">${words('imports.page.bring')}</h2>
<form method="post" action="/imports" enctype="multipart/form-data">${field}
<label for="target">${words('imports.page.register')}</label>
<select id="target" name="target">${importTargets.map(({ name }) => html`<option value="${name}">${words(`columns.${name}`)}</option>`)}</select>
<label for="file">${words('imports.page.file')}</label>
<input id="file" name="file" type="file" required accept=".xlsx,.csv,text/csv" aria-describedby="file-help">
<p class="help" id="file-help">${words('imports.page.file-help')}</p>
<label for="encoding">${words('imports.page.encoding')}</label>
<select id="encoding" name="encoding"><option value="">UTF-8</option><option value="windows-1258">Windows-1258</option></select>
<label for="sheet">${words('imports.page.sheet')}</label>
<input id="sheet" name="sheet" maxlength="100" autocomplete="off" aria-describedby="sheet-help">
<p class="help" id="sheet-help">${words('imports.page.sheet-help')}</p>
<button>${words('imports.page.send')}</button></form></section>
<section aria-labelledby="take"><h2 id="take">${words('imports.page.take')}</h2>
<ul>${exportTargets.map(({ name }) => html`<li>${words(`columns.${name}`)}: <a href="/api/export/${name}?format=csv">CSV</a>, <a href="/api/export/${name}?format=json">JSON</a></li>`)}</ul></section>
${imports.length > 0 && listOf(words, imports)}`

const listOf = (words: Words, imports: readonly ImportView[]): Html => html`
<section aria-labelledby="list"><h2 id="list">${words('imports.page.list')}</h2><div class="wide" tabindex="0" role="group" aria-labelledby="list"><table>
<thead><tr><th scope="col">${words('imports.page.file')}</th><th scope="col">${words('imports.page.register')}</th><th scope="col">${words('imports.page.state')}</th><th scope="col">${words('imports.page.rows')}</th></tr></thead>
<tbody>${imports.map(
  ({ id, fileName, target, state, rowsDone, rowsTotal }) =>
    html`<tr><td><a href="/imports/${id}">${fileName ?? id.slice(0, 8)}</a></td><td>${words(`columns.${target}`)}</td><td>${words(`imports.state.${state}`)}</td><td>${rowsDone}/${rowsTotal}</td></tr>`,
)}</tbody></table></div></section>`

/** What an import is doing, and how far it is. */
export const progressOf = (
  words: Words,
  { state, rowsDone, rowsTotal, counts, failure, sheet, sheets }: ImportView,
): Html => html`
<section aria-labelledby="state" aria-live="polite"><h2 id="state">${words(`imports.state.${state}`)}</h2>
<p>${words(`imports.state.${state}.help`)}</p>
${sheet !== null && sheets !== null && sheets.length > 1 && html`<p>${words('imports.page.sheet-read', { sheet, sheets: sheets.join(', ') })}</p>`}
${failure !== undefined && html`<div class="note error" role="alert"><p>${failure}</p></div>`}
${
  state !== 'mapping' &&
  html`<p><label for="progress">${words('imports.page.progress', { done: rowsDone, total: rowsTotal })}</label>
<progress id="progress" max="${rowsTotal}" value="${rowsDone}"></progress></p>
<dl>${(['new', 'changed', 'same', 'bad'] as const).map((fate) => html`<div><dt>${words(`imports.fate.${fate}`)}</dt><dd>${counts[fate]}</dd></div>`)}</dl>`
}</section>`

/** The form that says which column each heading is. */
export const mappingForm = (
  words: Words,
  field: Html,
  found: ImportView,
  columns: readonly { path: string; heading: string }[],
): Html => html`
<section aria-labelledby="mapping"><h2 id="mapping">${words('imports.page.mapping')}</h2>
<p class="help">${words('imports.page.mapping-help')}</p>
<form method="post" action="/imports/${found.id}/mapping">${field}
<div class="wide" tabindex="0" role="group" aria-labelledby="mapping"><table><thead><tr><th scope="col">${words('imports.page.heading')}</th><th scope="col">${words('imports.page.sample')}</th><th scope="col">${words('imports.page.column')}</th></tr></thead>
<tbody>${found.headings.map(
  ({ column, text, sample, path }, index) => html`<tr><th scope="row">${column}: ${text}</th><td>${sample}</td><td>
<select name="c${index}" aria-label="${words('imports.page.column-of', { heading: text === '' ? column : text })}"><option value="">${words('imports.page.passed-over')}</option>${columns.map(
    (each) => html`<option value="${each.path}"${each.path === path && html` selected`}>${each.heading}</option>`,
  )}</select></td></tr>`,
)}</tbody></table></div>
<button>${words('imports.page.check')}</button></form></section>`

/** Columns that a spreadsheet can have, under their headings. */
export const columnsOf = (target: ImportTarget, spellings: Spellings, say: Say, language: Language) =>
  target.columns
    .filter((column) => 'cell' in column)
    .map((column) => ({ path: column.path, heading: headingText(target, column, spellings, say, language) }))
