import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, gtin, lot } from '../documents.ts'

let app: TestApp
let maker: TestParty

before(async () => {
  app = await testApp()
  maker = await app.party('Maker')
  const events = [1, 2, 3].map((number) => event({ epcList: [lot(1, 'L1')], eventID: `urn:example:hostile:${number}` }))
  assert.equal((await maker.post('/capture', document(events))).status, 202)
})
after(() => app.close())

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const noTimes = [
  '2026-99-99 00:00:00+00',
  '2026-02-30 00:00:00+00',
  '2026-01-01 25:00:00+00',
  '999999-01-01 00:00:00+00',
]

test('a token that names no moment is refused, on every page', async () => {
  const first = await maker.get('/events?perPage=1')
  const [, end, place = ''] = /nextPageToken=(\w+)\.([\w-]+)/.exec(first.headers.get('link') ?? '') ?? []
  const honest = JSON.parse(Buffer.from(place, 'base64url').toString())
  for (const eventTime of [...noTimes, '0000-01-01 00:00:00+00', '2026-01-01 00:00:00+00 BC']) {
    const tokenOf = (after: object) => `${end}.${encoded({ ...honest, after: { ...honest.after, ...after } })}`
    const statusOf = async (token: string) => (await maker.get(`/events?perPage=1&nextPageToken=${token}`)).status
    assert.equal(await statusOf(tokenOf({})), 200)
    assert.equal(await statusOf(tokenOf({ eventTime })), 400, eventTime)
  }
})

test('a story goes on only from a moment', async () => {
  const uid = '00000000-0000-0000-0000-000000000000'
  const cursors = [...noTimes.map((time) => `${time}~${uid}`), `2026-01-01 00:00:00+00~${'-'.repeat(36)}`]
  for (const cursor of cursors) {
    const answer = await app.anonymous.get(`/api/scan/01/${gtin(1)}/10/L1?after=${encoded(cursor)}`)
    assert.equal(answer.status, 200, `${cursor}: ${answer.text}`)
  }
})

test('an id has one spelling', async () => {
  const urn = `urn:uuid:${maker.id}`
  for (const path of [
    `/api/parties/${urn}`,
    `/api/parties/${urn}/keys`,
    `/api/products?declaredBy=${urn}`,
    `/api/locations?declaredBy=${urn}`,
    `/api/parties?after=${urn}`,
    `/api/claims?party=${urn}`,
    `/api/mandates/${urn}`,
  ]) {
    assert.equal((await app.operator.get(path)).status, 400, path)
  }
  const mandate = { holder: urn, purpose: 'capture', basisText: 'x' }
  assert.equal((await maker.chief.post('/api/mandates', mandate)).status, 400)
  assert.equal((await maker.post(`/api/claims/${urn}/contest`, {})).status, 400)
  assert.equal((await app.operator.post(`/api/events/x/erasure`, { capturedBy: urn, basis: 'x' })).status, 400)
})

test('a compressed body is refused for what it is, on every route that takes one', async () => {
  const json = { 'content-type': 'application/json' }
  for (const [path, type] of [
    ['/capture', json],
    ['/events', json],
    ['/api/claims', json],
    ['/api/files', { 'content-type': 'image/png' }],
  ] as const) {
    const answer = await fetch(new URL(path, app.url), {
      method: 'POST',
      headers: { ...type, authorization: `Bearer ${maker.key}`, 'content-encoding': 'gzip' },
      body: gzipSync(document([event()])),
    })
    assert.equal(answer.status, 415, path)
    assert.equal(answer.headers.get('accept-encoding'), 'identity')
    assert.equal(((await answer.json()) as { type: string }).type, 'epcisException:UnsupportedMediaTypeException')
  }
  const plain = await maker.post('/capture', document([event()]), { 'content-encoding': 'identity' })
  assert.equal(plain.status, 202)
})

test('a caller who hangs up in the middle of a document leaves nothing', async () => {
  const body = document([event({ eventID: 'urn:example:hostile:cut' })])
  const sent = new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => {
      const head = ['POST /capture HTTP/1.1', 'host: x', `authorization: Bearer ${maker.key}`]
      const framing = ['content-type: application/json', `content-length: ${body.length + 1}`]
      socket.write(`${[...head, ...framing].join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
    })
    socket.on('close', () => resolve())
  })
  await sent
  assert.equal((await maker.get('/events/urn%3Aexample%3Ahostile%3Acut')).status, 404)
})
