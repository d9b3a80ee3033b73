import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser } from 'saxes'
import { completenessOf } from './completeness.ts'
import { toCsv } from './csv.ts'
import { toGraphML } from './graphml.ts'
import { toJson } from './json.ts'
import { edgesOf, type Tombstone, type TraceAnswer, type TraceHop, type TraceNode } from './trace-answer.ts'

const hostile = '=HYPERLINK("http://x")<&>\u0001, "a"\r\nb'

const node = (id: string, more: Partial<TraceNode> = {}): TraceNode => ({
  id,
  kind: 'item',
  key: `urn:example:${id}`,
  uri: `urn:example:${id}`,
  level: 'instance',
  direction: 'back',
  depth: 1,
  from: null,
  to: '2026-01-01T00:00:00Z',
  certainty: 'contains',
  ...more,
})

const hop = (from: string, to: string, more: Partial<TraceHop> = {}): TraceHop => ({
  from: [from],
  to: [to],
  rule: 'consumed',
  events: ['urn:example:e1', 'urn:example:e2'],
  interval: { from: '2026-01-01T00:00:00Z', to: null },
  basis: 'stated',
  by: [{ party: 'p', standing: 'custodian' }],
  certainty: 'contains',
  ...more,
})

const tombstones: Tombstone[] = [
  { node: 'a', direction: 'back', reason: 'unknown', since: null },
  { node: 'a', direction: 'forward', reason: 'limit', since: '2026-01-02T00:00:00Z', next: 'http://x/?a=1&b=2' },
]

const answer: TraceAnswer = {
  key: 'urn:example:b',
  uri: 'urn:example:b',
  direction: 'both',
  from: null,
  to: null,
  asOf: 7,
  limits: { items: 10, depth: 3 },
  nodes: [
    node('a', { name: { vi: hostile } }),
    node('b', { direction: 'start', depth: 0 }),
    node('x', { key: hostile }),
  ],
  hops: [
    hop('a', 'b', { quantities: [{ quantity: 2.5, uom: 'KGM' }, { quantity: 3 }] }),
    hop('x', 'b', { rule: 'packed', tie: true, by: [] }),
  ],
  events: [],
  tombstones,
  completeness: completenessOf(tombstones),
}

