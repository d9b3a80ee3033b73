import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, type TestApp, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, gtin, item, lot, type Members } from '../../../../test/documents.ts'

let app: TestApp

before(async () => {
  app = await testApp()
})
after(() => app.close())

type Job = {
  success: boolean
  running: boolean
  errors: { code: string; event?: number; field?: string; detail: string }[]
  'nguon:eventsStored': number
  'nguon:eventsKnown': number
  'nguon:findings': { code: string; key?: string }[]
}

const capture = async (as: Client, text: string, behaviour = 'rollback'): Promise<Job> => {
  const answer = await as.post('/capture', text, { 'gs1-capture-error-behaviour': behaviour })
  assert.equal(answer.status, 202, answer.text)
  const location = new URL(answer.headers.get('location') ?? '')
  return (await as.get(location.pathname)).json as Job
}

const find = async (as: Client, query: string): Promise<Members[]> => eventsOf(await as.get(`/events?${query}`))
const byID = (id: string) => `EQ_eventID=${encodeURIComponent(id)}`
const newID = () => `urn:uuid:${crypto.randomUUID()}`
const count = async (text: string, ...values: unknown[]) =>
  (await app.db.query<{ n: number }>(`select count(*)::int as n from ${text}`, values))[0]?.n

test('an event can be queried when the answer is there, and its job says so', async () => {
  const coop = await app.party('coop')
  const eventID = newID()
  const job = await capture(coop, document([event({ eventID })]))
  assert.deepEqual([job.success, job.running, job['nguon:eventsStored']], [true, false, 1])
  assert.equal((await find(coop, byID(eventID))).length, 1)
})

test('the same event again is stored once, and the job says that it was known', async () => {
  const coop = await app.party('coop')
  const same = event({ eventID: newID() })
  await capture(coop, document([same]))
  const again = await capture(coop, document([same, same]))
  assert.deepEqual([again.success, again['nguon:eventsStored'], again['nguon:eventsKnown']], [true, 0, 2])
  assert.equal((await find(coop, byID(String(same.eventID)))).length, 1)
})

test('other content under the same ID is refused: nothing is stored under rollback, the rest under proceed', async () => {
  const coop = await app.party('coop')
  const first = event({ eventID: newID() })
  await capture(coop, document([first]))
  const other = { ...first, bizStep: 'receiving' }
  const good = event({ eventID: newID() })
  const rolledBack = await capture(coop, document([good, other]))
  assert.equal(rolledBack.success, false)
  assert.deepEqual(
    rolledBack.errors.map(({ code, event: at, field }) => [code, at, field]),
    [['event-id-taken', 1, '/eventID']],
  )
  assert.equal((await find(coop, byID(String(good.eventID)))).length, 0)
  const proceeded = await capture(coop, document([good, other]), 'proceed')
  assert.deepEqual([proceeded.success, proceeded['nguon:eventsStored']], [false, 1])
  assert.equal((await find(coop, byID(String(first.eventID))))[0]?.bizStep, 'shipping')
})

test('POST /events: 201 with its address, the same again too, other content 409', async () => {
  const coop = await app.party('coop')
  const bare: Members = {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    ...event({ eventID: newID() }),
  }
  const made = await coop.post('/events', bare)
  assert.equal(made.status, 201, made.text)
  const { pathname } = new URL(made.headers.get('location') ?? '')
  assert.equal(eventsOf(await coop.get(pathname))[0]?.eventID, bare.eventID)
  assert.equal((await coop.post('/events', bare)).status, 201)
  const clash = await coop.post('/events', { ...bare, bizStep: 'receiving' })
  assert.equal(clash.status, 409)
  assert.equal((clash.json as { type: string }).type, 'epcisException:ResourceAlreadyExistsException')
})

