import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, type TestApp, type TestParty, testApp } from '../../../../../test/app.ts'
import { document, event, eventsOf, gtin, item, type Members } from '../../../../../test/documents.ts'
import { whileHeld } from '../../../../../test/hold-captures.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import { eventUid } from '../../event-uid.ts'

let app: TestApp
let coop: TestParty

before(async () => {
  app = await testApp({
    CAPTURE_SYNC_EVENTS: '20',
    CAPTURE_SYNC_BYTES: '100000',
    CAPTURE_EVENTS: '5000',
    CAPTURE_EVENT_BYTES: '200000',
  })
  coop = await app.party('Coop')
})
after(() => app.close())

type Job = {
  running: boolean
  success: boolean
  finishedAt?: string
  errors: { type: string; code: string; event?: number; status: number }[]
  'nguon:errorsTotal': number
  'nguon:eventsTotal': number
  'nguon:eventsRead': number
  'nguon:eventsStored': number
  'nguon:eventsKnown': number
  'nguon:position'?: number
}

const accept = async (as: Client, text: string, behaviour = 'rollback'): Promise<string> => {
  const answer = await as.post('/capture', text, { 'gs1-capture-error-behaviour': behaviour })
  assert.equal(answer.status, 202, answer.text)
  return new URL(answer.headers.get('location') ?? '').pathname
}

const stateOf = async (as: Client, path: string): Promise<Job> => (await as.get(path)).json as Job

const capture = async (as: Client, text: string, behaviour?: string): Promise<Job> => {
  const path = await accept(as, text, behaviour)
  await app.work()
  return stateOf(as, path)
}

let series = 0
const many = (count: number, more: (index: number) => Members = () => ({})): Members[] => {
  series += 1
  return Array.from({ length: count }, (_, index) =>
    event({
      eventID: `urn:example:large:${series}:${index}`,
      epcList: [item(31, `${series}-${index}`)],
      ...more(index),
    }),
  )
}

const storedOf = async (events: readonly Members[], as: Client = coop): Promise<number> => {
  const ids = events.map(({ eventID }) => String(eventID))
  let found = 0
  for (let at = 0; at < ids.length; at += 50) {
    const page = ids.slice(at, at + 50)
    found += eventsOf(await as.get(`/events?perPage=100&EQ_eventID=${encodeURIComponent(page.join('|'))}`)).length
  }
  return found
}

const spooledParts = async (): Promise<number> =>
  (await app.db.query<{ n: number }>('select count(*)::int as n from events.capture_part'))[0]?.n ?? -1

test('a document beyond the synchronous limit becomes a job that runs, and ends with every event', async () => {
  const events = many(1300)
  const path = await accept(coop, document(events))
  const before = await stateOf(coop, path)
  assert.deepEqual(
    [before.running, before.success, before['nguon:eventsTotal'], before['nguon:eventsStored'], before.finishedAt],
    [true, true, 1300, 0, undefined],
  )
  assert.equal(await storedOf(events.slice(0, 50)), 0)
  await app.work()
  const done = await stateOf(coop, path)
  assert.deepEqual(
    [done.running, done.success, done['nguon:eventsRead'], done['nguon:eventsStored'], done.errors],
    [false, true, 1300, 1300, []],
  )
  assert.ok(done.finishedAt !== undefined && done['nguon:position'] !== undefined)
  assert.equal(await storedOf(events), 1300)
  assert.equal(await spooledParts(), 0)
  assert.equal((await app.anonymous.get(path)).status, 401)
  assert.equal((await (await app.party('Stranger')).get(path)).status, 404)
})

test('by its bytes too, and a bare event of that size', async () => {
  const epcList = Array.from({ length: 3000 }, (_, index) => item(32, `B${index}`))
  const bare = { '@context': JSON.parse(document([]))['@context'], ...event({ eventID: 'urn:example:bare', epcList }) }
  const job = await capture(coop, JSON.stringify(bare))
  assert.deepEqual([job.success, job['nguon:eventsStored']], [true, 1])
  assert.equal(eventsOf(await coop.get(`/events?MATCH_epc=${encodeURIComponent(epcList[2999] ?? '')}`)).length, 1)
})

