import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { edgesOf, type TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { born, make, pack, receive, seen, ship, unpack } from './chain-events.ts'
import { assertAnswered, freshNames, tell, traceOf } from './retell.ts'

// Who may see what, and by which name a thing is asked for.

let app: TestApp
let farm: TestParty
let kitchen: TestParty
before(async () => {
  app = await testApp()
  farm = await app.party('Farm')
  kitchen = await app.party('Kitchen')
})
after(() => app.close())

/** An answer without the position it was given at, which moves with everybody's captures, and the seal on it in `next`. */
const withoutPosition = (text: string): string =>
  text.replaceAll(/("asOf":|&asOf=)\d+/g, '$1…').replaceAll(/&resume=\d+\.([\w-]+)\.[\w-]{22}/g, '&resume=….$1.…')

test('what another tells of my goods and does not share changes nothing of my answer, and nothing tells that it is there', async () => {
  const names = freshNames()
  await tell(
    farm,
    names,
    born('1 07:00', ['bag', 'sack'], 'farm'),
    pack('1 08:00', 'pallet P', ['bag', 'sack'], 'farm'),
    ship('1 09:00', ['pallet P'], 'farm'),
  )
  const queries = ['direction=both', 'direction=forward&limit=1', 'direction=back&depth=1', 'direction=forward&limit=2']
  const ask = async () => {
    const answers = []
    for (const thing of ['bag', 'pallet P'])
      for (const query of queries) answers.push(withoutPosition((await traceOf(farm, names.thing(thing), query)).text))
    return answers
  }
  const before = await ask()
  await tell(
    kitchen,
    names,
    unpack('1 12:00', 'pallet P', ['bag'], 'kitchen'),
    make('1 13:00', ['bag'], ['soup'], 'kitchen'),
    seen('1 14:00', ['sack'], 'kitchen'),
  )
  assert.deepEqual(await ask(), before)
  await assertAnswered(farm, names, [
    { of: 'bag', query: 'direction=forward', ends: ['bag: forward, open since 1 08:00'], verdict: 'open' },
  ])
  await assertAnswered(app.operator, names, [
    { of: 'soup', query: 'direction=back', ends: [], verdict: 'complete' },
    { of: 'bag', query: 'direction=forward', ends: ['soup: forward, open since 1 13:00'] },
  ])
  await assertAnswered(kitchen, names, [
    { of: 'soup', query: 'direction=back', ends: ['bag: back, unknown'], verdict: 'incomplete' },
  ])
})

test('a key of another’s hidden events is as unknown as one that never was', async () => {
  const names = freshNames()
  await tell(kitchen, names, make('1 13:00', ['bag'], ['soup'], 'kitchen'))
  const answers = await Promise.all(
    ['soup', 'never'].map(async (thing) => {
      const { status, text } = await traceOf(farm, names.thing(thing), 'direction=both')
      return { status, text: text.replaceAll(thing, '…').replace(/urn:uuid:[\w-]{36}/, '…') }
    }),
  )
  assert.equal(answers[0]?.status, 404)
  assert.deepEqual(answers[0], answers[1])
  assert.equal((await traceOf(app.anonymous, names.thing('soup'), '')).status, 401)
})

test('a thing is one, however it is spelt in events or in the question', async () => {
  const names = freshNames()
  const dl = names.thing('pallet P')
  const digits = dl.slice(-18)
  const urn = `urn:epc:id:sscc:${digits.slice(1, 8)}.${digits[0]}${digits.slice(8, 17)}`
  await tell(
    farm,
    names,
    born('1 07:00', ['pallet P'], 'farm'),
    seen('1 08:00', [], 'road', { epcList: [urn] }),
    receive('1 09:00', [], 'shop', { epcList: [dl.replace('https://id.gs1.org', 'https://example.com/some/path')] }),
  )
  await assertAnswered(farm, names, [
    {
      of: 'pallet P',
      query: 'direction=back',
      seen: [
        'pallet P at farm | 1 07:00 born pallet P',
        'pallet P at road | 1 08:00 seen',
        'pallet P at shop | 1 09:00 receive',
      ],
    },
  ])
  const spelled = [
    `/api/trace/00/${digits}`,
    `/api/trace/${encodeURIComponent(`/00/${digits}`)}`,
    `/api/trace/${encodeURIComponent(dl)}`,
    `/api/trace/${encodeURIComponent(urn)}`,
    `/api/trace/%30%30/${digits}`,
  ]
  const [first, ...others] = await Promise.all(spelled.map((path) => farm.get(`${path}?direction=back`)))
  assert.equal(first?.status, 200, first?.text)
  for (const [index, other] of others.entries()) assert.equal(other.text, first?.text, spelled[index + 1])
})

test('a serial asked for by its GTIN of 13 or 14 digits, and by URNs of company prefixes of any length, is one', async () => {
  const names = freshNames()
  await tell(farm, names, born('1 07:00', ['bag'], 'farm'))
  const gtin = /\/01\/(\d{14})/.exec(names.thing('bag'))?.[1] ?? ''
  const urns = [6, 7, 9, 12].map(
    (length) => `urn:epc:id:sgtin:${gtin.slice(1, 1 + length)}.${gtin[0]}${gtin.slice(1 + length, 13)}.bag`,
  )
  const [first, ...others] = await Promise.all(
    [names.thing('bag'), ...urns].map((uri) => traceOf(farm, uri, 'direction=back')),
  )
  assert.equal(first?.status, 200, first?.text)
  for (const [index, { text }] of others.entries()) assert.equal(text, first?.text, urns[index])
})

const nonsense: [what: string, path: string, fault: string][] = [
  ['a key with a wrong check digit', '/api/trace/01/09521101000107/21/A', 'key check-digit-wrong'],
  ['no key', '/api/trace/', 'key uri-invalid'],
  ['a key that is none', '/api/trace/hello', 'key uri-invalid'],
  [
    'bounds that cross',
    '/api/trace/00/195212010000000012?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
    'from bounds-crossed',
  ],
  ['a bound that is no time', '/api/trace/00/195212010000000012?from=yesterday', 'from time-invalid'],
  ['a direction that is none', '/api/trace/00/195212010000000012?direction=sideways', 'direction query-value-invalid'],
  ['a limit of nothing', '/api/trace/00/195212010000000012?limit=0', 'limit number-out-of-range'],
  ['a depth below nothing', '/api/trace/00/195212010000000012?depth=-1', 'depth number-out-of-range'],
  ['a position that is not reached', '/api/trace/00/195212010000000012?asOf=999999999', 'asOf position-beyond'],
  ['a way on that nobody gave', '/api/trace/00/195212010000000012?resume=abc', 'resume resume-invalid'],
]
for (const [what, path, fault] of nonsense)
  test(`${what} is refused by name`, async () => {
    const { status, json, text } = await farm.get(path)
    assert.equal(status, 400, text)
    const { title, errors } = json as { title?: string; errors: { field: string; code: string }[] }
    assert.ok(title, text)
    assert.deepEqual(
      errors.map(({ field, code }) => `${field} ${code}`),
      [fault],
    )
  })

test('a hub of many things is answered in parts, and the parts together are the whole', async () => {
  const names = freshNames()
  const bags = Array.from({ length: 12 }, (_, index) => `bag ${index}`)
  await tell(
    farm,
    names,
    born('1 06:00', ['pallet P'], 'farm'),
    born('1 07:00', bags, 'farm'),
    pack('1 08:00', 'pallet P', bags, 'farm'),
    unpack('1 12:00', 'pallet P', [], 'shop'),
    ...bags.slice(0, 3).map((bag, index) => make(`1 13:${10 + index}`, [bag], [`soup ${index}`], 'kitchen')),
    make('1 18:00', ['soup 0', 'soup 1'], ['meal'], 'kitchen'),
  )
  const whole = (await traceOf(farm, names.thing('pallet P'), 'direction=forward&limit=1000')).json as TraceAnswer
  for (const query of [
    'direction=forward&limit=7',
    'direction=forward&limit=1000&depth=1',
    'direction=forward&limit=1',
  ]) {
    const parts = await allParts(query, names.thing('pallet P'))
    assert.ok(parts.length > 1, query)
    const keysOf = (answers: TraceAnswer[]) =>
      [...new Set(answers.flatMap(({ nodes }) => nodes.map(({ key }) => names.nameOf(key))))].sort()
    assert.deepEqual(keysOf(parts), keysOf([whole]), query)
    assert.deepEqual(hopsOf(parts), hopsOf([whole]), query)
    assert.deepEqual(lastingEnds(parts), lastingEnds([whole]), query)
  }
})

const pathOf = (url: string): string => url.slice(new URL(url).origin.length)

/** The answer to a question and to each of its ways on, and so forth. */
const allParts = async (query: string, uri: string): Promise<TraceAnswer[]> => {
  const parts: TraceAnswer[] = []
  const asked = new Set<string>()
  const open = [`/api/trace/${encodeURIComponent(uri)}?${query}`]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (asked.has(path)) continue
    asked.add(path)
    assert.ok(asked.size < 500, 'the ways on never end')
    const answer = await farm.get(path)
    assert.equal(answer.status, 200, answer.text)
    const part = answer.json as TraceAnswer
    parts.push(part)
    for (const { next } of part.tombstones) if (next !== undefined) open.push(pathOf(next))
  }
  return parts
}

const hopsOf = (answers: TraceAnswer[]): string[] => {
  const lines = answers.flatMap(({ nodes, hops }) => {
    const keys = new Map(nodes.map(({ id, key }) => [id, key]))
    return edgesOf(hops).map(({ from, to, rule }) => `${keys.get(from)} ${rule} ${keys.get(to)}`)
  })
  return [...new Set(lines)].sort()
}

const lastingEnds = (answers: TraceAnswer[]): string[] => {
  const lines = answers.flatMap(({ nodes, tombstones }) => {
    const keys = new Map(nodes.map(({ id, key }) => [id, key]))
    return tombstones
      .filter(({ next }) => next === undefined)
      .map(({ node, direction, reason }) => `${keys.get(node)} ${direction} ${reason}`)
  })
  return [...new Set(lines)].sort()
}
