import { type Member, membersOf } from './json-text.ts'

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

function withoutMember(text: string, name: string): string {
  const members = membersOf(text)
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
