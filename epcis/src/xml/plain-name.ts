const escaped = /_x([0-9A-F]{4,6})_/g

/** NameChar of XML 1.0 without the colon, which namespaces take. */
const start =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}'
const rest = `${start}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}`
const whole = new RegExp(`^[${start}][${rest}]*$`, 'u')
const startChar = new RegExp(`^[${start}]$`, 'u')
const nameChar = new RegExp(`^[${rest}]$`, 'u')

/** Whether a text can be an XML name without a colon (NCName). */
export const isXmlName = (text: string): boolean => whole.test(text)

/**
 * An XML name for any text: what a name cannot hold is written _xHHHH_, as SQL/XML does (ISO 9075-14), so that the text can be
 * had back.
 */
export function xmlName(text: string): string {
  if (isXmlName(text) && !text.includes('_x')) return text
  const safe = text.replace(/_x(?=[0-9A-F]{4,6}_)/g, '_x005F_x')
  const name = Array.from(safe, (char, index) =>
    (index === 0 ? startChar : nameChar).test(char) ? char : escapeOf(char),
  )
  return name.length === 0 ? escapeOf('\0') : name.join('')
}

const escapeOf = (char: string): string =>
  `_x${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`

/** The text that an XML name stands for: escapes are undone where the character could not have stood itself. */
export function plainName(name: string): string {
  if (!name.includes('_x')) return name
  return name.replace(escaped, (all, hex: string, at: number) => {
    const code = Number.parseInt(hex, 16)
    if (code === 0 || code > 0x10ffff) return code === 0 ? '' : all
    const char = String.fromCodePoint(code)
    return char !== '_' && (at === 0 ? startChar : nameChar).test(char) ? all : char
  })
}
