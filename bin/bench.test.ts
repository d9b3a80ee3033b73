import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { factsOf, parseEvent, resolveContext } from '@nguon/epcis'
import { parseDigitalLinkPath } from '@nguon/gs1'
import { rateOf } from '../bench/capture.ts'
import { bytesNeeded, refuseWithoutRoom } from '../bench/disk.ts'
import { documentCount, documentText, eventsOfDocument, keyQueries, printedCodes } from '../bench/documents.ts'
import { floorDocuments, growthSizes, sliceEnds, slicesToDo } from '../bench/marks.ts'
import { readOptions } from '../bench/options.ts'
import { judgeWalk } from '../bench/paging.ts'
import { niceStep, plotSvg } from '../bench/plot.ts'
import { createRandom } from '../bench/random.ts'
import { latenciesOf } from '../bench/statistics.ts'
import { chainDocuments, chainTraces, documentsOfChain, hopsOfChain } from '../bench/trace-chains.ts'
import { judgeDeliveries } from '../bench/webhook.ts'
import { growthPanels, growthTable, replaceBlock } from '../bench/write-docs.ts'

const corpus = { events: 20_000, seed: 1 }

test('the generated events are valid, the same each time, and hold five keys on average', () => {
  const { text, eventIDs } = documentText(corpus, 7)
  assert.equal(text, documentText(corpus, 7).text)
  assert.equal(eventIDs.length, eventsOfDocument)
  const document = JSON.parse(text)
  const { context } = resolveContext(document['@context'])
  const facts = document.epcisBody.eventList.map((event: unknown) => {
    const parsed = parseEvent(JSON.stringify(event), context)
    assert.deepEqual(parsed.issues, [])
    assert.ok(parsed.event)
    return factsOf(parsed.event, parsed.context)
  })
  const keys = facts.reduce((sum: number, each: { keys: unknown[] }) => sum + each.keys.length, 0)
  assert.equal(keys / eventIDs.length, 5)
})

test('a chain of trace has 15 hops and 10,000 items, all named by valid events, and shares none with another', () => {
  const named = (number: number) => {
    const documents = chainDocuments(corpus, number)
    assert.equal(documents.length, documentsOfChain)
    return new Set(documents.flatMap(({ text }) => keysIn(text)))
  }
  const [back, forward] = chainTraces({ number: 41, party: 1 })
  const keys = named(41)
  assert.equal(hopsOfChain, 15)
  assert.equal(new Set(back?.keys).size, 10_000)
  assert.deepEqual(
    back?.keys.filter((key) => !keys.has(key)),
    [],
  )
  assert.ok(new Set(forward?.keys).size > 9700 && new Set(forward?.keys).isSubsetOf(new Set(back?.keys)))
  const goods = (key: string) => !key.startsWith('/414/')
  assert.deepEqual(
    [...named(43)].filter((key) => goods(key) && keys.has(key)),
    [],
  )
})

/** Every key of a document's events, which must be valid. */
const keysIn = (text: string): string[] => {
  const document = JSON.parse(text)
  const { context } = resolveContext(document['@context'])
  return document.epcisBody.eventList.flatMap((event: unknown) => {
    const parsed = parseEvent(JSON.stringify(event), context)
    assert.deepEqual(parsed.issues, [])
    assert.ok(parsed.event)
    return factsOf(parsed.event, parsed.context).keys.map(({ key }) => key)
  })
}

