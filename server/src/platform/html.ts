/** Markup that is safe to send: made by `html` alone. */
export type Html = { readonly markup: string }
type Part = Html | string | number | false | undefined | null | readonly Part[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as HTML or SVG, in content and in quoted attributes; what XML 1.0 cannot hold becomes the replacement character. */
export const escapeHtml = (text: string): string =>
  /[&<>"']|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)
    ? text
        .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
        .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    : text

/** Markup from a template: every value is escaped unless it is markup itself; undefined, null and false give nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let markup = strings[0] ?? ''
  for (let index = 0; index < parts.length; index += 1) markup += toMarkup(parts[index]) + (strings[index + 1] ?? '')
  return { markup }
}

function toMarkup(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part)
  if (part === undefined || part === null || part === false) return ''
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(toMarkup).join('')
}

/** Text that is markup already, such as a drawing of our own. */
export const trusted = (markup: string): Html => ({ markup })

/** A JSON value as the content of a script element that nobody runs (JSON-LD): no character of it can end the element. */
export const jsonScript = (value: object): Html => trusted(JSON.stringify(value).replaceAll('<', '\\u003c'))
