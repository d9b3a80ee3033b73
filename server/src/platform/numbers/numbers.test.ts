import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { testApp } from '../../../test/app.ts'
import { operatorPartyID } from '../actor.ts'
import { newCaseNumber, readCaseNumber, takeDocumentNumber, writeDocumentNumber } from './index.ts'

const app = await testApp()
after(() => app.close())

type Taken = { documentID: string; number: number; year: number; voidedAt?: string; voidReason?: string }
const path = '/api/document-numbers'
const take = async (kind: string) =>
  (await app.operator.post(path, { kind, subject: 'Báo cáo quý (mẫu)' })).json as Taken

test('forty at once take the numbers one to forty, each once', async () => {
  const taken = await Promise.all(Array.from({ length: 40 }, () => take('BC')))
  const numbers = taken.map(({ number }) => number).sort((a, b) => a - b)
  assert.deepEqual(
    numbers,
    Array.from({ length: 40 }, (_, index) => index + 1),
  )
})

test('what rolls back leaves no gap', async () => {
  const { number } = await take('TB')
  const actor = { ...operator, partyID: operatorPartyID }
  const broken = app.db.transaction(async (tx) => {
    const taken = await takeDocumentNumber(tx, actor, { agency: operatorPartyID, kind: 'TB', subject: 'mẫu' })
    assert.equal(taken.number, number + 1)
    throw new Error('the document was not made')
  })
  await assert.rejects(broken, /not made/)
  assert.equal((await take('TB')).number, number + 1)
})

const operator = {
  kind: 'operator' as const,
  partyID: operatorPartyID,
  accountID: null,
  delegateID: null,
  credentialID: null,
  can: () => true,
  reach: () => [{ kind: 'system' as const }],
}

test('a voided document keeps its number; the next goes on', async () => {
  const [first, second] = [await take('KH'), await take('KH')]
  const voided = await app.operator.post(`${path}/${first.documentID}/void`, { reason: 'Ban hành nhầm' })
  assert.equal(voided.status, 200)
  assert.equal((await app.operator.post(`${path}/${first.documentID}/void`, { reason: 'nữa' })).status, 404, 'once')
  assert.equal((await take('KH')).number, second.number + 1)
  const { items } = (await app.operator.get(`${path}?kind=KH`)).json as { items: Taken[] }
  assert.deepEqual(
    items.map(({ number, voidReason }) => [number, voidReason]),
    [
      [1, 'Ban hành nhầm'],
      [2, undefined],
      [3, undefined],
    ],
  )
})

test('each kind has its own row of numbers; a list comes in pages', async () => {
  assert.equal((await take('Q\u0110')).number, 1)
  const first = (await app.operator.get(`${path}?kind=BC&limit=30`)).json as { items: Taken[]; next: string }
  const rest = (await app.operator.get(`${path}?kind=BC&limit=30&after=${first.next}`)).json as { items: Taken[] }
  assert.deepEqual([first.items.length, rest.items.length], [30, 10])
})

test('a kind that is none, and a caller without right, are refused', async () => {
  for (const kind of ['bc', '', 'BC-1', "B'; drop"]) {
    assert.equal((await app.operator.post(path, { kind, subject: 'mẫu' })).status, 400, kind)
  }
  assert.equal((await app.anonymous.post(path, { kind: 'BC', subject: 'mẫu' })).status, 401)
})

test('a number is written as Decree 30/2020 asks', () => {
  assert.equal(writeDocumentNumber({ number: 7, kind: 'BC' }, 'SKHCN'), '07/BC-SKHCN')
  assert.equal(writeDocumentNumber({ number: 112, kind: 'TB' }, 'SKHCN'), '112/TB-SKHCN')
})

test('a case number is read back as it was given, however it is typed', () => {
  for (let round = 0; round < 200; round += 1) {
    const number = newCaseNumber()
    assert.match(number, /^([2-9A-HJKMNP-Z]{6}-){2}[2-9A-HJKMNP-Z]{6}$/)
    assert.equal(readCaseNumber(` ${number.toLowerCase().replaceAll('-', ' ')} `), number)
  }
})

test('one character mistaken, or any two exchanged, is noticed', () => {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
  const place = fc.integer({ min: 0, max: 17 })
  fc.assert(
    fc.property(place, place, fc.constantFrom(...alphabet), (at, other, character) => {
      const given = newCaseNumber().replaceAll('-', '')
      const letters = [...given]
      const mistaken = letters.with(at, character).join('')
      if (mistaken !== given) assert.equal(readCaseNumber(mistaken), undefined)
      const [a = '', b = ''] = [letters[at], letters[other]]
      const exchanged = letters.with(at, b).with(other, a).join('')
      if (exchanged !== given) assert.equal(readCaseNumber(exchanged), undefined)
    }),
  )
})

test('what is no case number is not read', () => {
  for (const text of ['', 'x', '0'.repeat(18), 'I'.repeat(18), 'A'.repeat(10_000)])
    assert.equal(readCaseNumber(text), undefined, text.slice(0, 20))
})
