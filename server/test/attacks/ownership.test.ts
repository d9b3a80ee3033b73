import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { rebuild } from '../../src/modules/events/index.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { context, document, event, gtin, lot, type Members } from '../documents.ts'

let app: TestApp
let owner: TestParty
let vendor: TestParty
let stranger: TestParty

const withCheck = (digits: string) => digits + checkDigit(digits)
const gln = withCheck('952910000001')
const sender = `https://id.gs1.org/417/${gln}`
const own = 41
const other = 42

before(async () => {
  app = await testApp()
  const identifiers = [
    { scheme: 'gln', value: gln, verified: true },
    { scheme: 'gs1-company-prefix', value: '9529100', verified: true },
  ]
  owner = await app.party('Owner', { identifiers })
  vendor = await app.party('Vendor')
  stranger = await app.party('Stranger')
  for (const number of [own, other]) {
    assert.equal((await owner.put(`/api/products/${gtin(number)}`, { names: { vi: `Hàng ${number}` } })).status, 200)
  }
})
after(() => app.close())

const made = (key: string, more: Members = {}) =>
  event({ epcList: [key], action: 'ADD', bizStep: 'commissioning', ...more })

const stored = async (
  party: TestParty,
  events: Members[],
  more: Members = {},
): Promise<[stored: number, codes: string[]]> => {
  const answer = await party.post('/capture', document(events, more), { 'gs1-capture-error-behaviour': 'proceed' })
  if (answer.status !== 202) return [0, [String(answer.status)]]
  const job = (await party.get(new URL(answer.headers.get('location') ?? '').pathname)).json as {
    'nguon:eventsStored': number
    errors: { code: string }[]
  }
  return [job['nguon:eventsStored'], job.errors.map(({ code }) => code)]
}

const refused = [0, ['key-of-another']]

const mandated = async (purpose: string, more: Members = {}, holder = vendor): Promise<string> => {
  const given = await owner.chief.post('/api/mandates', { holder: holder.id, purpose, basisText: 'contract', ...more })
  assert.equal(given.status, 201, given.text)
  return (given.json as { id: string }).id
}

test('nobody but the owner creates or describes its keys, by whatever event and in whatever spelling', async () => {
  const extension = [context, { ex: 'https://example.org/voc/' }]
  const ilmd = { 'cbvmda:lotNumber': 'X' }
  const key = lot(own, 'X1')
  const output = { epcList: undefined, action: undefined, type: 'TransformationEvent' }
  const fremd: Members[] = [
    made(key),
    made(key.replace('https://id.gs1.org', 'HTTP://Example.ORG/a/b')),
    made(key, { bizStep: 'receiving', ilmd }),
    made('x', { epcList: undefined, quantityList: [{ epcClass: key, quantity: 1 }] }),
    made(`https://id.gs1.org/00/${withCheck('09529100000000001')}`),
    made(`https://id.gs1.org/414/${gln}/254/P1`),
    made(`https://id.gs1.org/8003/0${withCheck('952910000001')}1`),
    made(`https://id.gs1.org/8004/9529100123`),
    event({ ...output, inputEPCList: [lot(99, 'I')], outputEPCList: [key] }),
    event({ ...output, transformationID: 'urn:example:t', outputQuantityList: [{ epcClass: key }] }),
    made(key, { type: 'https://example.org/voc/Birth', ilmd, bizStep: undefined }),
    made(key, { type: 'ex:Birth', ilmd, action: 'OBSERVE' }),
    event({ type: 'ex:Birth', outputEPCList: [key], epcList: undefined, action: undefined, ilmd }),
    event({ type: 'ex:Birth', outputEPCList: [key], epcList: undefined, action: undefined }),
  ]
  for (const [index, members] of fremd.entries())
    assert.deepEqual(await stored(stranger, [members], { '@context': extension }), refused, `${index}`)
})

test('observing, packing, receiving and consuming need no claim', async () => {
  const key = lot(own, 'Y1')
  const events = [
    event({ epcList: [key], bizStep: 'receiving' }),
    event({ epcList: [key], bizStep: 'receiving', action: 'ADD' }),
    event({
      type: 'AggregationEvent',
      epcList: undefined,
      action: 'ADD',
      parentID: 'urn:example:box:1',
      childEPCs: [key],
    }),
    event({
      type: 'TransformationEvent',
      epcList: undefined,
      action: undefined,
      inputEPCList: [key],
      outputEPCList: [lot(98, 'O')],
    }),
  ]
  assert.deepEqual(await stored(stranger, events), [4, []])
})

