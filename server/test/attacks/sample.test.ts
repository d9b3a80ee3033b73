import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { countEvents } from '../../src/modules/events/index.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, gtin, lot, type Members } from '../documents.ts'

let app: TestApp
let real: TestParty
let sample: TestParty

const digits = '952930000001'
const sampleGln = digits + checkDigit(digits)

before(async () => {
  app = await testApp()
  real = await app.party('Real')
  sample = await app.party('Sample', { sample: true, identifiers: [{ scheme: 'gln', value: sampleGln }] })
  for (const number of [71, 72]) await real.put(`/api/products/${gtin(number)}`, { names: { vi: 'Thật' } })
  await sample.put(`/api/products/${gtin(73)}`, { names: { vi: 'Mẫu' } })
})
after(() => app.close())

const capture = async (party: Pick<TestParty, 'post'>, members: Members, more: Members = {}): Promise<void> => {
  const answer = await party.post('/capture', document([members], more))
  assert.equal(answer.status, 202, answer.text)
}

const isSample = async (path: string): Promise<boolean> => {
  const data = (await app.anonymous.get(`/api/scan${path}`)).json as { sample: boolean }
  const page = await app.anonymous.get(`/scan${path}`, { 'accept-language': 'en' })
  assert.equal(page.text.includes('Sample data:'), data.sample, 'the page says what the data say')
  return data.sample
}

test('what a sample party declares is sample, whosever the product is; and so is a sample product', async () => {
  await capture(real, event({ epcList: [lot(71, 'A')], action: 'ADD', bizStep: 'commissioning' }))
  assert.equal(await isSample(`/01/${gtin(71)}/10/A`), false)
  await capture(sample, event({ epcList: [lot(71, 'A')], bizStep: 'receiving' }))
  assert.equal(await isSample(`/01/${gtin(71)}/10/A`), true)
  await capture(real, event({ epcList: [lot(73, 'A')], bizStep: 'receiving' }))
  assert.equal(await isSample(`/01/${gtin(73)}/10/A`), true)
})

test('a sample word beside the owner’s makes the page say so', async () => {
  const path = `/01/${gtin(74)}/10/A`
  const ilmd = { 'cbvmda:itemExpirationDate': '2031-01-01' }
  const made = { epcList: [lot(74, 'A')], action: 'ADD', bizStep: 'commissioning' }
  await capture(sample, event({ ...made, ilmd, eventTime: '2026-06-01T00:00:00Z' }))
  await real.put(`/api/products/${gtin(74)}`, { names: { vi: 'Thật' } })
  for (let minute = 10; minute < 60; minute += 1)
    await capture(
      real,
      event({ ...made, bizStep: 'inspecting', action: 'OBSERVE', eventTime: `2026-05-01T00:${minute}:00Z` }),
    )
  assert.equal(await isSample(path), true, 'its step stands on the second page, its word on the first')
  const vocabulary = (name: string) => ({
    epcisHeader: {
      epcisMasterData: {
        vocabularyList: [
          {
            type: 'urn:epcglobal:epcis:vtype:EPCClass',
            vocabularyElementList: [
              {
                id: `https://id.gs1.org/01/${gtin(75)}`,
                attributes: [{ id: 'cbvmda:descriptionShort', attribute: name }],
              },
            ],
          },
        ],
      },
    },
  })
  assert.equal((await sample.post('/capture', document([], vocabulary('Tên mẫu')))).status, 202)
  await real.put(`/api/products/${gtin(75)}`, { names: { vi: 'Thật' } })
  assert.equal(await isSample(`/01/${gtin(75)}`), true)
})

test('what is captured in a sample party’s name is in no count', async () => {
  const before = await countEvents(app.db)
  await capture(app.operator, event({ epcList: [lot(73, 'B')] }), { sender: `https://id.gs1.org/417/${sampleGln}` })
  await capture(sample, event({ epcList: [lot(73, 'B')] }))
  assert.equal(await countEvents(app.db), before)
  await capture(real, event({ epcList: [lot(73, 'B')] }))
  assert.equal(await countEvents(app.db), before + 1)
})