test('POST /events takes a long event at once', async () => {
  const epcList = Array.from({ length: 3000 }, (_, index) => item(33, `C${index}`))
  const bare = { '@context': JSON.parse(document([]))['@context'], ...event({ epcList }) }
  assert.equal((await coop.post('/events', bare)).status, 201)
})

test('rollback: one bad event among many, and nothing is stored; the job names it', async () => {
  for (const at of [0, 700, 1299]) {
    const events = many(1300, (index) => (index === at ? { action: 'NONE' } : {}))
    const job = await capture(coop, document(events))
    assert.deepEqual(
      [job.running, job.success, job['nguon:eventsStored'], job['nguon:eventsRead']],
      [false, false, 0, 1300],
    )
    assert.deepEqual([...new Set(job.errors.map((error) => error.event))], [at])
    assert.match(job.errors[0]?.type ?? '', /^epcisException:ValidationException$/)
    assert.equal(await storedOf(events.slice(0, 100)), 0)
  }
})

test('proceed: the good ones are kept, the bad ones named', async () => {
  const events = many(1300, (index) => (index % 100 === 7 ? { eventTime: 'yesterday' } : {}))
  const job = await capture(coop, document(events), 'proceed')
  assert.deepEqual([job.running, job.success, job['nguon:eventsStored']], [false, false, 1287])
  assert.deepEqual(
    [...new Set(job.errors.map((error) => error.event))],
    Array.from({ length: 13 }, (_, n) => n * 100 + 7),
  )
  assert.equal(await storedOf(events), 1287)
})

test('errors are listed up to a thousand, and counted beyond', async () => {
  const job = await capture(coop, document(many(1500, () => ({ action: 'NONE' }))), 'proceed')
  assert.equal(job.errors.length, 1000)
  assert.ok(job['nguon:errorsTotal'] >= 1500)
})

test('the same event far apart in one document is known; other content under its ID is an error', async () => {
  const events = many(1300)
  const [first] = events
  const again = await capture(coop, document([...events, first ?? {}]))
  assert.deepEqual([again.success, again['nguon:eventsStored'], again['nguon:eventsKnown']], [true, 1300, 1])
  const other = many(1300)
  const taken = await capture(coop, document([...other, { ...first, bizStep: 'receiving' }]), 'proceed')
  assert.deepEqual(
    taken.errors.map(({ type, event: at, status }) => [type, at, status]),
    [['epcisException:ResourceAlreadyExistsException', 1300, 409]],
  )
  assert.equal(taken['nguon:eventsStored'], 1300)
})

test('a text that breaks at its end is refused when it is there, and leaves nothing', async () => {
  const text = document(many(1300))
  for (const broken of [text.slice(0, -2), `${text}x`, text.replace(/"schemaVersion":"2.0"/, '"schemaVersion":2')]) {
    const answer = await coop.post('/capture', broken)
    assert.equal(answer.status, 400, answer.text)
    assert.equal((answer.json as { type: string }).type, 'epcisException:ValidationException')
  }
  assert.equal(await spooledParts(), 0)
})

test('beyond the limits: 413, whatever was spooled is gone', async () => {
  for (const text of [
    document(many(5001)),
    document(many(1300, () => ({ 'ex:a': 'x' }))).replace('{', `{${' '.repeat(300_000)}`),
  ]) {
    const answer = await coop.post('/capture', text)
    assert.equal(answer.status, 413, answer.text)
    assert.equal((answer.json as { type: string }).type, 'epcisException:CaptureLimitExceededException')
  }
  assert.equal(await spooledParts(), 0)
})

test('an upload that breaks off leaves parts that are swept when they are old', async () => {
  await app.db.query(
    `insert into events.capture_part (capture_id, part, received_at, body)
     values ($1, 0, now() - interval '2 hours', 'x'), ($2, 0, now(), 'x')`,
    [crypto.randomUUID(), crypto.randomUUID()],
  )
  await app.db.query(`select platform.announce('quarter-hour.passed', '{}')`)
  await app.work()
  assert.equal(await spooledParts(), 1)
  await app.operator.get('/health')
})

test('the name of another is checked at the door', async () => {
  const other = await app.party('Other')
  const answer = await coop.post('/capture', document(many(50), { sender: `urn:uuid:${other.id}` }))
  assert.equal(answer.status, 403)
})

