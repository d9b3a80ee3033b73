// Where values stand in the text of one well-formed JSON value. Used where a text must stay as received but for a few places.

/** A member of an object: its name, where it starts and ends, where its value starts, and the comma behind it (-1 at the last). */
export type Member = { name: string; start: number; value: number; end: number; comma: number }

/** The members of the object that begins at or behind `from`. */
export function membersOf(text: string, from = 0): Member[] {
  const members: Member[] = []
  let at = text.indexOf('{', from) + 1
  for (;;) {
    const start = skipBlank(text, at)
    if (text.charCodeAt(start) !== 34) return members
    const nameEnd = stringEnd(text, start)
    const value = skipBlank(text, text.indexOf(':', nameEnd) + 1)
    const end = valueEnd(text, value)
    const next = skipBlank(text, end)
    const comma = text[next] === ',' ? next : -1
    members.push({ name: JSON.parse(text.slice(start, nameEnd)) as string, start, value, end, comma })
    if (comma < 0) return members
    at = comma + 1
  }
}

/** Where the elements of the array that begins at `from` start and end. */
export function elementsOf(text: string, from: number): { value: number; end: number }[] {
  const elements: { value: number; end: number }[] = []
  let at = skipBlank(text, from + 1)
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at)
    elements.push({ value: at, end })
    const next = skipBlank(text, end)
    at = text[next] === ',' ? skipBlank(text, next + 1) : next
  }
  return elements
}

/** The index after the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === 34 || Number.isNaN(code)) return at + 1
    at += code === 92 ? 2 : 1
  }
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

/** The index after the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === 34) return stringEnd(text, start)
  if (first === 123 || first === 91) return containerEnd(text, start)
  let at = start
  while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++
  return at
}

const isDelimiter = (code: number): boolean => code <= 32 || code === 44 || code === 125 || code === 93

function containerEnd(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = stringEnd(text, at)
      continue
    }
    if (code === 123 || code === 91) depth++
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1
    at++
  }
  return at
}
