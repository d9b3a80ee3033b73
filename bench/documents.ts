import { canonicalKey } from '@nguon/epcis'
import { createRandom, pickDistinct } from './random.ts'
import { type BenchEvent, eventsOfStory, storyEvents, type Things, thingsOf } from './story.ts'
import { depotGln, partyCount } from './world.ts'

/** All events of a run, drawn from a seed; a document has 500 of one party, near each other in time. */
export type Corpus = { events: number; seed: number }

export const eventsOfDocument = 500
const storiesOfDocument = eventsOfDocument / eventsOfStory

export const documentCount = ({ events }: Corpus): number => Math.ceil(events / eventsOfDocument)
const storyCount = (corpus: Corpus): number => documentCount(corpus) * storiesOfDocument

/** Which party sends a document. */
export const senderOf = (document: number): number => document % partyCount

/** A document as it goes over the wire, and its events' IDs in order. */
export type BenchDocument = { party: number; text: string; eventIDs: string[] }

/** Document `number`; those beyond the corpus are further ones, as many as are asked for. */
export const documentText = (corpus: Corpus, number: number): BenchDocument =>
  documentOf(senderOf(number), eventsOf(corpus, number))

/** Events as one document of a party's. */
export const documentOf = (party: number, events: readonly BenchEvent[]): BenchDocument => {
  const text = JSON.stringify({
    '@context': documentContext,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-07-01T00:00:00Z',
    epcisBody: { eventList: events },
  })
  return { party, text, eventIDs: events.map(({ eventID }) => String(eventID)) }
}

/** The prefixes that the events use. */
const documentContext = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { vuon: 'https://vuon.example.vn/ns/' },
]

/** The events of a document, as the values that its text is made from. */
const eventsOf = (corpus: Corpus, number: number): BenchEvent[] => {
  const first = number * storiesOfDocument
  const stories = Array.from({ length: storiesOfDocument }, (_, index) => first + index)
  const list = stories.flatMap((story) =>
    storyEvents({ seed: corpus.seed, number: story, party: senderOf(number), share: shareOf(corpus, story) }),
  )
  const whole = number === documentCount(corpus) - 1 ? corpus.events - number * eventsOfDocument : eventsOfDocument
  return list.slice(0, whole)
}

/** Where a story lies in the two years, 0 to 1: further ones run through the last weeks again, where the load has ended. */
const shareOf = (corpus: Corpus, story: number): number => {
  const count = storyCount(corpus)
  if (story < count) return story / count
  const last = Math.max(1, Math.ceil(count * lastWeeks))
  return 1 - lastWeeks + (((story - count) % last) / last) * lastWeeks
}

const lastWeeks = 0.05

/** The things of whole stories: those of a last, shortened document may lack their events. */
const thingsAt = (story: number): Things =>
  thingsOf({ number: story, party: senderOf(Math.floor(story / storiesOfDocument)) })
const wholeStories = (corpus: Corpus): number => Math.max(1, Math.floor(corpus.events / eventsOfStory))

/** Different codes as printed on goods: paths of lots and serialised cases, drawn from all stories. */
export const printedCodes = (corpus: Corpus, count: number, stream: number): string[] =>
  pickThings(corpus, count, stream, ({ raw, packed, cases }) => [...raw, packed, ...cases]).map(canonicalKey)

/** Paths of different lots of the load, as grown and as packed. */
export const lotPaths = (corpus: Corpus, count: number, stream: number): string[] =>
  pickThings(corpus, count, stream, ({ raw, packed }) => [...raw, packed]).map(canonicalKey)

/** A query for one key's events. */
export type KeyQuery = { kind: 'item' | 'class' | 'hub'; parameter: string; key: string }

/** Where the server is asked for a key's events. */
export const pathOfKey = ({ parameter, key }: KeyQuery): string =>
  `/events?${new URLSearchParams({ [parameter]: key })}`

const hubShare = 0.02

/** Queries for random keys: items, classes, and in two of a hundred a depot, which a good part of all events name. */
export const keyQueries = (corpus: Corpus, count: number, stream: number): KeyQuery[] => {
  const random = createRandom(corpus.seed, stream + 1)
  const hubs = Math.round(count * hubShare)
  const things = pickThings(corpus, count - hubs, stream, ({ raw, packed, cases, pallet }) => [
    ...raw,
    packed,
    ...cases,
    pallet,
  ])
  return [
    ...things.map(
      (key): KeyQuery =>
        key.includes('/10/')
          ? { kind: 'class', parameter: 'MATCH_anyEPCClass', key }
          : { kind: 'item', parameter: 'MATCH_anyEPC', key },
    ),
    ...Array.from({ length: hubs }, () => hubQuery(random.whole(3))),
  ]
    .map((query) => ({ query, at: random.fraction() }))
    .sort((a, b) => a.at - b.at)
    .map(({ query }) => query)
}

export const hubQuery = (depot: number): KeyQuery => ({
  kind: 'hub',
  parameter: 'EQ_bizLocation',
  key: `https://id.gs1.org/414/${depotGln(depot)}`,
})

const pickThings = (corpus: Corpus, count: number, stream: number, choose: (things: Things) => string[]): string[] => {
  const perStory = choose(thingsAt(0)).length
  const random = createRandom(corpus.seed, stream)
  return pickDistinct(random, count, wholeStories(corpus) * perStory).flatMap(
    (index) => choose(thingsAt(Math.floor(index / perStory)))[index % perStory] ?? [],
  )
}
