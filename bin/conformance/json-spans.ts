/**
 * Where the values of a JSON text lie in it. A reader of its own, beside the server's: the comparison of what went in
 * with what came out must not rest on the code that it judges.
 */
export type Span = { start: number; end: number; members?: Member[]; items?: Span[] }

/** One member of an object, from the quote of its name to the end of its value. */
export type Member = { name: string; start: number; end: number; value: Span }

/** The spans of a text that JSON.parse takes; throws what that throws. */
export const spansOf = (text: string): Span => {
  JSON.parse(text)
  return readValue(text, skipSpace(text, 0))
}

const skipSpace = (text: string, from: number): number => {
  let at = from
  while (' \t\n\r'.includes(text[at] ?? '!')) at += 1
  return at
}

const readValue = (text: string, start: number): Span => {
  if (text[start] === '{') return readObject(text, start)
  if (text[start] === '[') return readArray(text, start)
  if (text[start] === '"') return { start, end: afterString(text, start) }
  let end = start
  while (end < text.length && !',]} \t\n\r'.includes(text[end] as string)) end += 1
  return { start, end }
}

const afterString = (text: string, start: number): number => {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

const readArray = (text: string, start: number): Span => {
  const items: Span[] = []
  let at = skipSpace(text, start + 1)
  while (text[at] !== ']') {
    const item = readValue(text, at)
    items.push(item)
    at = skipSpace(text, item.end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return { start, end: at + 1, items }
}

const readObject = (text: string, start: number): Span => {
  const members: Member[] = []
  let at = skipSpace(text, start + 1)
  while (text[at] !== '}') {
    const nameEnd = afterString(text, at)
    const value = readValue(text, skipSpace(text, skipSpace(text, nameEnd) + 1))
    members.push({ name: JSON.parse(text.slice(at, nameEnd)) as string, start: at, end: value.end, value })
    at = skipSpace(text, value.end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return { start, end: at + 1, members }
}

/** The value of an object's member, if it has it. */
export const memberValue = (span: Span | undefined, name: string): Span | undefined =>
  span?.members?.find((member) => member.name === name)?.value