test('no two events share an ID, and they lie within two years', () => {
  const ids = new Set<string>()
  let months = new Set<string>()
  for (let number = 0; number < documentCount(corpus); number += 1) {
    const { text } = documentText(corpus, number)
    for (const [, id] of text.matchAll(/"eventID":"([^"]+)"/g)) ids.add(id ?? '')
    months = months.union(new Set([...text.matchAll(/"eventTime":"(\d{4}-\d\d)/g)].map(([, month]) => month ?? '')))
  }
  assert.equal(ids.size, corpus.events)
  assert.equal(months.size, 24)
})

test('none of a hundred thousand stories draws what another draws', () => {
  const drawn = new Set<string>()
  for (let story = 0; story < 100_000; story += 1) {
    const random = createRandom(1, story)
    for (let draw = 0; draw < 10; draw += 1) drawn.add(random.hex(16))
  }
  assert.equal(drawn.size, 1_000_000)
})

test('printed codes and keys are different, and what the events name', () => {
  const codes = printedCodes(corpus, 10_000, 1)
  assert.equal(new Set(codes).size, 10_000)
  assert.ok(codes.every((code) => parseDigitalLinkPath(code).ok))
  const kinds = Map.groupBy(keyQueries(corpus, 1000, 2), ({ kind }) => kind)
  assert.deepEqual([...kinds.keys()].sort(), ['class', 'hub', 'item'])
})

test('generated events never come among those of a system', () => {
  const keep = (folder: string, dataDir?: string) =>
    readOptions(['--keep', folder], dataDir === undefined ? {} : { DATA_DIR: dataDir }).keep
  for (const folder of ['data', 'data/bench', '.']) assert.throws(() => keep(folder), /apart from the data folder/)
  assert.throws(() => keep('/srv/nguon/data/x', '/srv/nguon/data'), /apart/)
  assert.equal(keep('/srv/nguon/data-bench', '/srv/nguon/data'), resolve('/srv/nguon/data-bench'))
  assert.equal(keep(join('..', 'generated')), resolve('..', 'generated'))
})

test('a figure that does not exist is refused by name', () => {
  assert.throws(() => readOptions(['--only', 'speed'], {}), /no figure "speed"/)
  assert.deepEqual(readOptions(['--only', 'scan', '--only', 'capture'], {}).only, ['scan', 'capture'])
})

test('the load is cut at each tenth, and at every size at which growth is read off', () => {
  assert.deepEqual(
    sliceEnds(1_000_000),
    [100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 900_000, 1_000_000],
  )
  assert.deepEqual(growthSizes(10_000_000), [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000])
  assert.deepEqual(sliceEnds(10_000_000).slice(0, 4), [100_000, 300_000, 1_000_000, 2_000_000])
  assert.deepEqual(sliceEnds(700), [500, 700])
})

test('a load that was cut short goes on in the slice where it was', () => {
  assert.deepEqual(slicesToDo(5000, 3), [
    { from: 1500, to: 2000 },
    { from: 2000, to: 2500 },
    { from: 2500, to: 3000 },
    { from: 3000, to: 3500 },
    { from: 3500, to: 4000 },
    { from: 4000, to: 4500 },
    { from: 4500, to: 5000 },
  ])
  assert.deepEqual(slicesToDo(5000, 10), [])
})

test('the rate of a load is that of all its slices together, however long each took', () => {
  const slices = [
    { from: 0, to: 1000, seconds: 1, perSecond: 1000 },
    { from: 1000, to: 2000, seconds: 3, perSecond: 333 },
  ]
  assert.deepEqual(rateOf(slices), { perSecond: 500, slowest: 333, last: 333 })
})

test('further documents are new, and of the time in which the load has ended', () => {
  const last = documentCount(corpus)
  const inLoad = new Set(Array.from({ length: last }, (_, number) => documentText(corpus, number).eventIDs).flat())
  const further = Array.from({ length: 20 }, (_, index) => documentText(corpus, last + index))
  const ids = further.flatMap(({ eventIDs }) => eventIDs)
  assert.equal(new Set(ids).size, 20 * eventsOfDocument)
  assert.ok(ids.every((id) => !inLoad.has(id)))
  const months = further.flatMap(({ text }) =>
    [...text.matchAll(/"eventTime":"(\d{4}-\d\d)/g)].map(([, month]) => month),
  )
  const late = months.filter((month) => (month ?? '') < '2026-05').length
  assert.ok(late / months.length < 0.05, `${late} of ${months.length} are earlier`)
})

test('the floor has half as many events as the load, and 500,000 at the most', () => {
  assert.deepEqual([500, 20_000, 1_000_000, 10_000_000].map(floorDocuments), [1, 20, 1000, 1000])
})

test('a run for which there is no room is refused before it begins', () => {
  const gigabytes = (events: number, done = 0) => Math.round(bytesNeeded(events, done) / 1e9)
  assert.ok(gigabytes(10_000_000) < 66 && gigabytes(10_000_000) > 54)
  assert.ok(gigabytes(10_000_000, 20_000) < 24)
  assert.throws(
    () => refuseWithoutRoom('data-bench', 5e9, 4e9),
    /needs about 5\.0 GB in data-bench, and 4\.0 GB are free/,
  )
})

test('latencies are told as they were: the 95th of a hundred', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  assert.deepEqual(latenciesOf(hundred), { count: 100, p50: 50, p95: 95, p99: 99, max: 100 })
})

test('a walk must find what was there, once, and of later documents all or nothing', () => {
  const expected = {
    before: new Set(['a', 'b']),
    certain: [['c', 'd']],
    possible: [
      ['c', 'd'],
      ['e', 'f'],
    ],
  }
  const good = { missing: 0, repeated: 0, foreign: 0, inPart: 0 }
  const walks: [string, Partial<typeof good>][] = [
    ['abcd', {}],
    ['abcdef', {}],
    ['acdef', { missing: 1 }],
    ['abab', { missing: 2, repeated: 2 }],
    ['abcde', { inPart: 1 }],
    ['abcdx', { foreign: 1 }],
  ]
  for (const [found, faults] of walks) assert.deepEqual(judgeWalk([...found], expected), { ...good, ...faults }, found)
})

test('a delivery counts from the recordTime to its first arrival, and what did not come is missing', () => {
  const recordTime = '2026-07-01T00:00:00.250Z'
  const at = Date.parse(recordTime)
  const { latencies, missing, repeated } = judgeDeliveries(
    [
      { at: at + 100, events: [{ eventID: 'a', recordTime }] },
      {
        at: at + 900,
        events: [
          { eventID: 'a', recordTime },
          { eventID: 'b', recordTime },
        ],
      },
    ],
    ['a', 'b', 'c'],
  )
  assert.deepEqual([latencies.p50, latencies.max, missing, repeated], [100, 900, 1, 1])
})

const use = { microseconds: { server: 120.4, database: 110, client: 11 }, shares: {}, others: 0.02 }
const grown = {
  slices: [
    { from: 0, to: 100_000, seconds: 20, perSecond: 5000, walBytesOfEvent: 4200, use },
    { from: 100_000, to: 200_000, seconds: 25, perSecond: 4000, walBytesOfEvent: 4300 },
  ],
  growth: [
    { events: 100_000, bytesOfEvent: 4150, keyP95: 3.1, compoundP95: 9 },
    { events: 200_000, bytesOfEvent: 4170, keyP95: 3.3, compoundP95: 12 },
  ],
}

test('growth is told by what ends at each size; what the system did not tell stays empty', () => {
  assert.deepEqual(growthTable(grown).split('\n').slice(2), [
    '| 100,000 | 5,000 | 120 | 110 | 2 % | 4,200 | 4,150 | 3.1 | 9 |',
    '| 200,000 | 4,000 |  |  |  | 4,300 | 4,170 | 3.3 | 12 |',
  ])
})

test('the plot is one drawing with every point in it, and its words as text', () => {
  const svg = plotSvg(growthPanels(grown))
  assert.equal(svg.match(/<circle /g)?.length, 2 + 3 + 4)
  assert.equal(svg.match(/<polyline /g)?.length, 1 + 3 + 2)
  assert.ok(svg.includes('>100 k<') && svg.includes('>200 k<') && svg.startsWith('<svg ') && !svg.includes('NaN'))
  assert.deepEqual([0.3, 1, 3, 60, 1200].map(niceStep), [0.5, 1, 5, 100, 2000])
})

test('a page keeps its own words around what a run writes into it', () => {
  const page = 'before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n'
  assert.equal(replaceBlock(page, 'figures', 'new'), 'before\n<!-- figures -->\n\nnew\n\n<!-- /figures -->\nafter\n')
  assert.throws(() => replaceBlock(page, 'growth', 'new'), /no place for "growth"/)
})