test('an event without an ID gets the event hash, last in its text beside the record time', async () => {
  const coop = await app.party('coop')
  const epc = item(77, 'no-id')
  await capture(coop, document([event({ epcList: [epc] })]))
  const [stored] = await find(coop, `MATCH_epc=${encodeURIComponent(epc)}`)
  assert.match(String(stored?.eventID), /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
  assert.deepEqual(Object.keys(stored ?? {}).slice(-2), ['eventID', 'recordTime'])
})

test("another party's equal ID is neither seen nor disturbed", async () => {
  const [one, two] = [await app.party('one'), await app.party('two')]
  const eventID = newID()
  await capture(one, document([event({ eventID, bizStep: 'shipping' })]))
  const job = await capture(two, document([event({ eventID, bizStep: 'receiving' })]))
  assert.deepEqual([job.success, job['nguon:eventsStored']], [true, 1])
  assert.deepEqual(
    (await find(one, byID(eventID))).map(({ bizStep }) => bizStep),
    ['shipping'],
  )
  assert.deepEqual(
    (await find(two, byID(eventID))).map(({ bizStep }) => bizStep),
    ['receiving'],
  )
  assert.equal((await find(app.operator, byID(eventID))).length, 2)
  const unknown = await two.get(`/events/${encodeURIComponent(newID())}`)
  const foreign = await one.get(`/events/${encodeURIComponent(newID())}`)
  assert.equal(unknown.status, 404)
  assert.equal(foreign.status, 404)
})

test('an error declaration stands beside its original, and takes it out of the story', async () => {
  const coop = await app.party('coop')
  const path = `/01/${gtin(88)}/21/WRONG`
  const original = event({ eventID: newID(), epcList: [item(88, 'WRONG')], action: 'ADD', bizStep: 'commissioning' })
  await capture(coop, document([original]))
  const steps = async () =>
    ((await app.anonymous.get(`/api/scan${path}`)).json as { steps?: unknown[] }).steps?.length ?? 0
  assert.equal(await steps(), 1)
  const errorDeclaration = { declarationTime: '2026-02-01T00:00:00Z', reason: 'did_not_occur' }
  const job = await capture(coop, document([{ ...original, errorDeclaration }]))
  assert.equal(job['nguon:eventsStored'], 1)
  assert.equal((await find(coop, byID(String(original.eventID)))).length, 2)
  assert.equal((await find(coop, `${byID(String(original.eventID))}&EXISTS_errorDeclaration=true`)).length, 1)
  assert.equal(await steps(), 0)
})

test("nobody takes back another's event", async () => {
  const [owner, stranger] = [await app.party('owner'), await app.party('stranger')]
  const original = event({ eventID: newID(), epcList: [item(89, 'MINE')], action: 'ADD', bizStep: 'commissioning' })
  await capture(owner, document([original]))
  const errorDeclaration = { declarationTime: '2026-02-01T00:00:00Z', reason: 'did_not_occur' }
  await capture(stranger, document([{ ...original, errorDeclaration }]))
  const page = (await app.anonymous.get(`/api/scan/01/${gtin(89)}/21/MINE`)).json as { steps: unknown[] }
  assert.equal(page.steps.length, 1)
})

test("who describes another's key is refused; whoever observes it is not; an unclaimed key is marked", async () => {
  const [owner, stranger] = [await app.party('owner'), await app.party('stranger')]
  const claimed = await owner.put(`/api/products/${gtin(90)}`, { names: { vi: 'Mít', en: 'Jackfruit' } })
  assert.ok(claimed.status < 300, claimed.text)
  const made = event({ eventID: newID(), epcList: [item(90, 'A')], action: 'ADD', bizStep: 'commissioning' })
  const refused = await capture(stranger, document([made]))
  assert.deepEqual(
    refused.errors.map(({ code, event: at, field }) => [code, at, field]),
    [['key-of-another', 0, '/epcList']],
  )
  assert.equal((await capture(stranger, document([event({ epcList: [item(90, 'A')] })]))).success, true)
  const own = await capture(owner, document([made]))
  assert.deepEqual([own.success, own['nguon:findings']], [true, []])
  const free = await capture(
    stranger,
    document([event({ epcList: [item(91, 'A')], action: 'ADD', bizStep: 'commissioning' })]),
  )
  assert.deepEqual(
    free['nguon:findings'].map(({ code }) => code),
    ['key-unclaimed'],
  )
})

test('a document speaks in the name of its sender only on a mandate', async () => {
  const [coop, vendor] = [await app.party('coop'), await app.party('vendor')]
  const asCoop = document([event({ eventID: newID() })], { sender: `urn:uuid:${coop.id}` })
  const refused = await vendor.post('/capture', asCoop)
  assert.equal(refused.status, 403)
  assert.equal((refused.json as { type: string }).type, 'epcisException:SecurityException')
  const mandate = await app.operator.post('/api/mandates', {
    principal: coop.id,
    holder: vendor.id,
    purpose: 'capture',
    validFrom: '2020-01-01',
    basisText: 'Contract 12/2026',
  })
  assert.equal(mandate.status, 201, mandate.text)
  assert.equal((await capture(vendor, asCoop)).success, true)
  const [row] = await app.db.query<{ captured: string; declared: string; mandated: boolean }>(
    `select captured_by as captured, declared_by as declared, mandate_id is not null as mandated
       from events.event where declared_by = $1`,
    [coop.id],
  )
  assert.deepEqual(row, { captured: vendor.id, declared: coop.id, mandated: true })
  assert.equal((await find(coop, 'perPage=10')).length, 1)
})

test('what was captured in one name is not known in another, who would miss it', async () => {
  const [coop, farm, vendor] = [await app.party('coop'), await app.party('farm'), await app.party('vendor')]
  for (const principal of [coop, farm]) {
    const mandate = { principal: principal.id, holder: vendor.id, purpose: 'capture', basisText: 'Contract 12/2026' }
    assert.equal((await app.operator.post('/api/mandates', mandate)).status, 201)
  }
  const told = event({ eventID: newID() })
  const named = (party: { id: string }) => document([told], { sender: `urn:uuid:${party.id}` })
  assert.equal((await capture(vendor, named(coop))).success, true)
  const wrong = await capture(vendor, named(farm))
  assert.deepEqual([wrong.success, wrong.errors.map(({ code }) => code)], [false, ['event-id-taken']])
  assert.deepEqual([(await find(coop, 'perPage=10')).length, (await find(farm, 'perPage=10')).length], [1, 0])
  assert.equal((await capture(vendor, named(coop)))['nguon:eventsKnown'], 1)
})

test('every capture leaves an audit row and one position, in order', async () => {
  const coop = await app.party('coop')
  await Promise.all(Array.from({ length: 8 }, () => capture(coop, document([event(), event()]))))
  assert.equal(await count(`platform.audit where action = 'events.captured' and party_id = $1`, coop.id), 8)
  const rows = await app.db.query<{ position: number; next: number | null }>(
    `select position::int, lead(position) over (order by position)::int as next from platform.position order by position`,
  )
  assert.ok(rows.every(({ position, next }) => next === null || next > position))
})

test('two that send one document at once store it once', async () => {
  const coop = await app.party('coop')
  const text = document(Array.from({ length: 40 }, () => event({ eventID: newID() })))
  const jobs = await Promise.all(Array.from({ length: 6 }, () => capture(coop, text)))
  assert.ok(jobs.every(({ success }) => success))
  assert.equal(
    jobs.reduce((sum, job) => sum + job['nguon:eventsStored'], 0),
    40,
  )
  assert.equal((await find(coop, 'perPage=100')).length, 40)
})

test('dates that no month holds are kept like any other', async () => {
  const coop = await app.party('coop')
  const times = ['0001-01-01T00:00:00Z', '1492-10-12T00:00:00Z', '2525-01-01T00:00:00Z', '9999-12-31T23:59:59Z']
  const epc = lot(92, 'TIME')
  const events = times.map((eventTime) => event({ eventTime, epcList: [epc] }))
  await capture(coop, document(events))
  const found = await find(coop, `MATCH_epc=${encodeURIComponent(epc)}&orderBy=eventTime&orderDirection=ASC`)
  assert.deepEqual(
    found.map(({ eventTime }) => eventTime),
    times,
  )
})

test('an event is kept under its instant, however its time is spelt', async () => {
  const coop = await app.party('coop')
  const epc = lot(92, 'SPELT')
  const times = [
    '2026-01-05T08:00:00+0700',
    '2026-01-05 08:00:00+07',
    '2026-01-05\t01:00:00z',
    '2026-01-05T24:59:60+01:00',
  ]
  const job = await capture(
    coop,
    document(times.map((eventTime) => event({ eventID: newID(), eventTime, epcList: [epc] }))),
  )
  assert.deepEqual([job['nguon:eventsStored'], job.errors], [4, []])
  const within = 'GE_eventTime=2026-01-05T01:00:00Z&LT_eventTime=2026-01-05T01:00:01Z'
  assert.equal((await find(coop, `MATCH_epc=${encodeURIComponent(epc)}&${within}`)).length, 3)
})

test('a text too long to be kept whole is cut between characters, and stands in no event’s way', async () => {
  const coop = await app.party('coop')
  const cutAt = (place: number) => `${'a'.repeat(place - 1)}😀${'b'.repeat(30)}`
  const told = event({ action: 'ADD', epcList: [item(93, 'CUT')], ilmd: { 'cbvmda:countryOfOrigin': cutAt(200) } })
  const job = await capture(coop, document([told, event({ bizStep: cutAt(117) })]), 'proceed')
  assert.deepEqual([job['nguon:eventsStored'], job.errors.map(({ event: at }) => at)], [1, [1]])
  assert.ok(job.errors.every(({ detail }) => detail.isWellFormed()))
})

test("a party sees its own jobs; another's is as unknown as none", async () => {
  const [one, two] = [await app.party('one'), await app.party('two')]
  const answer = await one.post('/capture', document([event()]))
  const { pathname } = new URL(answer.headers.get('location') ?? '')
  assert.equal((await one.get(pathname)).status, 200)
  assert.equal((await two.get(pathname)).status, 404)
  assert.equal((await two.get('/capture')).text, '[]')
  assert.equal(((await one.get('/capture')).json as unknown[]).length, 1)
  assert.equal((await app.anonymous.get(pathname)).status, 401)
})
