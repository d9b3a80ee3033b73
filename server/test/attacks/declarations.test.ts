import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { rebuild } from '../../src/modules/events/index.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, eventsOf, gtin, lot, type Members } from '../documents.ts'

let app: TestApp
let owner: TestParty
let vendor: TestParty
let stranger: TestParty

const digits = '952900000001'
const gln = digits + checkDigit(digits)
const sender = `https://id.gs1.org/417/${gln}`

before(async () => {
  app = await testApp()
  owner = await app.party('Owner', { identifiers: [{ scheme: 'gln', value: gln }] })
  vendor = await app.party('Vendor')
  stranger = await app.party('Stranger')
  const mandate = { holder: vendor.id, purpose: 'capture', basisText: 'contract 1' }
  assert.equal((await owner.chief.post('/api/mandates', mandate)).status, 201)
})
after(() => app.close())

let count = 0

/** An observation of a lot of its own, and the declaration that takes it back. */
const pair = () => {
  count += 1
  const batch = `D${count}`
  const original = event({ epcList: [lot(7, batch)], eventID: `urn:example:declared:${count}`, bizStep: 'receiving' })
  const declaration = { ...original, errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z' } }
  return { batch, original, declaration }
}

type Entry = [TestParty, Members, { sender?: string }]

const capture = async ([party, members, more]: Entry): Promise<void> => {
  const answer = await party.post('/capture', document([members], more))
  assert.equal(answer.status, 202, answer.text)
}

const stepsOf = async (batch: string): Promise<number> => {
  const answer = await app.anonymous.get(`/api/scan/01/${gtin(7)}/10/${batch}`)
  return answer.status === 404 ? 0 : (answer.json as { steps: unknown[] }).steps.length
}

const ways: [name: string, entries: (its: ReturnType<typeof pair>) => [Entry, Entry]][] = [
  [
    'the owner’s, by the owner',
    (its) => [
      [owner, its.original, {}],
      [owner, its.declaration, {}],
    ],
  ],
  [
    'the owner’s, by its mandate',
    (its) => [
      [owner, its.original, {}],
      [vendor, its.declaration, { sender }],
    ],
  ],
  [
    'the mandate’s, by the owner',
    (its) => [
      [vendor, its.original, { sender }],
      [owner, its.declaration, {}],
    ],
  ],
  [
    'the mandate’s, by itself',
    (its) => [
      [vendor, its.original, { sender }],
      [vendor, its.declaration, { sender }],
    ],
  ],
]

for (const [name, entries] of ways) {
  test(`an event is taken back whichever comes first: ${name}`, async () => {
    const [forth, back] = [pair(), pair()]
    for (const entry of entries(forth)) await capture(entry)
    for (const entry of entries(back).toReversed()) await capture(entry)
    assert.deepEqual([await stepsOf(forth.batch), await stepsOf(back.batch)], [0, 0])
  })
}

test('original and declaration in one moment, by two parties: taken back', async () => {
  const pairs = Array.from({ length: 20 }, pair)
  const entries = pairs.flatMap((its): Entry[] => [
    [vendor, its.original, { sender }],
    [owner, its.declaration, {}],
  ])
  await Promise.all(entries.map(capture))
  assert.deepEqual(await Promise.all(pairs.map(({ batch }) => stepsOf(batch))), Array(20).fill(0))
})

test('a stranger’s declaration neither takes back nor learns anything', async () => {
  const its = pair()
  await capture([owner, its.original, {}])
  await capture([stranger, its.declaration, {}])
  assert.equal(await stepsOf(its.batch), 1)
  const seen = eventsOf(await stranger.get(`/events/${encodeURIComponent(String(its.original.eventID))}`))
  assert.equal(seen.length, 1)
  assert.equal(eventsOf(await owner.get(`/events/${encodeURIComponent(String(its.original.eventID))}`)).length, 1)
  await capture([stranger, its.original, {}])
  assert.equal(await stepsOf(its.batch), 1, 'the stranger takes back its own word only')
})

test('deriving everything anew changes no story', async () => {
  const batches = Array.from({ length: count }, (_, index) => `D${index + 1}`)
  const told = await Promise.all(batches.map(stepsOf))
  await rebuild(app.db, () => {}, 1)
  assert.deepEqual(await Promise.all(batches.map(stepsOf)), told)
})

test('a declaration counts once: the same again is known, one of other words stands beside it', async () => {
  const its = pair()
  await capture([owner, its.original, {}])
  await capture([owner, its.declaration, {}])
  await capture([owner, its.declaration, {}])
  const stored = async () =>
    eventsOf(await owner.get(`/events/${encodeURIComponent(String(its.original.eventID))}`)).length
  assert.equal(await stored(), 2)
  const other = { ...its.declaration, errorDeclaration: { declarationTime: '2026-02-02T00:00:00Z' } }
  await capture([owner, other, {}])
  assert.deepEqual([await stored(), await stepsOf(its.batch)], [3, 0])
})
