import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { type Answer, type Client, type TestApp, type TestParty, testApp } from '../app.ts'
import { document } from '../documents.ts'
import { type Names, namesOf, type Told } from './chain-events.ts'
import { assertSound, linesOf, sorted, type TraceLines, type Wording } from './trace-lines.ts'

/** What a story asks, and what must be answered: of the lists that it names nothing more and nothing less. */
export type Ask = { of: string; query: string } & Partial<TraceLines>

/** Events as they happened, and what is asked of them. */
export type Story = { tells: string; events: Told[]; asks: Ask[] }

/** A server, and the party that tells it a test file's stories. */
type Stage = { app: TestApp; teller: TestParty }

/** Sets the stage before a file's tests and clears it after them: it stands while they run, not while they are named. */
export const setStage = (): Stage => {
  const stage = {} as Stage
  before(async () => {
    stage.app = await testApp()
    stage.teller = await stage.app.party('Teller')
  })
  after(() => stage.app.close())
  return stage
}

let tellings = 0
/** Names that no other telling of this test file has. */
export const freshNames = (): Names => {
  tellings += 1
  return namesOf(tellings)
}

/** One document for each event, so that what comes first is captured first. */
export const tell = async (teller: Client, names: Names, ...events: Told[]): Promise<void> => {
  for (const { label, event } of events) {
    const answer = await teller.post('/capture', document([event(names)]))
    assert.equal(answer.status, 202, `${label}: ${answer.text}`)
  }
}

export const traceOf = (asker: Client, uri: string, query: string): Promise<Answer> =>
  asker.get(`/api/trace/${encodeURIComponent(uri)}?${query}`)

/** The answer in the story's own words. */
const wordingOf = (names: Names): Wording => ({
  thing: names.nameOf,
  place: names.nameOf,
  nowhere: 'nowhere',
  event: names.nameOf,
  process: names.nameOf,
  time: (instant) => {
    const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString()
    return `${Number(local.slice(8, 10))} ${local.slice(11, 16)}`
  },
})

const linesFor = async (asker: Client, names: Names, of: string, query: string): Promise<TraceLines> => {
  const answer = await traceOf(asker, names.thing(of), query)
  assert.equal(answer.status, 200, answer.text)
  const trace = answer.json as TraceAnswer
  assertSound(trace)
  return linesOf(trace, wordingOf(names))
}

export const assertAnswered = async (asker: Client, names: Names, asks: readonly Ask[]): Promise<void> => {
  for (const { of, query, ...expected } of asks) {
    const lines = await linesFor(asker, names, of, query)
    for (const list of Object.keys(expected) as (keyof TraceLines)[]) {
      const wanted = expected[list] ?? []
      const what = `${of} ${query}: ${list}`
      assert.deepEqual(lines[list], typeof wanted === 'string' ? wanted : sorted(wanted), what)
    }
  }
}

/** The orders in which a story is told: as it happened, from its end, and twice mixed by a fixed rule. */
const orders: [name: string, of: (events: readonly Told[]) => Told[]][] = [
  ['as it happened', (events) => [...events]],
  ['from its end', (events) => events.toReversed()],
  ['mixed', (events) => mixed(events, 7)],
  ['mixed otherwise', (events) => mixed(events, 11)],
]

const mixed = (events: readonly Told[], step: number): Told[] =>
  events
    .map((event, index) => ({ event, rank: (index * step + 3) % (events.length * 2 + 1) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ event }) => event)

/** A test for each story and order. */
export const testInEachOrder = (stage: Stage, stories: readonly Story[]): void => {
  for (const { tells, events, asks } of stories)
    for (const [order, arrange] of orders)
      test(`${tells}, told ${order}`, async () => {
        const names = freshNames()
        await tell(stage.teller, names, ...arrange(events))
        await assertAnswered(stage.teller, names, asks)
      })
}
