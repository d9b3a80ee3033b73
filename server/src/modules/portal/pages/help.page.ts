import type { Issue } from '@nguon/gs1'
import { html } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { codeForm, pageFrame } from './frame.page.ts'

/** `/scan`: where a code is typed. */
export const homePage = (words: Words, language: Language): string =>
  pageFrame(words, {
    language,
    title: words('portal.home.title'),
    otherLanguage: `/scan?lang=${language === 'vi' ? 'en' : 'vi'}`,
    index: true,
    content: html`<h1>${words('portal.home.title')}</h1><p>${words('portal.home.text')}</p><section aria-label="${words('portal.form.title')}">${codeForm(words, language)}</section>`,
  })

/** A well-formed code of which nothing is known; `path` is its canonical path. */
export const unknownPage = (words: Words, language: Language, path: string): string =>
  pageFrame(words, {
    language,
    title: words('portal.unknown.title'),
    otherLanguage: `/scan${path}?lang=${language === 'vi' ? 'en' : 'vi'}`,
    content: html`<h1>${words('portal.unknown.title')}</h1>
<div class="note"><p>${words('portal.unknown.text')}</p><p>${words('portal.unknown.advice')}</p></div>
<p>${words('portal.broken.you-sent')}: <code>${path}</code></p>
<section aria-label="${words('portal.form.title')}">${codeForm(words, language)}</section>`,
  })

/**
 * A code that cannot be read: what is wrong, where, and how to type it again. `typed`: what goes back into the form, where
 * the code came from there and not from a path.
 */
export function brokenPage(
  words: Words,
  language: Language,
  sent: string,
  issues: readonly Issue[],
  typed?: string,
): string {
  const [first] = issues
  const other = language === 'vi' ? 'en' : 'vi'
  const fault = faultOf(first?.code ?? '')
  const at = fault === 'kind' || fault === 'structure' ? undefined : first?.at
  return pageFrame(words, {
    language,
    title: words('portal.broken.title'),
    otherLanguage:
      typed === undefined
        ? `/scan${sent.split('?', 1)[0]}?lang=${other}`
        : `/scan?code=${encodeURIComponent(typed)}&lang=${other}`,
    content: html`<h1>${words('portal.broken.title')}</h1>
<div class="note"><p><strong>${words(`portal.broken.${fault}`)}</strong></p>
${at !== undefined && at < sent.length && html`<p>${words('portal.broken.at', { at: at + 1 })}</p>`}<p>${words('portal.broken.retype')}</p></div>
<p>${words('portal.broken.you-sent')}: ${marked(sent, at)}</p>
<section aria-label="${words('portal.form.title')}">${codeForm(words, language, typed)}</section>`,
  })
}

const longest = 200

/** The code with the faulty character marked; a long one is cut. */
function marked(sent: string, at: number | undefined) {
  const text = sent.slice(0, longest)
  if (at === undefined || at >= text.length) return html`<code>${text}</code>`
  return html`<code>${text.slice(0, at)}<mark>${text.slice(at, at + 1)}</mark>${text.slice(at + 1)}</code>`
}

const faults: readonly [RegExp, string][] = [
  [/check-(digit|pair)|iban-check/, 'check-digit'],
  [/too-(short|long)|length|empty|missing$/, 'length'],
  [/date-|time-/, 'date'],
  [/character|percent|-expected$|zero/, 'character'],
  [/code-unknown|scheme|host/, 'kind'],
]

/** The refusal's code as one of the faults that a shopper can do something about. */
const faultOf = (code: string): string => faults.find(([form]) => form.test(code))?.[1] ?? 'structure'
