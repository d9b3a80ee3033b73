import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coop, grower, material, step } from '../../../../test/scan-material.ts'
import type { DataItem } from '../../registry/index.ts'
import { projectScan } from './project-scan.ts'
import type { ScanView } from './scan-view.ts'

const itemOf = (view: ScanView, id: DataItem) => {
  const item = view.legal?.items.find((one) => one.id === id)
  assert.ok(item, id)
  return item
}

test('the seven items of the decree come in its order, each with whose word it is', () => {
  const view = projectScan(material())
  assert.deepEqual(
    view.legal?.items.map(({ id }) => id),
    ['name', 'image', 'unit', 'address', 'origin', 'brand-lot-serial', 'expiry'],
  )
  assert.deepEqual(itemOf(view, 'name').stated, [{ text: 'Măng cụt', by: 'HTX Lái Thiêu' }])
  assert.deepEqual(itemOf(view, 'origin').stated, [{ text: 'Việt Nam', by: 'HTX Lái Thiêu' }])
  assert.equal(itemOf(view, 'image').images.length, 1)
})

test('what nobody declared is missing, and nothing stands in its place', () => {
  const view = projectScan(material('/01/08935000000007', { product: undefined }))
  for (const { stated, images } of view.legal?.items ?? []) assert.equal(stated.length + images.length, 0)
  assert.equal(itemOf(view, 'expiry').stated.length, 0)
})

test('the prefix 893 says nothing of origin', () => {
  const base = material('/01/08935000000007')
  const { origin: _origin, ...product } = base.product ?? assert.fail()
  const view = projectScan({ ...base, product })
  assert.deepEqual(itemOf(view, 'origin').stated, [])
  assert.ok(!JSON.stringify(view).includes('Việt Nam'))
})

test('dates of a lot stand as the owner’s word or its mandate’s, and as another’s where another says them', () => {
  const fact = (declaredBy: string, mandatedBy: string[]) =>
    ({ name: 'expiryDate', value: '2026-12-31', declaredBy, mandatedBy, eventTime: '2026-05-01T00:00:00Z' }) as const
  const facts = (declaredBy: string, mandatedBy: string[] = []) => ({
    createdAt: '2026-05-01T00:00:00Z',
    createdBy: declaredBy,
    facts: [fact(declaredBy, mandatedBy)],
  })
  const own = itemOf(projectScan(material(undefined, { facts: facts(coop.id) })), 'expiry')
  assert.deepEqual(own.stated, [{ text: 'Hạn sử dụng: 31/12/2026', by: 'HTX Lái Thiêu' }])
  const mandated = itemOf(projectScan(material(undefined, { facts: facts(grower.id, [coop.id]) })), 'expiry')
  assert.deepEqual(mandated.stated, [{ text: 'Hạn sử dụng: 31/12/2026', by: 'Vườn Sáu Măng' }])
  const others = itemOf(projectScan(material(undefined, { facts: facts(grower.id) })), 'expiry')
  assert.deepEqual(others.stated, [])
  assert.deepEqual(others.others, [{ text: 'Hạn sử dụng: 31/12/2026', by: 'Vườn Sáu Măng' }])
})

test('a step has its day in the zone it happened in', () => {
  const view = projectScan(material())
  assert.deepEqual(
    view.steps.map(({ date }) => date),
    ['2026-05-04', '2026-05-04'],
  )
  const west = projectScan(
    material(undefined, { story: { known: true, complete: true, steps: [step({ zone: '-08:00' })] } }),
  )
  assert.equal(west.steps[0]?.date, '2026-05-03')
})

test('a household is its public name and commune', () => {
  const text = JSON.stringify(projectScan(material()))
  assert.ok(text.includes('Vườn Sáu Măng'))
  for (const secret of ['Nguyễn Văn Kín', 'hẻm Kín', grower.id, coop.id]) assert.ok(!text.includes(secret), secret)
})

test('a view has no member that the type does not list', () => {
  const view = projectScan(material())
  const listed = [
    'language',
    'level',
    'state',
    'sample',
    'code',
    'title',
    'claim',
    'legal',
    'steps',
    'parties',
    'complete',
  ]
  assert.deepEqual(Object.keys(view).sort(), listed.sort())
  const members = ['commune', 'date', 'declaredBy', 'depth', 'place', 'step', 'words']
  const [ofHousehold, ofCooperative] = view.steps
  assert.deepEqual(Object.keys(ofCooperative ?? {}).sort(), members)
  assert.deepEqual(
    Object.keys(ofHousehold ?? {}).sort(),
    members.filter((member) => member !== 'place'),
  )
})

test('a business step of a party’s own vocabulary is not printed', () => {
  const story = { known: true, complete: true, steps: [step({ bizStep: 'https://secret.example/step' })] }
  const view = projectScan(material(undefined, { story }))
  assert.equal(view.steps[0]?.step, 'other')
  assert.ok(!JSON.stringify(view).includes('secret.example'))
})

test('sample is what a sample party owns or declares', () => {
  assert.equal(projectScan(material()).sample, false)
  const parties = new Map([coop, { ...grower, sample: true }].map((card) => [card.id, card]))
  assert.equal(projectScan(material(undefined, { parties })).sample, true)
})

test('the state tells a traced code from a silent and an unknown one', () => {
  const silent = { known: false, complete: true, steps: [] }
  assert.equal(projectScan(material()).state, 'traced')
  assert.equal(projectScan(material(undefined, { story: silent })).state, 'no-events')
  assert.equal(projectScan(material(undefined, { story: silent, product: undefined })).state, 'unknown')
})

test('levels: a kind of product, a lot, a unit, a logistic unit, a place', () => {
  const level = (path: string) => projectScan(material(path)).level
  assert.equal(level('/01/09521234543213'), 'product')
  assert.equal(level('/01/09521234543213/10/L/21/S'), 'unit')
  assert.equal(level('/414/9521234000006'), 'place')
})
