import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { coop, grower, material as scanMaterial, wordsOf } from '../../../../test/scan-material.ts'
import { crowd, orchard, traceHop, traceNode } from '../../../../test/trace-material.ts'
import type { LocationCard } from '../../registry/index.ts'
import type { TraceAnswer } from '../../trace/index.ts'
import { projectStory, type StoryMaterial } from './project-story.ts'
import { storyPage } from './story.page.ts'

/** What a trace may hold and a public page may not, in forms that no other text has. */
const secrets = [
  '48151.6',
  '48.151,6',
  '48,151.6',
  'SECRET-LOT',
  'SECRET-SERIAL',
  '095212349999',
  'SECRET-EVENT',
  'Khách Hàng Kín',
  'Nguyễn Văn Kín',
  'Thửa Kín',
  '10.98765',
  '9521234000013',
  'SECRET-REPOSITORY',
]

const household = '/414/9521234000000'
const station = '/414/9521234000006'
const customer = '/414/9521234000013'

/** A lot of a household's fruit, and of what happened to it later. */
const full = (): TraceAnswer => {
  const answer = orchard()
  const by = [grower, coop].map(({ id }) => ({
    party: id,
    name: { vi: 'Nguyễn Văn Kín' },
    standing: 'countersigned' as const,
  }))
  const name = { vi: 'Thửa Kín', en: 'Thửa Kín' }
  return {
    ...answer,
    nodes: [
      traceNode('S', { direction: 'start', depth: 0, key: '/01/09521234543213/10/L1' }),
      traceNode('A', { key: '/01/09521234543213/10/SECRET-LOT', location: household, name }),
      ...['1', '2', '3'].map((serial) =>
        traceNode(serial, { key: `/01/09521234543213/21/SECRET-SERIAL${serial}`, level: 'instance', name }),
      ),
      traceNode('P', { kind: 'container', key: '/00/095212349999000018', level: 'instance' }),
      traceNode('T', { kind: 'process', key: 'urn:x:SECRET-EVENT' }),
      traceNode('W', { kind: 'place', key: household, name }),
      traceNode('V', { kind: 'place', key: station, name }),
      traceNode('C', { kind: 'place', key: customer, name: { vi: 'Khách Hàng Kín' }, direction: 'forward' }),
      traceNode('H', { kind: 'party', key: 'urn:uuid:x', name: { vi: 'Khách Hàng Kín' } }),
    ],
    hops: [
      ...['A', '1', '2', '3'].map((id) => traceHop(id, 'T', { by, quantities: [{ quantity: 48151.6, uom: 'KGM' }] })),
      traceHop('T', 'S', { rule: 'produced', by, events: ['SECRET-EVENT'] }),
      traceHop('S', 'P', { rule: 'packed', by, quantities: [{ quantity: 48151.6 }] }),
      traceHop('A', 'W', { rule: 'seen', by }),
      traceHop('S', 'V', { rule: 'seen', by }),
      traceHop('S', 'C', { rule: 'seen', by }),
      traceHop('S', 'H', { rule: 'held', by }),
    ],
    tombstones: [
      { node: 'A', direction: 'back', reason: 'elsewhere', since: null, repository: 'https://SECRET-REPOSITORY' },
      { node: 'S', direction: 'forward', reason: 'open', since: '2026-05-09T00:00:00Z' },
    ],
  }
}

const material = (more: Partial<StoryMaterial> = {}): StoryMaterial => {
  const { language, words, link, product, parties } = scanMaterial()
  const card = (
    key: string,
    names: Record<string, string>,
    unitName: string,
    unitCode: string,
  ): [string, LocationCard] => [key, { key, names, address: { unitName, unitCode }, sample: false, others: [] }]
  return {
    ...{ language, words, link, product, parties, serialUnknown: false, answer: full() },
    products: new Map(product ? [['09521234543213', product]] : []),
    places: new Map([
      card(household, { vi: 'Thửa Kín' }, 'Xã Phú Giáo', '25858'),
      card(station, { vi: 'Thửa Kín' }, 'Phường Lái Thiêu', '25966'),
      card(customer, { vi: 'Khách Hàng Kín' }, 'Phường Dĩ An', '25942'),
    ]),
    positions: new Map([['25966', { latitude: 10.9, longitude: 106.7 }]]),
    ...more,
  }
}

