import { type Html, html, trusted } from '../../../platform/html.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import { styles } from './styles.ts'

/** A sentence of the catalogue in the page's language. */
export type Words = (key: string, params?: Record<string, string | number>) => string

export const wordsIn =
  (say: Say, language: Language): Words =>
  (key, params) =>
    say(language, key, params)

/** What every page has around its content; `otherLanguage`: the same page in the other language. */
export type Frame = { language: Language; title: string; content: Html; otherLanguage?: string; index?: boolean }

const styleElement = trusted(`<style>${styles}</style>`)

/** The whole document: one request, no script, landmarks and language for readers that need them. */
export function pageFrame(words: Words, { language, title, content, otherLanguage, index }: Frame): string {
  const other = language === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${!index && html`<meta name="robots" content="noindex">`}
<title>${title}</title>
<link rel="icon" href="data:,">
${styleElement}
</head>
<body>
<a class="skip" href="#main">${words('portal.skip')}</a>
<div class="top"><header>
<strong><a href="/scan?lang=${language}">${words('portal.site')}</a></strong>
${otherLanguage !== undefined && html`<a class="noprint" href="${otherLanguage}" hreflang="${other}" lang="${other}">${words('portal.other-language')}</a>`}
</header></div>
<main id="main">${content}</main>
<footer class="soft"><p>${words('portal.footer')}</p></footer>
</body>
</html>
`.markup
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
