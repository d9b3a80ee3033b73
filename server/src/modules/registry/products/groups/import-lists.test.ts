import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { createSay } from '../../../../platform/messages.ts'
import { operatorActor } from '../../../identity/index.ts'
import type { ImportTarget } from '../../spreadsheets/import-target.ts'
import { changeRegistry } from '../../versions/change.ts'
import { groupsTarget } from './import-groups.ts'
import { listsTarget } from './lists/import-lists.ts'

const app = await testApp()
after(() => app.close())

const register = { keyEvents: async () => new Map(), oldAddressUntil: '2027-06-12', say: createSay() }

/** Takes rows in as an import does: judged, and those that change something written at one position, part by part. */
const takeIn = async (target: ImportTarget, rows: readonly unknown[], part = rows.length) => {
  const rowKey = target.rowKey as (row: unknown) => string
  return changeRegistry(app.db, operatorActor, async (tx, position) => {
    const fates: string[] = []
    for (let start = 0; start < rows.length; start += part) {
      const sought = rows.slice(start, start + part).map((row) => ({ rowKey: rowKey(row), row }))
      const judged = await target.judge(tx, operatorActor, sought, register)
      fates.push(...judged.map((one) => ('fate' in one ? one.fate : (one.issues[0]?.code ?? ''))))
      const plans = judged.flatMap((one) => ('plan' in one && one.fate !== 'same' ? [one.plan] : []))
      if (plans.length > 0) await target.write(tx, operatorActor, plans, position)
    }
    return { deed: { action: 'test', subject: 'import' }, keys: [], result: fates }
  })
}