const pageOf = (more: Partial<StoryMaterial> = {}, expand: string[] = []): string => {
  const made = material(more)
  return storyPage(made.words, projectStory(made), expand)
}

test('the story tells goods by name, communes, days and who declares', () => {
  const page = pageOf()
  for (const shown of [
    'Măng cụt',
    'Xã Phú Giáo',
    'Phường Lái Thiêu',
    '05/05/2026',
    'Vườn Sáu Măng',
    'Dữ liệu ở hệ thống khác',
  ])
    assert.ok(page.includes(shown), shown)
})

test('nothing else of a trace gets into the view, the page or its drawings, opened or not', () => {
  for (const language of ['vi', 'en'] as const) {
    const made = material({ language, words: wordsOf(language) })
    const view = projectStory(made)
    const page = storyPage(made.words, view, [])
    const opened = [...page.matchAll(/expand=([0-9a-f]{10})/g)].map(([, id = '']) => id)
    const all = [JSON.stringify(view), page, storyPage(made.words, view, opened)]
    for (const text of all) for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} (${language})`)
  }
})

test('a view’s members are those that the types list, made anew', () => {
  const { picture } = projectStory(material())
  const members = (rows: object[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))].sort()
  assert.deepEqual(members(picture.nodes), [
    'certainty',
    'depth',
    'direction',
    'id',
    'key',
    'kind',
    'level',
    'location',
    'name',
  ])
  assert.deepEqual(members(picture.hops), ['basis', 'by', 'certainty', 'from', 'interval', 'rule', 'to'])
  assert.deepEqual(members(picture.hops.flatMap(({ by }) => by)), ['name', 'party', 'standing'])
  assert.deepEqual(members(picture.tombstones), ['direction', 'node', 'reason', 'since'])
})

test('single items of a kind are one: their number is a quantity', () => {
  const { picture } = projectStory(material())
  assert.equal(picture.nodes.filter(({ kind }) => kind === 'item').length, 3)
  assert.equal(
    picture.hops.every(({ interval }) => /^\d{4}-\d\d-\d\d$/.test(interval.from)),
    true,
  )
})

test('what lies forward is not told, nor what became of the goods', () => {
  const view = projectStory(material())
  assert.ok(view.picture.nodes.every(({ direction }) => direction !== 'forward'))
  assert.ok(view.picture.tombstones.every(({ direction }) => direction === 'back'))
})

test('unknown branches are said first; without any the page says that too', () => {
  assert.match(pageOf(), /chưa ai khai báo nguồn gốc/)
  assert.match(pageOf({ answer: { ...full(), tombstones: [] } }), /Mọi nhánh trên sơ đồ/)
})

test('the page judges nothing, runs nothing and asks nobody outside', () => {
  for (const language of ['vi', 'en'] as const) {
    const page = pageOf({ language, words: wordsOf(language) })
    for (const word of ['<script', 'genuine', 'fake', 'authentic', 'hàng thật', 'hàng giả', 'chính hãng', 'style="'])
      assert.ok(!page.toLowerCase().includes(word), word)
    assert.doesNotMatch(page.replaceAll('http://www.w3.org/2000/svg', ''), /https?:\/\//)
    assert.doesNotMatch(page, /(portal|picture)\.[a-z]/)
  }
})

test('sample data says so', () => {
  assert.doesNotMatch(pageOf(), /Dữ liệu mẫu/)
  const parties = new Map([coop, { ...grower, sample: true }].map((card) => [card.id, card]))
  assert.match(pageOf({ parties }), /Dữ liệu mẫu/)
})

test('a usual story, and one of thousands of things, stay small on the line', () => {
  assert.ok(gzipSync(pageOf()).length < 14_000)
  assert.ok(gzipSync(pageOf({ answer: crowd(2_000) })).length < 20_000)
})
