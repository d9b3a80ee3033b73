import { createHash } from 'node:crypto'
import { type Html, html, trusted } from '../html.ts'
import type { Language } from '../messages.ts'

/** Styles that a page carries within it: no second request on a slow line. */
export type StyleSheet = { element: Html; source: string }

/** A style sheet and the source by which a policy allows it. */
export const styleSheet = (css: string): StyleSheet => ({
  element: trusted(`<style>${css}</style>`),
  source: sourceOf(css),
})

/** A text's hash as a policy names it. */
export const sourceOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What a page of ours may do: show itself, our own pictures, and send its forms back to us; `script`: the one that it holds. */
export const contentPolicy = (sheet: StyleSheet, script?: string): string =>
  `default-src 'none'; style-src ${sheet.source}; img-src 'self' data:; object-src 'none'; form-action 'self'; base-uri 'none'; ` +
  `frame-ancestors 'none'${script === undefined ? '' : `; script-src ${sourceOf(script)}; connect-src 'self'`}`

export type Document = {
  language: Language
  title: string
  sheet: StyleSheet
  /** Whether search engines may list it. */
  index?: boolean | undefined
  skip: string
  header: Html
  content: Html
  footer: Html
  /** A page of tables takes the screen's width. */
  broad?: boolean | undefined
  script?: string | undefined
}

/** The whole document: one request, landmarks and language for readers that need them. */
export const documentPage = (page: Document): string => {
  const { language, title, sheet, index, skip, header, content, footer, broad, script } = page
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${!index && html`<meta name="robots" content="noindex">`}
<title>${title}</title>
<link rel="icon" href="data:,">
${sheet.element}
</head>
<body>
<a class="skip" href="#main">${skip}</a>
<div class="top"><header>
${header}
</header></div>
<main id="main"${broad && html` class="broad"`}>${content}</main>
<footer class="soft">${footer}</footer>
${script !== undefined && trusted(`<script type="module">${script}</script>`)}</body>
</html>
`.markup
}
