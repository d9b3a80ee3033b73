import { type Member, memberValue, type Span, spansOf } from './json-spans.ts'

/** The events of a document (a query document, a bare event) as they stand in its text. */
export const eventTexts = (document: string): string[] => {
  const root = spansOf(document)
  const body = memberValue(root, 'epcisBody')
  const list =
    memberValue(body, 'eventList') ??
    memberValue(memberValue(memberValue(body, 'queryResults'), 'resultsBody'), 'eventList')
  const events = isDocument(document, root) ? (list?.items ?? []) : [root]
  return events.map(({ start, end }) => document.slice(start, end))
}

const isDocument = (text: string, root: Span): boolean => {
  const type = memberValue(root, 'type')
  return type !== undefined && /^"EPCIS(Query)?Document"$/.test(text.slice(type.start, type.end))
}

/**
 * Why the event that came back is not the one that was sent; undefined where it is. Equal to the character, but for
 * the recordTime (a sender's is dropped, ours comes last) and an eventID of ours just before it where none was sent.
 */
export const differenceOf = (sent: string, received: string): string | undefined => {
  const before = membersOf(sent)
  const after = membersOf(received)
  const recordTime = after.pop()
  if (recordTime?.name !== 'recordTime') return 'recordTime does not come last'
  if (!isInstant(received, recordTime)) return 'recordTime is no instant'
  if (!before.some(({ name }) => name === 'eventID') && after.pop()?.name !== 'eventID') {
    return 'the eventID that was not sent does not come just before recordTime'
  }
  const wasRecorded = before.some(({ name }) => name === 'recordTime')
  return wasRecorded ? differentMembers(sent, before, received, after) : differentText(sent, before, received, after)
}

const membersOf = (event: string): Member[] => [...(spansOf(event).members ?? [])]

const isInstant = (text: string, { value }: Member): boolean =>
  /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"$/.test(text.slice(value.start, value.end))

/** Without a recordTime of the sender's every character stays, spaces included, up to where our members stand. */
const differentText = (sent: string, before: Member[], received: string, after: Member[]): string | undefined => {
  if (before.length !== after.length) return `${before.length} members went in, ${after.length} came back`
  const end = sent.lastIndexOf('}')
  const kept = sent.slice(0, end)
  if (!received.startsWith(kept) || !received.endsWith(sent.slice(end))) return firstDifference(kept, received)
  const own = received.slice(kept.length, received.length - (sent.length - end))
  return /^,?"(eventID|recordTime)":[^{}[\]]*$/.test(own) ? undefined : `more than our members was added: ${own}`
}

/** A dropped member takes its comma along; the others stay as they were, in their order. */
const differentMembers = (sent: string, before: Member[], received: string, after: Member[]): string | undefined => {
  const texts = (text: string, members: Member[]) => members.map(({ start, end }) => text.slice(start, end))
  const expected = texts(
    sent,
    before.filter(({ name }) => name !== 'recordTime'),
  )
  const got = texts(received, after)
  return expected.length === got.length && expected.every((text, index) => text === got[index])
    ? undefined
    : firstDifference(expected.join(','), got.join(','))
}

/** Where two texts part. */
export const firstDifference = (expected: string, got: string): string => {
  let at = 0
  while (at < expected.length && expected[at] === got[at]) at += 1
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))
  return `differs from character ${at}: sent ${around(expected)}, got ${around(got)}`
}
