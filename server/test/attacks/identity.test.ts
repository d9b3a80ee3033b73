import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { context, document, event, eventsOf, item, type Members } from '../documents.ts'

let app: TestApp
let maker: TestParty
let other: TestParty

before(async () => {
  app = await testApp()
  maker = await app.party('Maker')
  other = await app.party('Other')
})
after(() => app.close())

const captured = async (party: TestParty, body: string): Promise<[stored: number, known: number, codes: string[]]> => {
  const answer = await party.post('/capture', body, { 'gs1-capture-error-behaviour': 'proceed' })
  assert.equal(answer.status, 202, answer.text)
  const job = (await party.get(new URL(answer.headers.get('location') ?? '').pathname)).json as {
    'nguon:eventsStored': number
    'nguon:eventsKnown': number
    errors: { code: string; detail: string }[]
  }
  for (const { detail } of job.errors) assert.match(detail, / /, 'an error is a sentence')
  return [job['nguon:eventsStored'], job['nguon:eventsKnown'], job.errors.map(({ code }) => code)]
}

let count = 0
const observed = (more: Members = {}): Members => {
  count += 1
  return event({ epcList: [item(5, `I${count}`)], ...more })
}

test('one event bare, in a document, and in another spelling is one event', async () => {
  const plain = observed()
  const bare = { '@context': context, ...plain }
  assert.equal((await maker.post('/events', bare)).status, 201)
  assert.deepEqual(await captured(maker, document([plain])), [0, 1, []])
  const zulu = String(plain.eventTime)
  const spelled = { ...plain, eventTime: zulu.replace('Z', '+00:00'), epcList: [...(plain.epcList as string[])] }
  assert.deepEqual(await captured(maker, document([spelled])), [0, 1, []])
  assert.deepEqual(await captured(other, document([plain])), [1, 0, []], 'another party’s is another event')
})

test('an event twice in one document is one; two contents under one ID are one and a refusal', async () => {
  const [plain, named] = [observed(), observed({ eventID: 'urn:example:identity:1' })]
  assert.deepEqual(await captured(maker, document([plain, plain, named, named])), [2, 2, []])
  const twice = observed({ eventID: 'urn:example:identity:2' })
  assert.deepEqual(await captured(maker, document([twice, { ...twice, disposition: 'in_transit' }])), [
    1,
    0,
    ['event-id-taken'],
  ])
})

test('certificates are content: with others an event is another, and is not swallowed', async () => {
  const eventID = 'urn:example:identity:certified'
  const plain = observed({ eventID })
  assert.deepEqual(await captured(maker, document([plain])), [1, 0, []])
  const certified = { ...plain, certificationInfo: 'https://example.org/certificate/1' }
  assert.deepEqual(await captured(maker, document([certified])), [0, 0, ['event-id-taken']])
  const [kept] = eventsOf(await maker.get(`/events/${encodeURIComponent(eventID)}`))
  assert.equal(kept?.certificationInfo, undefined)
  const both = ['https://example.org/certificate/1', 'https://example.org/certificate/2']
  const again = observed({ certificationInfo: both })
  assert.deepEqual(await captured(maker, document([again, { ...again, certificationInfo: both.toReversed() }])), [
    1,
    1,
    [],
  ])
})

test('a refusal says the same whether another party has the ID or nobody', async () => {
  const eventID = 'urn:example:identity:secret'
  assert.deepEqual(await captured(maker, document([observed({ eventID })])), [1, 0, []])
  const paths = [eventID, 'urn:example:identity:nobody'].map((id) => `/events/${encodeURIComponent(id)}`)
  const answers = await Promise.all(paths.map((path) => other.get(path)))
  const plain = answers.map(({ status, text }, index) => [
    status,
    text.replace(/urn:uuid:[\w-]+/, '').replace([eventID, 'urn:example:identity:nobody'][index] ?? '', ''),
  ])
  assert.deepEqual(plain[0], plain[1])
  assert.equal(plain[0]?.[0], 404)
  assert.deepEqual(eventsOf(await other.get(`/events?EQ_eventID=${eventID}`)), [])
  assert.deepEqual(await captured(other, document([observed({ eventID })])), [1, 0, []])
})
