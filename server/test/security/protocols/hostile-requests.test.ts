import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../app.ts'
import { testBrowser, testPerson } from '../../people.ts'

// Requests that say more than they may, the same thing twice, or a thing of another kind.

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp()
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

type Schema = { type?: string; additionalProperties?: unknown; unevaluatedProperties?: unknown; properties?: object }
type Operation = { requestBody?: { content?: Record<string, { schema?: Schema }> } }

const isOpen = ({ type, properties, additionalProperties, unevaluatedProperties }: Schema): boolean =>
  (type === 'object' || properties !== undefined) && additionalProperties !== false && unevaluatedProperties !== false

/** Whose extensions are kept as they came: EPCIS documents and queries (§7.1), and forms of OAuth, whose further fields are passed over (RFC 6749 §3.2); a link's faults are named by the resolver itself. */
const open = [/^\/capture$/, /^\/events$/, /^\/queries/, /^\/oauth\//, /^\/api\/links\//]

test('a body may hold the members that its description names, and no other', async () => {
  const { paths } = (await app.anonymous.get('/api/openapi.json')).json as {
    paths: Record<string, Record<string, Operation>>
  }
  const bodies = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) =>
      Object.values(requestBody?.content ?? {}).map(({ schema = {} }) => ({ name: `${method} ${path}`, path, schema })),
    ),
  )
  assert.ok(bodies.length > 40)
  const loose = bodies.filter(({ path, schema }) => isOpen(schema) && !open.some((known) => known.test(path)))
  assert.deepEqual(
    loose.map(({ name }) => name),
    [],
  )
})

test('nobody writes what is not his to write by naming it', async () => {
  const an = await testPerson(app, party.id, ['administrator'])
  const named: [send: () => Promise<{ status: number; text: string }>, member: string][] = [
    [() => app.operator.post('/api/parties', { kind: 'enterprise', names: { vi: 'A' }, id: party.id }), 'id'],
    [() => party.chief.post(`/api/parties/${party.id}/keys`, { label: 'x', partyID: app.config.publicUrl }), 'partyID'],
    [
      () => an.send('PUT', '/api/account/password', { current: an.password, password: 'x', accountID: party.id }),
      'accountID',
    ],
    [
      () => an.send('POST', '/api/accounts', { signInName: 'b@example.vn', name: 'B', duties: [], system: true }),
      'system',
    ],
  ]
  for (const [send, member] of named) {
    const { status, text } = await send()
    assert.equal(status, 400, member)
    assert.ok(text.includes(`/${member}`), text)
  }
})

test('a value of another kind is refused, never read as if it were right', async () => {
  const values: [body: object, field: string][] = [
    [{ kind: 'enterprise', names: ['A'] }, '/names'],
    [{ kind: ['enterprise'], names: { vi: 'A' } }, '/kind'],
    [{ kind: 'enterprise', names: { vi: 1 } }, '/names/vi'],
    [{ kind: 0, names: { vi: 'A' } }, '/kind'],
    [{ kind: null, names: { vi: true } }, '/kind'],
  ]
  for (const [body, field] of values) {
    const answer = await app.operator.post('/api/parties', body)
    assert.equal(answer.status, 400, field)
    assert.ok((answer.json as { errors: { field: string }[] }).errors.some((each) => each.field === field))
  }
  const an = await testPerson(app, party.id, ['reader'])
  for (const password of [[an.password], { $ne: '' }, true, null, 0])
    assert.equal(
      (await testBrowser(app).send('POST', '/api/sign-in', { signInName: an.signInName, password })).status,
      400,
    )
})

test('no body reaches the prototype of what others share', async () => {
  const bodies = [
    '{"kind":"enterprise","names":{"__proto__":{"polluted":"yes"}}}',
    '{"__proto__":{"polluted":"yes"},"kind":"enterprise","names":{"vi":"A"}}',
    '{"kind":"enterprise","names":{"vi":"A"},"constructor":{"prototype":{"polluted":"yes"}}}',
    '{"kind":"enterprise","names":{"vi":"A"},"\\u005f_proto__":{"polluted":"yes"}}',
  ]
  for (const body of bodies) assert.equal((await app.operator.post('/api/parties', body)).status, 400, body)
  const event = `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://example.vn/"}],
    "type":"ObjectEvent","eventTime":"2026-06-22T09:00:00Z","eventTimeZoneOffset":"+07:00","action":"OBSERVE",
    "epcList":["https://id.gs1.org/01/09521101000108/21/P1"],"ex:a":{"__proto__":{"polluted":"yes"}},"constructor":{"prototype":{"polluted":"yes"}}}`
  await party.post('/events', event)
  await app.anonymous.get('/events?__proto__[polluted]=yes&constructor.prototype.polluted=yes')
  const form = new URLSearchParams([
    ['__proto__', 'polluted'],
    ['__proto__[polluted]', 'yes'],
  ])
  await app.anonymous.post('/sign-in', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
  assert.equal(({} as { polluted?: string }).polluted, undefined)
  assert.equal((await app.anonymous.get('/health')).status, 200)
})

test('what is said twice is refused, and an address never speaks for a body', async () => {
  const an = await testPerson(app, party.id, ['reader'])
  for (const query of ['GE_eventTime=2026-01-01T00:00:00Z&GE_eventTime=2020-01-01T00:00:00Z', 'perPage=1&perPage=1000'])
    assert.equal((await party.get(`/events?${query}`)).status, 400, query)
  const name = encodeURIComponent(an.signInName)
  const password = encodeURIComponent(an.password)
  const inAddress = await testBrowser(app).send('POST', `/api/sign-in?signInName=${name}&password=${password}`, {})
  assert.equal(inAddress.status, 400)
  const visitor = testBrowser(app)
  const page = await visitor.get('/sign-in', { accept: 'text/html' })
  const csrf = / name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const twice = `csrf=${csrf}&signInName=nobody&signInName=${name}&password=${password}&next=/account`
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: app.config.publicUrl }
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
  assert.equal((await app.anonymous.post('/sign-in', twice, { ...headers, cookie })).status, 400)
  const once = twice.replace('signInName=nobody&', '')
  assert.equal((await app.anonymous.post('/sign-in', once, { ...headers, cookie })).status, 303, 'said once it opens')
})

test('of two credentials one counts, and always the same', async () => {
  const other = await app.party('Nhà máy')
  for (const [first, second] of [
    [party, other],
    [other, party],
  ] as const) {
    const headers = { authorization: `Bearer ${first.key}`, 'x-api-key': second.key }
    assert.equal((await app.anonymous.get(`/api/parties/${first.id}/roles`, headers)).status, 200)
    assert.notEqual((await app.anonymous.get(`/api/parties/${second.id}/roles`, headers)).status, 200)
  }
})
