import { captureDocument, inShort, type Job, pathOf } from './capture-document.ts'
import { differenceOf, eventTexts, firstDifference } from './event-texts.ts'
import type { Another, Caller } from './own-server.ts'
import { meaningsIn, xmlTexts } from './xml-texts.ts'

/** Why a document does not come back as it went in, or not by way of XML; undefined where it does. */
export const acceptFault = async (
  call: Caller,
  path: string,
  body: Buffer,
  another: Another,
): Promise<string | undefined> => {
  const captured = await captureDocument(call, path, body)
  if (captured.kind === 'answer') return `refused: ${inShort(captured.answer)}`
  const { job } = captured
  if (!job.success) return `the job failed: ${job.errors.map(({ detail }) => detail).join(' ')}`
  const pages = await readPages(call, 'application/ld+json')
  if (typeof pages === 'string') return pages
  const received = pages.flatMap(eventTexts)
  const sent = path.endsWith('.xml') ? xmlTexts(body) : eventTexts(new TextDecoder().decode(body))
  return compare(sent, received, job) ?? (await singlesFault(call, received)) ?? (await xmlFault(call, pages, another))
}

const asSent = { 'gs1-epc-format': 'Never_Translates' }

/** All pages of the store's events in one binding; a sentence where that fails. */
const readPages = async (call: Caller, accept: string): Promise<string[] | string> => {
  const pages: string[] = []
  let next: string | undefined = '/events?perPage=100'
  while (next !== undefined) {
    const answer = await call('GET', next, { ...asSent, accept })
    if (answer.status !== 200) return `GET ${next} as ${accept}: ${inShort(answer)}`
    pages.push(answer.text)
    const link: string | undefined = /<([^>]+)>;\s*rel="?next"?/.exec(answer.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : pathOf(link)
  }
  return pages
}

/** The events as XML, taken into an empty store, say there what they say here. */
const xmlFault = async (call: Caller, pages: string[], another: Another): Promise<string | undefined> => {
  const said = pages.flatMap(meaningsIn)
  if (said.length === 0) return undefined
  const xml = await readPages(call, 'application/xml')
  if (typeof xml === 'string') return xml
  const again = await another(async (other) => {
    for (const page of xml) {
      const captured = await captureDocument(other, 'page.xml', Buffer.from(page))
      if (captured.kind === 'answer') return `as XML refused: ${inShort(captured.answer)}`
      if (!captured.job.success) return `as XML: ${captured.job.errors.map(({ detail }) => detail).join(' ')}`
    }
    return readPages(other, 'application/ld+json')
  })
  if (typeof again === 'string') return again
  const heard = again.flatMap(meaningsIn).sort()
  const lost = said.sort().findIndex((meaning, index) => meaning !== heard[index])
  return lost < 0 && heard.length === said.length
    ? undefined
    : `by way of XML ${firstDifference(said[lost] ?? '', heard[lost] ?? '')}`
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
