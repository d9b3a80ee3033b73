import type { BenchDocument } from './documents.ts'
import { type Figure, say } from './figure.ts'
import { fillGround } from './fill.ts'
import { furtherDocuments, type Stream, whileCapturing } from './further.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { openWorld } from './register-world.ts'

const mostDocuments = 100
const perPage = 100
const mostWalks = 50
const orders = ['orderBy=eventTime', 'orderBy=recordTime&orderDirection=ASC', 'orderBy=recordTime']

/** Pages through a window of time into which captures go on putting events; held against what was there when each walk began. */
export const pagingFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  const keys = await openWorld(ground)
  const documents = furtherDocuments(ground, mostDocuments)
  const window = middleOf(documents)
  const server = await ground.serve()
  const operator = createHttpClient({ authorization: `Bearer ${operatorKey}` })
  const address = (order: string) =>
    `${server.url}/events?${new URLSearchParams({ GE_eventTime: window.from, LT_eventTime: window.before })}&perPage=${perPage}&${order}`
  const before = new Set((await walk(operator, address(''))).found)
  say(`paging through ${before.size} events and more while ${documents.length} further documents are captured …`)
  const door = { client: createHttpClient(), url: server.url, keys }
  const walks = await whileCapturing(door, documents, async (stream) => {
    const judged: Walk[] = []
    for (const order of Array.from({ length: mostWalks }, (_, index) => orders[index % orders.length] ?? '')) {
      if (stream.ended && judged.length > 0) break
      judged.push(await judgedWalk(operator, address(order), { before, stream, window }))
    }
    return judged
  })
  door.client.close()
  operator.close()
  await server.stop()
  return [figureOf(walks, before.size)]
}

type Walk = WalkVerdict & { pages: number; found: number; whileCapturing: boolean }

const judgedWalk = async (
  client: HttpClient,
  address: string,
  { before, stream, window }: { before: ReadonlySet<string>; stream: Stream; window: TimeWindow },
): Promise<Walk> => {
  const certain = [...stream.acknowledged]
  const running = !stream.ended
  const { found, pages, possible } = await walk(client, address, () => [...stream.sent])
  const within = (document: BenchDocument) => idsWithin(document, window)
  const verdict = judgeWalk(found, { before, certain: certain.map(within), possible: possible.map(within) })
  return { ...verdict, pages, found: found.length, whileCapturing: running }
}

/** Follows a result from its first page to its last; `possible` is what had been sent when the first page was there. */
const walk = async (
  client: HttpClient,
  first: string,
  sent: () => BenchDocument[] = () => [],
): Promise<{ found: string[]; pages: number; possible: BenchDocument[] }> => {
  const found: string[] = []
  let possible: BenchDocument[] = []
  let pages = 0
  for (let next: string | undefined = first; next !== undefined; pages += 1) {
    const page = await client.call(next)
    if (page.status !== 200) throw new Error(`page ${pages + 1}: ${page.status} ${page.text.slice(0, 500)}`)
    if (pages === 0) possible = sent()
    for (const [, id] of page.text.matchAll(/"eventID":"([^"]+)"/g)) found.push(id ?? '')
    next = page.next
  }
  return { found, pages, possible }
}

export type WalkVerdict = { missing: number; repeated: number; foreign: number; inPart: number }

/**
 * What a walk should have found: everything from before, and of each later document all or nothing, where `certain` ones,
 * acknowledged before it began, are there and none but `possible` ones, sent before its first page was answered.
 */
export const judgeWalk = (
  found: readonly string[],
  expected: { before: ReadonlySet<string>; certain: readonly string[][]; possible: readonly string[][] },
): WalkVerdict => {
  const distinct = new Set(found)
  const must = expected.before.union(new Set(expected.certain.flat()))
  const may = must.union(new Set(expected.possible.flat()))
  const inPart = expected.possible.filter(
    (ids) => ids.some((id) => distinct.has(id)) && ids.some((id) => !distinct.has(id)),
  )
  return {
    missing: must.difference(distinct).size,
    repeated: found.length - distinct.size,
    foreign: distinct.difference(may).size,
    inPart: inPart.length,
  }
}

type TimeWindow = { from: string; before: string }
type Timed = { eventID: string; eventTime: string }

const eventsIn = ({ text }: BenchDocument): Timed[] =>
  (JSON.parse(text) as { epcisBody: { eventList: Timed[] } }).epcisBody.eventList

/** The time in which the middle half of the documents' events lie. */
const middleOf = (documents: readonly BenchDocument[]): TimeWindow => {
  const times = documents.flatMap((document) => eventsIn(document).map(({ eventTime }) => eventTime)).sort()
  const at = (share: number) => times[Math.floor(times.length * share)] ?? ''
  return { from: at(0.25), before: at(0.75) }
}

const idsWithin = (document: BenchDocument, { from, before }: TimeWindow): string[] =>
  eventsIn(document)
    .filter(({ eventTime }) => eventTime >= from && eventTime < before)
    .map(({ eventID }) => eventID)

const figureOf = (walks: readonly Walk[], before: number): Figure => {
  const sum = (of: (walk: Walk) => number) => walks.reduce((total, walk) => total + of(walk), 0)
  const faults = sum(({ missing, repeated, foreign, inPart }) => missing + repeated + foreign + inPart)
  return {
    name: 'paging while capture runs: events missed, repeated, too new or of half a document',
    value: faults,
    unit: 'events',
    target: { text: 'none', met: faults === 0 },
    notes: [
      `${walks.length} walks of ${sum(({ pages }) => pages)} pages, ${walks.filter((walk) => walk.whileCapturing).length} of them begun while captures went on`,
      `found ${sum(({ found }) => found)} events in all; ${before} before, ${walks.at(-1)?.found} at the end`,
      `missed ${sum(({ missing }) => missing)}, repeated ${sum(({ repeated }) => repeated)}, too new ${sum(({ foreign }) => foreign)}, documents in part ${sum(({ inPart }) => inPart)}`,
    ],
    details: { walks },
  }
}