test('master data ride along, at the end', async () => {
  const id = `https://id.gs1.org/01/${gtin(35)}`
  const attributes = [{ id: 'urn:epcglobal:cbv:mda#descriptionShort', attribute: 'Xoài' }]
  const vocabularyList = [{ type: 'urn:epcglobal:epcis:vtype:EPCClass', vocabularyElementList: [{ id, attributes }] }]
  const job = await capture(coop, document(many(50), { epcisHeader: { epcisMasterData: { vocabularyList } } }))
  assert.equal(job.success, true)
  assert.ok((await app.db.query('select 1 from registry.statement where declared_by = $1', [coop.id])).length > 0)
})

/** Holds a large capture at one of its events, until `run` is done. */
const whileHeldAt = async (
  events: readonly Members[],
  at: number,
  run: (path: string) => Promise<void>,
): Promise<string> => {
  const uid = eventUid(coop.id, String(events[at]?.eventID), false)
  const insert = (tx: Tx) =>
    tx.query(
      `insert into events.identity (event_uid, content_hash, event_time, capture_number) values ($1, $1, now(), 0)`,
      [uid],
    )
  const path = await accept(coop, document(events))
  await whileHeld(
    app,
    insert,
    () => [app.work()],
    () => run(path),
  )
  return path
}

test('it holds up nobody: same party or another, with the same new keys, context and months', async () => {
  const stranger = await app.party('Neighbour')
  const context = [
    'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    { fresh: 'https://example.org/fresh/' },
  ]
  const month = (index: number) => ({ eventTime: `2031-0${1 + (index % 9)}-01T00:00:00Z` })
  const events = many(1300, month)
  const large: Members[] = events.map((each) => ({ ...each, readPoint: { id: 'https://example.org/place/held' } }))
  const small = (count: number) =>
    document(
      large
        .slice(0, count)
        .map((each, index) => ({ ...each, eventID: `urn:example:beside:${crypto.randomUUID()}:${index}` })),
      { '@context': context },
    )
  const path = await whileHeldAt(large, 1250, async (running) => {
    const state = await stateOf(coop, running)
    assert.deepEqual([state.running, state.success, state['nguon:eventsRead']], [true, true, 1000])
    for (const party of [stranger, coop]) assert.equal((await party.post('/capture', small(10))).status, 202)
    const declaration = {
      ...large[0],
      eventID: 'urn:example:declared-beside',
      errorDeclaration: { declarationTime: '2031-02-01T00:00:00Z' },
    }
    assert.equal((await coop.post('/capture', document([declaration]))).status, 202)
    const elsewhere = event({ eventTime: '2033-03-03T00:00:00Z', eventID: 'urn:example:new-month' })
    assert.equal((await stranger.post('/capture', document([elsewhere]))).status, 202)
    assert.equal((await coop.get(`/events?EQ_eventID=${encodeURIComponent(String(large[0]?.eventID))}`)).status, 200)
  })
  assert.equal((await stateOf(coop, path)).success, true)
  assert.equal(await storedOf(large), 1300)
})

const stepsOf = async (serial: string): Promise<number> => {
  const answer = await app.anonymous.get(`/api/scan/01/${gtin(31)}/21/${serial}`)
  return (answer.json as { steps?: unknown[] }).steps?.length ?? 0
}

test('a declaration that comes while its original is in a large capture takes it back all the same', async () => {
  const made = { action: 'ADD', bizStep: 'commissioning' }
  const events = many(1300, () => made)
  const [original] = events
  const declaration = { ...original, errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z' } }
  await whileHeldAt(events, 1250, async () => {
    assert.equal((await coop.post('/capture', document([declaration]))).status, 202)
  })
  assert.deepEqual([await stepsOf(`${series}-0`), await stepsOf(`${series}-1`)], [0, 1])
})

test('declarations within a large document take back what was captured before', async () => {
  const made = { action: 'ADD', bizStep: 'commissioning' }
  const events = many(15, () => made)
  assert.equal((await coop.post('/capture', document(events))).status, 202)
  const declarations = events.map((each) => ({
    ...each,
    errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z' },
  }))
  const batch = series
  assert.equal(await stepsOf(`${batch}-0`), 1)
  const job = await capture(coop, document([...many(600), ...declarations]))
  assert.deepEqual([job.success, job['nguon:eventsStored']], [true, 615])
  assert.equal(await stepsOf(`${batch}-0`), 0)
})