/** RFC 4180, read by its grammar. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]]
  const fields = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y
  while (fields.lastIndex < text.length) {
    const [, value = '', end] = fields.exec(text) ?? assert.fail(`no field at ${fields.lastIndex}`)
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value)
    if (end === '\r\n' && fields.lastIndex < text.length) rows.push([])
  }
  return rows
}

test('what holds of many things alike is one hop in JSON, and an edge of each elsewhere', () => {
  const together = { ...answer, hops: [{ ...hop('a', 'b'), from: ['a', 'x'] }] }
  const edges = edgesOf(together.hops)
  assert.deepEqual(
    edges.map(({ from, to }) => [from, to]),
    [
      ['a', 'b'],
      ['x', 'b'],
    ],
  )
  assert.deepEqual(
    readCsv(toCsv(together))
      .filter(([row]) => row === 'hop')
      .map(([, from, to]) => [from, to]),
    edges.map(({ from, to }) => [from, to]),
  )
  assert.equal(toGraphML(together).match(/<edge /g)?.length, 2)
  assert.deepEqual(JSON.parse([...toJson(together)].join('')).hops[0].from, ['a', 'x'])
})

test('CSV has a row a hop and a row a tombstone, each with all columns', () => {
  const [columns = [], ...rows] = readCsv(toCsv(answer))
  assert.deepEqual(
    rows.map(([row]) => row),
    ['hop', 'hop', 'tombstone', 'tombstone'],
  )
  assert.ok(rows.every((row) => row.length === columns.length))
  const cell = (row: number, name: string) => rows[row]?.[columns.indexOf(name)]
  assert.deepEqual(
    ['from', 'to_key', 'rule', 'interval_to', 'by', 'quantities', 'events'].map((name) => cell(0, name)),
    ['a', 'urn:example:b', 'consumed', '', 'p custodian', '2.5 KGM; 3', 'urn:example:e1 urn:example:e2'],
  )
  assert.deepEqual([cell(3, 'from'), cell(3, 'reason'), cell(3, 'next')], ['a', 'limit', 'http://x/?a=1&b=2'])
})

test('no cell of CSV begins like a formula', () => {
  const rows = readCsv(toCsv(answer))
  assert.ok(rows.some((row) => row.includes(`'${hostile}`)))
  assert.ok(rows.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)))
})

test('GraphML is well-formed, its data have declared keys, its edges have nodes, and it holds what JSON holds', () => {
  const declared = new Map<string, string>()
  const data: [of: string, key: string, text: string][] = []
  const nodes: string[] = []
  const edges: string[][] = []
  const open: string[] = []
  const parser = new SaxesParser()
  let key = ''
  let text = ''
  parser.on('error', (error) => assert.fail(error))
  parser.on('opentag', ({ name, attributes }) => {
    open.push(name)
    text = ''
    if (name === 'key') declared.set(String(attributes.id), String(attributes.for))
    if (name === 'node') nodes.push(String(attributes.id))
    if (name === 'edge') edges.push([String(attributes.source), String(attributes.target)])
    if (name === 'data') key = String(attributes.key)
  })
  parser.on('text', (more) => {
    text += more
  })
  parser.on('closetag', ({ name }) => {
    open.pop()
    if (name === 'data') data.push([open.at(-1) ?? '', key, text])
  })
  parser.write(toGraphML(answer)).close()
  assert.deepEqual(nodes, ['a', 'b', 'x'])
  assert.deepEqual(edges, [
    ['a', 'b'],
    ['x', 'b'],
  ])
  for (const [of, used] of data) assert.equal(declared.get(used), of)
  const values = new Set(data.map(([, used, value]) => `${used}=${value}`))
  for (const expected of [
    'graph_verdict=incomplete',
    'graph_as_of=7',
    'node_tombstone_back=unknown',
    'node_tombstone_forward=limit',
    'node_next_forward=http://x/?a=1&b=2',
    'edge_rule=packed',
    'edge_tie=true',
    'edge_quantities=2.5 KGM; 3',
    'edge_by=p custodian',
  ])
    assert.ok(values.has(expected), expected)
  assert.ok([...values].some((value) => value.includes('=HYPERLINK("http://x")<&>\ufffd, "a"')))
})

test('the verdict: complete without tombstones, open where only the future is missing, else incomplete', () => {
  const ends = (...reasons: Tombstone['reason'][]) =>
    completenessOf(reasons.map((reason) => ({ node: 'n', direction: 'forward', reason, since: null }))).verdict
  assert.deepEqual(
    [ends(), ends('open', 'open'), ends('open', 'unknown'), ends('elsewhere')],
    ['complete', 'open', 'incomplete', 'incomplete'],
  )
})

const whole: Required<TraceHop> = {
  ...hop('a', 'place:/414/9521234000013', {
    rule: 'seen',
    interval: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00.5Z' },
  }),
  by: [
    { party: 'p', name: { vi: `Hợp tác xã ${hostile}` }, standing: 'countersigned' },
    { party: hostile, standing: 'unknown' },
  ],
  quantities: [{ quantity: 1e21, uom: 'KGM' }, { quantity: 0.1 }],
  tie: true,
  elsewhere: [hostile, 'b'],
}

test('JSON in parts is, put together, the JSON of the answer, however many parts it has', () => {
  for (const times of [0, 1, 250, 501]) {
    const many: TraceAnswer = {
      ...answer,
      nodes: Array.from({ length: times }, (_, at) => node(`n${at}`, { name: { vi: hostile } })),
      hops: [...answer.hops, whole, hop(hostile, 'b', { events: [] })].flatMap((each) => Array(times).fill(each)),
    }
    assert.equal([...toJson(many)].join(''), JSON.stringify(many))
  }
})