test('a mandate to describe holds for its keys, for its days, and until it ends', async () => {
  assert.deepEqual(await stored(vendor, [made(lot(own, 'M1'))]), refused)
  await mandated('claim-key', { keys: [`/01/${gtin(other)}`] })
  await mandated('claim-key', { keys: [`/01/${gtin(own)}`], validFrom: '2020-01-01', validTo: '2020-12-31' })
  await mandated('claim-key', { keys: [`/01/${gtin(own)}`] }, stranger)
  assert.deepEqual(await stored(vendor, [made(lot(own, 'M1'))]), refused)
  assert.deepEqual(await stored(vendor, [made(lot(other, 'M1'))]), [1, []])
  const ofLot = await mandated('claim-key', { keys: [lot(own, 'M2')] })
  assert.deepEqual(await stored(vendor, [made(lot(own, 'M2'))]), [1, []], 'a mandate for one lot')
  assert.deepEqual(await stored(vendor, [made(lot(own, 'M22'))]), refused)
  assert.equal((await owner.chief.delete(`/api/mandates/${ofLot}`)).status, 204)
  assert.deepEqual(await stored(vendor, [made(lot(own, 'M2'), { eventTime: '2026-03-03T00:00:00Z' })]), refused)
})

test('a mandate to capture in another’s name holds for its keys alone', async () => {
  const holder = await app.party('Holder')
  await mandated('capture', { keys: [`/01/${gtin(own)}`] }, holder)
  assert.deepEqual(await stored(holder, [made(lot(own, 'C1'))], { sender }), [1, []])
  assert.deepEqual(await stored(holder, [event({ epcList: [lot(own, 'C1')] })], { sender }), [1, []])
  const beyond = [0, ['mandate-too-narrow']]
  assert.deepEqual(await stored(holder, [made(lot(other, 'C1'))], { sender }), beyond)
  assert.deepEqual(await stored(holder, [event({ epcList: [lot(other, 'C1')] })], { sender }), beyond)
  assert.deepEqual(
    await stored(holder, [made('x', { epcList: [lot(own, 'C2'), lot(other, 'C2')] })], { sender }),
    beyond,
  )
  const bothKeys = await mandated('capture', { keys: [`/01/${gtin(other)}`] }, holder)
  assert.deepEqual(await stored(holder, [made(lot(other, 'C3'))], { sender }), [1, []])
  const [row] = await app.db.query<{ mandate: string }>(
    'select mandate_id as mandate from events.event where captured_by = $1 order by capture_number desc limit 1',
    [holder.id],
  )
  assert.equal(row?.mandate, bothKeys, 'each event keeps the mandate that covers it')
  const masterData = vocabulary(`https://id.gs1.org/01/${gtin(own)}`, 'C')
  const [, codes] = await stored(await app.party('Nobody'), [], { sender, epcisHeader: masterData })
  assert.deepEqual(codes, ['403'])
})

const vocabulary = (id: string, name: string) => ({
  epcisMasterData: {
    vocabularyList: [
      {
        type: 'urn:epcglobal:epcis:vtype:EPCClass',
        vocabularyElementList: [{ id, attributes: [{ id: 'cbvmda:descriptionShort', attribute: name }] }],
      },
    ],
  },
})

test('master data in another’s name stay within the mandate’s keys', async () => {
  const holder = await app.party('Clerk')
  await mandated('capture', { keys: [`/01/${gtin(own)}`] }, holder)
  const id = (number: number) => `https://id.gs1.org/01/${gtin(number)}`
  assert.deepEqual(await stored(holder, [], { sender, epcisHeader: vocabulary(id(own), 'Tên đúng') }), [0, []])
  const [, codes] = await stored(holder, [], { sender, epcisHeader: vocabulary(id(other), 'Tên sai') })
  assert.deepEqual(codes, ['key-of-another'])
  const card = await app.anonymous.get(`/api/products/${gtin(other)}`)
  assert.ok(!card.text.includes('Tên sai'))
})

