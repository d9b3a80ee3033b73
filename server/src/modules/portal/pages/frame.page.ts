import { type Html, html } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { documentPage } from '../../../platform/page/document.page.ts'
import { sheet } from './styles.ts'

/** What every page has around its content; `otherLanguage`: the same page in the other language. */
export type Frame = { language: Language; title: string; content: Html; otherLanguage?: string; index?: boolean }

/** A page of the portal: no script, the site's name, the other language. */
export function pageFrame(words: Words, { language, title, content, otherLanguage, index }: Frame): string {
  const other = language === 'vi' ? 'en' : 'vi'
  return documentPage({
    language,
    title,
    sheet,
    index,
    skip: words('portal.skip'),
    header: html`<strong><a href="/scan?lang=${language}">${words('portal.site')}</a></strong>
${otherLanguage !== undefined && html`<a class="noprint" href="${otherLanguage}" hreflang="${other}" lang="${other}">${words('portal.other-language')}</a>`}`,
    content,
    footer: html`<p>${words('portal.footer')}</p>`,
  })
}

/** The form for a typed code, with what was typed last. */
export const codeForm = (
  words: Words,
  language: Language,
  typed = '',
): Html => html`<form action="/scan" method="get" role="search">
<label for="code">${words('portal.form.label')}</label>
<input id="code" name="code" value="${typed}" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="500" aria-describedby="code-help">
<p class="soft" id="code-help">${words('portal.form.help')}</p>
<input type="hidden" name="lang" value="${language}">
<button>${words('portal.form.button')}</button>
</form>`
