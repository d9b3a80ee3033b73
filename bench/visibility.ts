import { canonicalKey } from '@nguon/epcis'
import { pino } from 'pino'
import { eventsProblems, queryRoutes } from '../server/src/modules/events/index.ts'
import { identityProblems } from '../server/src/modules/identity/index.ts'
import { describeKeys } from '../server/src/modules/registry/index.ts'
import type { Actor, Reach } from '../server/src/platform/actor.ts'
import { createHttp, platformProblems } from '../server/src/platform/http.ts'
import { createSay } from '../server/src/platform/messages.ts'
import { createMetrics } from '../server/src/platform/metrics.ts'
import { type Db, openDatabase } from '../server/src/platform/postgres/database.ts'
import { serverRole } from '../server/src/roles/open.ts'
import type { Corpus } from './documents.ts'
import { type Figure, say } from './figure.ts'
import { createDatabase, dropDatabase, settle, urlOfDatabase } from './ground.store.ts'
import { type Ground, groundConfig } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import { createRandom } from './random.ts'
import { sendDocument } from './send-document.ts'
import { latenciesOf, rounded } from './statistics.ts'
import {
  communes,
  lotOf,
  partyCount,
  placeOf,
  registerParties,
  sectors,
  storiesOfDocument,
  visibilityDocument,
  visibilityDocuments,
} from './visibility-world.ts'

const database = 'bench_visibility'
const limit = 15
/** Events of the world of parties, which is a store of its own beside a larger one. */
const most = 1_000_000
const rounds = 150
const inFlight = 3

/** What the rule of who sees which events adds to a query: the same queries with it and without, in turn. */
export const visibilityFigure = async (ground: Ground): Promise<Figure[]> => {
  const url = urlOfDatabase(ground.databaseUrl, database)
  const answers = await compare(ground, url, ground.kept.parties ?? (await fill(ground, url)))
  const all = costOf(answers.flatMap(({ taken }) => taken))
  return [
    {
      name: 'what visibility adds to a query, mean of all kinds',
      value: all,
      unit: '%',
      target: { text: `≤ ${limit} %`, met: all <= limit },
      notes: [
        `by the medians of each kind ${byMedians(answers, 'bound')} %; with an authority's looks written ${byMedians(answers, 'noted')} %`,
        ...answers.map(({ name, taken }) => `${name}: ${wordsOf(taken)}`),
      ],
      details: Object.fromEntries(answers.map(({ name, taken }) => [name, costOf(taken)])),
    },
  ]
}

const fill = async (ground: Ground, databaseUrl: string): Promise<string[]> => {
  await dropDatabase(ground.databaseUrl, database)
  await createDatabase(ground.databaseUrl, database)
  const server = await ground.serve({ databaseUrl })
  say('visibility: registering 500 parties …')
  const { keys, ids } = await registerParties(server.url)
  const documents = visibilityDocuments(Math.min(ground.corpus.events, most))
  say(`visibility: capturing ${documents} documents …`)
  const client = createHttpClient()
  const door = { client, url: server.url, keys }
  const numbers = Array.from({ length: documents }, (_, number) => number)
  await closedLoop(numbers, inFlight, async (number) => sendDocument(door, visibilityDocument(number, documents)))
  client.close()
  await server.stop()
  await settle(databaseUrl)
  ground.keep({ parties: ids })
  return ids
}

/** Milliseconds of one query with the rule, of the same without, and of the same with the rule and its looks written. */
type Taken = { bound: number; free: number; noted: number }

/** One web server whose callers say who they are: no look-up of a key is measured on either side. */
const compare = async (ground: Ground, url: string, ids: readonly string[]): Promise<Answers[]> => {
  const db = openDatabase(url, { role: serverRole, connections: 2 })
  const actors = actorsOf(ids, await unitOfPlace(db, 2))
  const doors = { noted: await openDoor(ground, db, actors), bound: await openDoor(ground, withoutLooks(db), actors) }
  const ask: Ask = async (actor, path, door = 'bound') => {
    const started = performance.now()
    const { statusCode, body } = await doors[door].inject({ url: path, headers: { 'x-actor': actor } })
    const taken = performance.now() - started
    if (statusCode !== 200 || !body.includes('"eventID"'))
      throw new Error(`${actor} ${path}: ${statusCode}, ${body.length} bytes`)
    return taken
  }
  const answers: Answers[] = []
  for (const actor of viewers)
    for (const [kind, pathOf] of Object.entries(kinds))
      answers.push({ name: `${actor}, ${kind}`, taken: await askInTurn(ask, ground.corpus, actor, pathOf) })
  await Promise.all(Object.values(doors).map((door) => door.close()))
  await db.end()
  return answers
}

/** A store that forgets the looks: what writing them costs is told apart from what the rule does. */
const withoutLooks = (db: Db): Db => ({
  ...db,
  query: async (text, values) => (text.includes('into identity.look') ? [] : db.query(text, values)),
})

