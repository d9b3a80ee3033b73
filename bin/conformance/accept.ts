import { captureDocument, inShort, type Job, pathOf } from './capture-document.ts'
import { differenceOf, eventTexts } from './event-texts.ts'
import type { Caller } from './own-server.ts'

/** Why a document does not come back as it went in; undefined where it does. */
export const acceptFault = async (call: Caller, path: string, body: Buffer): Promise<string | undefined> => {
  const captured = await captureDocument(call, path, body)
  if (captured.kind === 'answer') return `refused: ${inShort(captured.answer)}`
  const { job } = captured
  if (!job.success) return `the job failed: ${job.errors.map(({ detail }) => detail).join(' ')}`
  const received = await readBack(call)
  if (typeof received === 'string') return received
  const sent = eventTexts(new TextDecoder().decode(body))
  return compare(sent, received, job) ?? (await singlesFault(call, received))
}

const asSent = { 'gs1-epc-format': 'Never_Translates' }

/** All events of the store, page by page; a sentence where that fails. */
const readBack = async (call: Caller): Promise<string[] | string> => {
  const events: string[] = []
  let next: string | undefined = '/events?perPage=100'
  while (next !== undefined) {
    const answer = await call('GET', next, asSent)
    if (answer.status !== 200) return `GET ${next}: ${inShort(answer)}`
    events.push(...eventTexts(answer.text))
    const link: string | undefined = /<([^>]+)>;\s*rel="?next"?/.exec(answer.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : pathOf(link)
  }
  return events
}

/** Each event sent is found among those received, in whatever order; nothing else is. */
const compare = (sent: string[], received: string[], job: Job): string | undefined => {
  const byContent = Map.groupBy(received, contentOf)
  const left = new Set(received)
  const repeated: number[] = []
  for (const [index, text] of sent.entries()) {
    const equal = (byContent.get(contentOf(text)) ?? []).filter((other) => differenceOf(text, other) === undefined)
    const found = equal.find((other) => left.delete(other))
    if (equal.length === 0) return `event ${index} ${closest(text, [...left])}`
    if (found === undefined) repeated.push(index)
  }
  if (repeated.length > (job['nguon:eventsKnown'] ?? 0)) {
    return `event ${repeated[0]} is a repetition that the job does not report`
  }
  return left.size === 0 ? undefined : `${left.size} events came back that were not sent`
}

/** What an event says, without the members that may be ours: only events alike in it are compared to the character. */
const contentOf = (event: string): string => {
  const { eventID: _id, recordTime: _time, ...content } = JSON.parse(event) as Record<string, unknown>
  return JSON.stringify(Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Why the event that is most like it is not equal. */
const closest = (text: string, left: string[]): string => {
  const reasons = left.map((candidate) => differenceOf(text, candidate) ?? '')
  const place = (reason: string) => Number(/character (\d+)/.exec(reason)?.[1] ?? -1)
  return reasons.toSorted((a, b) => place(b) - place(a))[0] ?? 'does not come back'
}

const atOnce = 4

/** GET /events/{eventID} gives each event the same. */
const singlesFault = async (call: Caller, events: string[]): Promise<string | undefined> => {
  for (let from = 0; from < events.length; from += atOnce) {
    const faults = await Promise.all(events.slice(from, from + atOnce).map((event) => singleFault(call, event)))
    const fault = faults.find((each) => each !== undefined)
    if (fault !== undefined) return fault
  }
  return undefined
}

const singleFault = async (call: Caller, event: string): Promise<string | undefined> => {
  const { eventID } = JSON.parse(event) as { eventID: string }
  const path = `/events/${encodeURIComponent(eventID)}`
  const answer = await call('GET', path, asSent)
  if (answer.status !== 200) return `GET ${path}: ${inShort(answer)}`
  return eventTexts(answer.text).includes(event) ? undefined : `GET ${path} gives another event than GET /events`
}
