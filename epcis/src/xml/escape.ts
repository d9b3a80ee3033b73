/** Characters that XML 1.0 cannot hold, not even as references (§2.2). */
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** A text between tags. What XML cannot hold becomes U+FFFD: a reader must never stumble over one character. */
export const escapeText = (text: string): string =>
  /[&<>\r]/.test(text) ? possible(text).replace(/[&<>\r]/g, (char) => references[char] as string) : possible(text)

/** A text between the quotes of an attribute, where a reader would make spaces of line ends. */
export const escapeAttribute = (text: string): string =>
  possible(text).replace(/[&<>"\t\n\r]/g, (char) => references[char] as string)

const possible = (text: string): string => text.replace(impossible, '\ufffd')
