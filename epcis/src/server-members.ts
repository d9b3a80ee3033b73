/** What the server adds to an event; never a second eventID. */
export type ServerMembers = { eventID?: string; recordTime: string }

/**
 * The text of an event with the server's members last. Only a top-level recordTime of the sender goes, with its comma;
 * every other character stays (the body's promise: as received). `text` is one well-formed JSON object, as the cutter
 * hands it out.
 */
export function withServerMembers(text: string, { eventID, recordTime }: ServerMembers): string {
  const kept = mayHoldRecordTime(text) ? withoutMember(text, 'recordTime') : text
  const end = kept.lastIndexOf('}')
  const filled = !/^\s*\{\s*\}\s*$/.test(kept)
  const members = [
    ...(eventID === undefined ? [] : [`"eventID":${JSON.stringify(eventID)}`]),
    `"recordTime":${JSON.stringify(recordTime)}`,
  ].join(',')
  return `${kept.slice(0, end)}${filled ? ',' : ''}${members}${kept.slice(end)}`
}

/** A name may be spelt with escapes, so a backslash asks for the look. */
const mayHoldRecordTime = (text: string): boolean => text.includes('"recordTime"') || text.includes('\\')

type Member = { name: string; start: number; end: number; comma: number }

function withoutMember(text: string, name: string): string {
  const members = topMembers(text)
  const cuts: [number, number][] = []
  let lastKept: Member | undefined
  for (const member of members) {
    if (member.name !== name) {
      lastKept = member
      continue
    }
    cuts.push([member.start, member.end])
    if (member.comma >= 0) cuts.push([member.comma, member.comma + 1])
  }
  if (cuts.length === 0) return text
  const last = members.at(-1)
  if (last?.name === name && lastKept) cuts.push([lastKept.comma, lastKept.comma + 1])
  return cutOut(text, cuts)
}

function cutOut(text: string, cuts: [number, number][]): string {
  let kept = ''
  let from = 0
  for (const [start, end] of cuts.sort((a, b) => a[0] - b[0])) {
    kept += text.slice(from, start)
    from = end
  }
  return kept + text.slice(from)
}

/** The members of the outermost object: `comma` is the place of the one behind it, -1 at the last. */
function topMembers(text: string): Member[] {
  const members: Member[] = []
  let at = text.indexOf('{') + 1
  while (at < text.length) {
    const start = text.indexOf('"', at)
    if (start < 0) break
    const nameEnd = stringEnd(text, start)
    const end = valueEnd(text, text.indexOf(':', nameEnd) + 1)
    const next = skipBlank(text, end)
    const comma = text[next] === ',' ? next : -1
    members.push({ name: JSON.parse(text.slice(start, nameEnd)) as string, start, end, comma })
    if (comma < 0) break
    at = comma + 1
  }
  return members
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

/** The index after the value that begins at or behind `from`. */
function valueEnd(text: string, from: number): number {
  const start = skipBlank(text, from)
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