const openDoor = async (ground: Ground, db: Db, actors: ReadonlyMap<string, Actor>) => {
  const http = await createHttp({
    config: groundConfig(ground),
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    say: createSay(),
    problems: { ...platformProblems, ...identityProblems, ...eventsProblems },
    resolveActor: async (headers) => actors.get(String(headers['x-actor'])) ?? actorOf(null, []),
  })
  queryRoutes(http, { db, publicUrl: 'http://127.0.0.1' })
  return http
}

type Ask = (actor: string, path: string, door?: 'bound' | 'noted') => Promise<number>
type Answers = { name: string; taken: Taken[] }

const warmUp = 5

/** The same query with the rule and without, each first in every other round. */
const askInTurn = async (ask: Ask, corpus: Corpus, actor: Viewer, pathOf: PathOf): Promise<Taken[]> => {
  const random = createRandom(corpus.seed, 77)
  const taken: Taken[] = []
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const path = pathOf(actor, random.whole, corpus.events)
    const first = round % 2 === 0 ? await ask(actor, path) : undefined
    const free = await ask('all', path)
    const noted = await ask(actor, path, 'noted')
    taken.push({ bound: first ?? (await ask(actor, path)), free, noted })
  }
  return taken.slice(warmUp)
}

const viewers = ['party', 'sector', 'commune'] as const
type Viewer = (typeof viewers)[number]

/** The unit of today in which a party's place lies. */
const unitOfPlace = async (db: Db, party: number): Promise<string> => {
  const key = canonicalKey(placeOf(party))
  return (await describeKeys(db, [key])).get(key)?.unit ?? ''
}

const actorsOf = (ids: readonly string[], unit: string): Map<string, Actor> => {
  const [sector, commune] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002']
  return new Map([
    ['all', actorOf(null, [{ kind: 'system' }])],
    ['party', actorOf(ids[7] ?? null, [{ kind: 'own' }])],
    ['sector', actorOf(sector, [{ kind: 'sector', groups: [sectors[3] ?? ''] }])],
    ['commune', actorOf(commune, [{ kind: 'territory', units: [unit] }])],
  ])
}

const actorOf = (partyID: string | null, reaches: readonly Reach[]): Actor => ({
  kind: 'party',
  ...{ partyID, accountID: null, delegateID: null, credentialID: null },
  can: () => true,
  reach: () => reaches,
})

type Draw = (below: number) => number
type PathOf = (actor: Viewer, draw: Draw, events: number) => string

/** A party of which the actor sees events: itself, one of its sector, one of its commune. */
const partyFor = (actor: Viewer, draw: Draw, events: number): number => {
  if (actor === 'party') return 7
  const [step, first] = actor === 'sector' ? [sectors.length, 3] : [communes.length, 2]
  const known = Math.min(partyCount, visibilityDocuments(events))
  return first + step * draw(Math.max(1, Math.floor((known - first) / step)))
}

const monthFrom = (draw: Draw): { from: string; before: string } => {
  const start = Date.UTC(2024, 6 + draw(22), 1)
  return { from: new Date(start).toISOString(), before: new Date(start + 31 * 86_400_000).toISOString() }
}

/** The kinds of queries: by time alone, by time and step, by a lot, by a place, in the order of capture. */
const kinds: Readonly<Record<string, PathOf>> = {
  newest: () => '/events',
  'a month': (_actor, draw) => {
    const { from, before } = monthFrom(draw)
    return `/events?GE_eventTime=${from}&LT_eventTime=${before}`
  },
  'a step': (_actor, draw) => `/events?EQ_bizStep=shipping&LT_eventTime=${monthFrom(draw).before}`,
  'a lot': (actor, draw, events) =>
    `/events?MATCH_anyEPCClass=${lotOf(partyFor(actor, draw, events), draw(storiesOfDocument))}`,
  'a place': (actor, draw, events) => `/events?EQ_bizLocation=${placeOf(partyFor(actor, draw, events))}`,
  'as captured': () => '/events?orderBy=recordTime&orderDirection=DESC',
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const costOf = (taken: readonly Taken[]): number =>
  rounded((mean(taken.map(({ bound }) => bound)) / mean(taken.map(({ free }) => free)) - 1) * 100)

/** What one slow answer cannot change: the medians of all kinds together, with the rule and without. */
const byMedians = (answers: readonly Answers[], side: keyof Taken): number => {
  const sum = (of: keyof Taken) =>
    answers.reduce((total, { taken }) => total + latenciesOf(taken.map((each) => each[of])).p50, 0)
  return rounded((sum(side) / sum('free') - 1) * 100)
}

const wordsOf = (taken: readonly Taken[]): string => {
  const of = (side: keyof Taken) => latenciesOf(taken.map((each) => each[side]))
  const [bound, free, noted] = [of('bound'), of('free'), of('noted')]
  return `${costOf(taken)} % (p50 ${bound.p50} and ${free.p50} ms, p95 ${bound.p95} and ${free.p95} ms; with looks p50 ${noted.p50} ms)`
}