const readAll = async (target: ImportTarget, limit = 2): Promise<unknown[]> => {
  const rows: unknown[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await target.read(app.db, operatorActor, { after, limit, moment: { at: '2026-08-01' } }, register)
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}

const groups = groupsTarget as ImportTarget
const lists = listsTarget as ImportTarget

test('groups come in from a spreadsheet with their parents, once, and go out as they came', async () => {
  const rows = [
    { group: 'farm', names: { vi: 'Nông sản' } },
    { group: 'farm.fruit', names: { vi: 'Quả' }, parent: 'farm' },
    { group: 'wood', names: { vi: 'Gỗ' }, parent: 'nothing' },
  ]
  assert.deepEqual(await takeIn(groups, rows), ['new', 'new', 'registry.group-parent-unknown'])
  assert.deepEqual(await takeIn(groups, rows.slice(0, 2)), ['same', 'same'])
  assert.deepEqual(await readAll(groups), rows.slice(0, 2))
})

test('a group may stand above what it lies below; one whose parent is refused, and a circle, are refused by their rows', async () => {
  const rows = [
    { group: 'apple', names: { vi: 'Táo' }, parent: 'zone' },
    { group: 'zone', names: { vi: 'Vùng' } },
    { group: 'leaf', names: { vi: 'Lá' }, parent: 'lost' },
    { group: 'lost', names: { vi: 'Lạc' }, agencies: ['00000000-0000-4000-8000-000000000000'] },
    { group: 'ring', names: { vi: 'Vòng' }, parent: 'round' },
    { group: 'round', names: { vi: 'Tròn' }, parent: 'ring' },
    { group: 'turned', names: { vi: 'Ngược' }, validFrom: '2027-01-01', validTo: '2026-01-01' },
  ]
  const unknown = 'registry.group-parent-unknown'
  assert.deepEqual(await takeIn(groups, rows), [
    ...['new', 'new', unknown, 'registry.agency-unknown', unknown, unknown, 'registry.validity-reversed'],
  ])
  assert.deepEqual(await takeIn(groups, rows.slice(0, 2)), ['same', 'same'])
  const turned = [
    { group: 'zone', names: { vi: 'Vùng' }, parent: 'apple' },
    { group: 'apple', names: { vi: 'Táo' }, parent: 'zone' },
  ]
  assert.deepEqual(await takeIn(groups, turned), ['registry.group-circle', 'same'])
})

test('a word for days to come is taken once, goes out with the others, and ends a group from its day on', async () => {
  const rows = [
    { group: 'tea', names: { vi: 'Chè' } },
    { group: 'tea', names: { vi: 'Chè và hoa' }, validFrom: '2028-01-01' },
    { group: 'tea', names: { vi: 'Chè' }, validFrom: '2030-01-01', ended: true },
    { group: 'tea.green', names: { vi: 'Chè xanh' }, parent: 'tea', validFrom: '2028-01-01', validTo: '2029-12-31' },
  ]
  assert.deepEqual(await takeIn(groups, rows), ['new', 'new', 'new', 'new'])
  assert.deepEqual(await takeIn(groups, rows), ['same', 'same', 'same', 'same'])
  const told = (await readAll(groups)) as { group: string }[]
  assert.deepEqual(
    told.filter(({ group }) => group.startsWith('tea')),
    rows,
  )
  const nameOn = async (at: string) => {
    const { status, json } = await app.anonymous.get(`/api/product-groups/tea?at=${at}`)
    return status === 200 ? (json as { names: { vi: string } }).names.vi : status
  }
  assert.deepEqual(
    [await nameOn('2026-08-01'), await nameOn('2028-06-01'), await nameOn('2031-01-01')],
    [...['Chè', 'Chè và hoa', 404]],
  )
})

const entry = (number: number, more: object = {}) => ({
  list: 'risk',
  kind: 'risk',
  status: 'issued',
  names: { vi: 'Danh mục (mẫu)' },
  issuer: { vi: 'Bộ (mẫu)' },
  document: { number: '01/2026/TT-MAU' },
  validFrom: '2026-07-01',
  entry: number,
  level: 'high',
  hsCode: `08${String(number).padStart(2, '0')}`,
  ...more,
})
const entriesOf = async (at: string) =>
  (
    (await app.anonymous.get(`/api/product-lists/risk/entries?at=${at}`)).json as {
      items: { entry: number; hsCode: string }[]
    }
  ).items

test('a risk list comes in part by part as one version; the same again changes nothing', async () => {
  const rows = [1, 2, 3, 4, 5].map((number) => entry(number))
  assert.deepEqual(await takeIn(lists, rows, 2), ['new', 'new', 'new', 'new', 'new'])
  assert.deepEqual(
    (await entriesOf('2026-08-01')).map(({ entry: number }) => number),
    [1, 2, 3, 4, 5],
  )
  assert.deepEqual(await takeIn(lists, rows, 2), ['same', 'same', 'same', 'same', 'same'])
  assert.deepEqual(await readAll(lists), rows)
  const spelt = [entry(1, { hsCode: '08.01' }), entry(7, { hsCode: undefined, gtin: '9521234543213' })]
  assert.deepEqual(await takeIn(lists, spelt), ['same', 'new'])
  assert.deepEqual(await takeIn(lists, spelt), ['same', 'same'])
})

test('a mended row makes a version with the others kept; another day begins a list anew', async () => {
  assert.deepEqual(await takeIn(lists, [entry(2, { hsCode: '0899' }), entry(6)], 1), ['changed', 'new'])
  assert.deepEqual(
    (await entriesOf('2026-08-01')).map(({ hsCode }) => hsCode),
    ['0801', '0899', '0803', '0804', '0805', '0806', undefined],
  )
  await takeIn(lists, [entry(1, { validFrom: '2027-01-01', document: { number: '02/2026/TT-MAU' } })])
  assert.equal((await entriesOf('2027-01-01')).length, 1)
  assert.equal((await entriesOf('2026-12-31')).length, 7)
  const told = (await readAll(lists)) as { validFrom: string }[]
  assert.deepEqual(
    told.map(({ validFrom }) => validFrom),
    [...Array(7).fill('2026-07-01'), '2027-01-01'],
    'what is yet to begin goes out too',
  )
  assert.ok((await takeIn(lists, told)).every((fate) => fate === 'same'))
})

test('versions of several days come in with one file, whatever its parts, and all of them go out', async () => {
  const of = (number: number, validFrom: string, more: object = {}) =>
    entry(number, { list: 'dated', validFrom, ...more })
  const ended = { validTo: '2024-12-31' }
  const rows = [of(1, '2024-01-01', ended), of(2, '2024-01-01', ended), of(1, '2027-01-01'), of(2, '2027-01-01')]
  const mixed = [rows[0], rows[2], rows[1], rows[3]]
  assert.deepEqual(await takeIn(lists, mixed, 2), ['new', 'new', 'new', 'new'])
  const told = (await readAll(lists)) as { list: string }[]
  assert.deepEqual(
    told.filter(({ list }) => list === 'dated'),
    rows,
  )
  assert.deepEqual(await takeIn(lists, rows), ['same', 'same', 'same', 'same'])
})

test("a list's own roadmap goes out with its entries", async () => {
  const { list: _list, entry: _entry, level, hsCode, ...head } = entry(1)
  const roadmap = { account: '2026-07-01', traceability: '2027-07-01' }
  const stated = { ...head, roadmap, entries: [{ level, hsCode }] }
  assert.equal((await app.operator.put('/api/product-lists/planned', stated)).status, 200)
  const told = (await readAll(lists)) as { list: string; roadmap?: object }[]
  const planned = told.filter(({ list }) => list === 'planned')
  assert.deepEqual(
    planned.map((row) => row.roadmap),
    [roadmap],
  )
  assert.deepEqual(await takeIn(lists, planned), ['same'])
})

test('rows of a version that say otherwise of it, and days that end before they begin, are refused by their rows', async () => {
  const rows = [
    entry(1, { list: 'torn' }),
    entry(2, { list: 'torn', document: { number: '09/2026/TT-KHAC' } }),
    entry(3, { list: 'torn', status: undefined }),
    entry(4, { list: 'torn', validTo: '2026-06-30' }),
  ]
  assert.deepEqual(await takeIn(lists, rows), [
    ...['new', 'registry.list-head-differs', 'new', 'registry.validity-reversed'],
  ])
})

test('a wrong row is refused with its reason', async () => {
  const wrong = [entry(1, { level: undefined }), entry(2, { group: 'no-such' }), entry(3, { gtin: '09521234543214' })]
  assert.deepEqual(await takeIn(lists, wrong), [
    'registry.list-level-unfit',
    'registry.list-group-unknown',
    'registry.check-digit-wrong',
  ])
})
