import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, type TestApp, testApp } from '../../../../../test/app.ts'
import { document, event, item, type Members } from '../../../../../test/documents.ts'

let app: TestApp

before(async () => {
  app = await testApp({ CAPTURE_SYNC_EVENTS: '20' })
})
after(() => app.close())

type Refusal = { rule: string; exception: string; field?: string; event?: number; eventID?: string; captureID?: string }

const refusalsOf = async (as: Client, query = ''): Promise<Refusal[]> => {
  const answer = await as.get(`/api/refusals${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Refusal[]
}

const secret = 'Nguyen Van A 0901234567'
const bad = (): Members => event({ action: secret, eventID: 'urn:example:refused' })

type Case = [name: string, send: (as: Client) => Promise<{ status: number }>, status: number, kept: Partial<Refusal>]

const cases: Case[] = [
  [
    'an event that breaks a rule',
    (as) => as.post('/capture', document([event(), bad()])),
    400,
    { rule: 'word-unknown', exception: 'ValidationException', field: '/action', event: 1 },
  ],
  [
    'a text that is no JSON',
    (as) => as.post('/capture', '{"type"'),
    400,
    { rule: 'json-incomplete', exception: 'ValidationException' },
  ],
  [
    'a media type that is not taken',
    (as) => as.post('/capture', 'a;b', { 'content-type': 'text/csv' }),
    415,
    { rule: 'media-type-unsupported', exception: 'UnsupportedMediaTypeException' },
  ],
  [
    'an error behaviour that is none',
    (as) => as.post('/capture', document([event()]), { 'gs1-capture-error-behaviour': 'all' }),
    400,
    { rule: 'header-value-invalid', exception: 'ValidationException' },
  ],
]

for (const [name, send, status, kept] of cases) {
  test(`kept: ${name}`, async () => {
    const party = await app.party(name)
    assert.equal((await send(party)).status, status)
    const [refusal, ...others] = await refusalsOf(party)
    assert.deepEqual(others, [])
    for (const [member, value] of Object.entries(kept)) assert.equal(refusal?.[member as keyof Refusal], value)
    assert.equal((await refusalsOf(await app.party('stranger'))).length, 0)
    assert.ok((await refusalsOf(app.operator)).length > 0)
  })
}

test('neither the body nor a value of it is kept', async () => {
  const rows = await app.db.query('select refusal::text as text from events.refusal')
  assert.ok(rows.length > 0)
  assert.ok(!JSON.stringify(rows).includes(secret))
})

test('what a job refuses is kept with the job: other content, and the bad events of a large document', async () => {
  const party = await app.party('sender')
  const first = event({ eventID: 'urn:example:first' })
  assert.equal((await party.post('/capture', document([first]))).status, 202)
  const clash = await party.post('/capture', document([{ ...first, bizStep: 'receiving' }]))
  const [taken] = await refusalsOf(party)
  assert.deepEqual(
    [taken?.rule, taken?.exception, taken?.eventID, taken?.captureID],
    [
      'event-id-taken',
      'ResourceAlreadyExistsException',
      'urn:example:first',
      clash.headers.get('location')?.split('/').at(-1),
    ],
  )
  await party.post('/capture', document([...Array.from({ length: 30 }, () => event()), bad()]))
  await app.work()
  const [inJob] = await refusalsOf(party)
  assert.deepEqual([inJob?.field, inJob?.event, inJob?.captureID !== undefined], ['/action', 30, true])
})

test('POST /events: a clash is kept once', async () => {
  const party = await app.party('bare')
  const bare = { '@context': JSON.parse(document([]))['@context'], ...event({ eventID: 'urn:example:bare' }) }
  assert.equal((await party.post('/events', bare)).status, 201)
  assert.equal((await party.post('/events', { ...bare, bizStep: 'receiving' })).status, 409)
  assert.deepEqual(
    (await refusalsOf(party)).map(({ rule }) => rule),
    ['event-id-taken'],
  )
})

test('page by page, and counted by rule', async () => {
  const party = await app.party('many')
  await party.post('/capture', document(Array.from({ length: 20 }, () => bad())))
  await party.post('/capture', document([event({ epcList: [item(1, 'x')], action: 'ADD', bizStep: 'nowhere' })]))
  const all = await refusalsOf(party, '?perPage=1000')
  const first = await party.get('/api/refusals?perPage=15')
  const link = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  const rest = await party.get(link.slice(new URL(link).origin.length))
  assert.deepEqual([...(first.json as Refusal[]), ...(rest.json as Refusal[])].slice(0, all.length), all)
  const summary = (await party.get('/api/refusals/summary')).json as { rule: string; count: number }[]
  assert.equal(
    summary.reduce((sum, { count }) => sum + count, 0),
    all.length,
  )
  assert.equal(summary.find(({ rule }) => rule === 'word-unknown')?.count, 21)
  assert.deepEqual((await party.get('/api/refusals/summary?since=2100-01-01')).json, [])
  for (const query of ['?perPage=0', '?nextPageToken=x', '/summary?since=yesterday']) {
    assert.equal((await party.get(`/api/refusals${query}`)).status, 400, query)
  }
  assert.equal((await app.anonymous.get('/api/refusals')).status, 401)
})