test('who asserts a lot or a plot of what another asserted first does not take it', async () => {
  const plain = await app.party('Plain')
  assert.equal((await plain.put(`/api/products/${gtin(43)}`, { names: { vi: 'Trà' } })).status, 200)
  assert.equal((await stranger.post('/api/claims', { key: lot(43, 'L1') })).status, 201)
  const name = vocabulary(lot(43, 'L1'), 'Trà giả')
  assert.deepEqual(await stored(stranger, [], { epcisHeader: name }), refused)
  assert.deepEqual(await stored(plain, [], { epcisHeader: vocabulary(lot(43, 'L1'), 'Trà thật') }), [0, []])
  const place = withCheck('952000000077')
  assert.equal((await plain.put(`/api/locations/${place}`, { names: { vi: 'Vườn' } })).status, 200)
  assert.equal((await stranger.post('/api/claims', { key: `/414/${place}/254/P1` })).status, 201)
  assert.equal((await stranger.put(`/api/locations/${place}/P1`, { names: { vi: 'Vườn giả' } })).status, 409)
  assert.equal((await plain.put(`/api/locations/${place}/P1`, { names: { vi: 'Thửa 1' } })).status, 200)
})

test('a word from before the owner came, or from an owner that was none, never becomes the product’s', async () => {
  const number = 44
  const ilmd = (lotNumber: string) => ({ 'cbvmda:itemExpirationDate': lotNumber })
  const key = lot(number, 'E1')
  const before = await stored(stranger, [made(key, { ilmd: ilmd('2031-01-01') })])
  assert.deepEqual(before, [1, []])
  const early = (minute: number) => `2020-01-01T00:${String(minute).padStart(2, '0')}:00Z`
  const flood = Array.from({ length: 50 }, (_, minute) => made(key, { eventTime: early(minute) }))
  assert.deepEqual(await stored(stranger, flood), [50, []])
  const squatter = await app.party('Squatter')
  const claimed = await squatter.post('/api/claims', { key: `/01/${gtin(number)}` })
  const claim = (claimed.json as { id: string }).id
  assert.deepEqual(await stored(squatter, [made(key, { ilmd: ilmd('2032-02-02') })]), [1, []])
  await squatter.post(
    '/capture',
    document([], { epcisHeader: vocabulary(`https://id.gs1.org/01/${gtin(number)}`, 'Tên giả') }),
  )
  const rightful = await app.party('Rightful')
  assert.equal((await rightful.post(`/api/claims/${claim}/contest`, {})).status, 200)
  const stated = async () => {
    const view = (await app.anonymous.get(`/api/scan/01/${gtin(number)}/10/E1`, { 'accept-language': 'en' })).json as {
      title?: string
      legal: { items: { id: string; stated: { text: string }[]; others: { text: string }[] }[] }
    }
    const words = view.legal.items.flatMap(({ stated }) => stated.map(({ text }) => text))
    return [view.title ?? '', ...words].filter((text) => /203\d|giả/.test(text))
  }
  assert.deepEqual(await stated(), [], 'contested')
  const verified = await rightful.post('/api/claims', { key: `/01/${gtin(number)}` })
  await app.operator.post(`/api/claims/${(verified.json as { id: string }).id}/verify`, {})
  assert.deepEqual(await stated(), [], 'the rightful owner is verified')
  await app.work()
  assert.deepEqual(await stated(), [], 'and all is derived anew')
  assert.deepEqual(await stored(rightful, [made(key, { ilmd: ilmd('2033-03-03') })]), [1, []])
  assert.equal((await stated()).length, 1)
  const mandate = { holder: vendor.id, purpose: 'claim-key', keys: [key], basisText: 'contract' }
  const given = (await rightful.chief.post('/api/mandates', mandate)).json as { id: string }
  assert.deepEqual(await stored(vendor, [made(key, { ilmd: ilmd('2034-04-04') })]), [1, []])
  await rightful.chief.delete(`/api/mandates/${given.id}`)
  assert.equal((await stated()).length, 2, 'given on a mandate, the word stays the owner’s')
  await rebuild(app.db)
  assert.equal((await stated()).length, 2)
})
