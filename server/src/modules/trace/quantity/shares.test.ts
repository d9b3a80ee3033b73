import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HopRule, Sighting, WalkGraph, WalkHop, WalkNode } from '../walk/walk-graph.ts'
import { type Share, sharesOf } from './shares.ts'

const node = (id: string, kind: WalkNode['kind'] = 'item', more: Partial<WalkNode> = {}): WalkNode => ({
  id,
  kind,
  key: id,
  direction: id === 'start' ? 'start' : 'back',
  depth: 0,
  from: null,
  to: null,
  certainty: 'contains',
  ...more,
})

const time = '2026-06-01T00:00:00.000Z'
const uids = (function* () {
  for (let number = 1; ; number += 1) yield `e${number}`
})()

/** `quantity` null: nobody told. */
const hop = (
  from: string,
  to: string,
  quantity: number | null,
  uom: string | null = 'KGM',
  rule?: HopRule,
): WalkHop => ({
  from,
  to,
  rule: rule ?? (to.startsWith('T') ? 'consumed' : 'produced'),
  evidence: [{ eventUid: uids.next().value, eventTime: time, quantity, uom }],
  interval: { from: time, to: time },
  basis: 'stated',
  certainty: 'contains',
})

type Walked = WalkGraph & { sightings: Sighting[] }

const graphOf = (hops: WalkHop[], ends: WalkGraph['ends'] = []): Walked => ({
  nodes: [...new Set(hops.flatMap(({ from, to }) => [from, to]))].map((id) =>
    node(id, id.startsWith('T') ? 'process' : 'item'),
  ),
  hops,
  ends,
  sightings: [],
})

const share = (graph: Walked, id: string): [number, number] => {
  const found = sharesOf(graph).get(id)
  return [found?.least ?? Number.NaN, found?.greatest ?? Number.NaN]
}

test('what one knows of a blend', () => {
  const blend = (out: number | null, a: number | null, b: number | null, uom = 'KGM') =>
    graphOf([hop('a', 'T', a), hop('b', 'T', b, uom), hop('T', 'start', out)])
  const rows: [string, Walked, [number, number]][] = [
    ['the whole of it: just its part', blend(100, 60, 40), [0.6, 0.6]],
    ['half of it', blend(50, 60, 40), [0.2, 1]],
    ['a spoonful may be of either', blend(1, 60, 40), [0, 1]],
    ['almost all', blend(90, 60, 40), [0.555555556, 0.666666667]],
    ['in tonnes and grams', blend(100, 60, 40_000, 'GRM'), [0.6, 0.6]],
    ['the other untold', blend(100, 60, null), [0, 0.6]],
    ['itself untold', blend(100, null, 40), [0.6, 1]],
    ['in litres', blend(100, 60, 40, 'LTR'), [0, 0.6]],
    ['how much came out is untold', blend(null, 60, 40), [0, 1]],
    ['a negative quantity tells nothing', blend(100, 60, -40), [0, 0.6]],
    ['nor does one beyond all measure', blend(100, 60, 1e308), [0, 0.6]],
    ['more came out than went in', blend(120, 60, 40), [0, 0.5]],
  ]
  for (const [what, graph, expected] of rows) assert.deepEqual(share(graph, 'a'), expected, what)
})

test('the only source is all of it, however little is told', () => {
  assert.deepEqual(share(graphOf([hop('a', 'T', null), hop('T', 'start', null)]), 'a'), [1, 1])
})

test('counts of what went into a process do not count what came out of it', () => {
  const carcasses = graphOf([hop('a', 'T', 1, null), hop('b', 'T', 1, null), hop('T', 'start', 2, null)])
  assert.deepEqual(share(carcasses, 'a'), [0, 1], 'both cuts may be of one carcass')
})

test('a lot brought together from two processes', () => {
  const graph = graphOf([hop('a', 'T1', 30), hop('T1', 'start', 30), hop('b', 'T2', 70), hop('T2', 'start', 70)])
  assert.deepEqual(
    [share(graph, 'a'), share(graph, 'b'), share(graph, 'T2')],
    [
      [0.3, 0.3],
      [0.7, 0.7],
      [0.7, 0.7],
    ],
  )
})

test('over several ways it adds up', () => {
  const graph = graphOf([
    ...[hop('a', 'T1', 30), hop('b', 'T1', 20), hop('T1', 'x', 50), hop('x', 'T', 50)],
    ...[hop('a', 'T2', 30), hop('c', 'T2', 20), hop('T2', 'y', 50), hop('y', 'T', 50)],
    hop('T', 'start', 90),
  ])
  assert.deepEqual(share(graph, 'a'), [0.555555556, 0.666666667])
  assert.deepEqual(share(graph, 'b'), [0.111111111, 0.222222222], 'ten of its twenty at most stayed behind')
})

const sighting = (node: string, what: Sighting['what'], quantity: number | null, eventUid: string): Sighting => ({
  ...{ node, what, quantity, eventUid },
  ...{ place: null, eventTime: time, uom: 'KGM' },
})

test('what arrived once came once, from whichever place', () => {
  const arrival = hop('q1', 'start', 40, 'KGM', 'moved')
  const graph = graphOf([hop('T', 'start', 60), arrival, { ...arrival, from: 'q2' }])
  const [{ eventUid } = { eventUid: '' }] = arrival.evidence
  const arrived = { ...graph, sightings: [sighting('start', 'arrived', 40, eventUid)] }
  assert.deepEqual(
    [share(arrived, 'T'), share(arrived, 'q1')],
    [
      [0.6, 0.6],
      [0, 0.4],
    ],
  )
  assert.deepEqual(
    [share(graph, 'T'), share(graph, 'q1')],
    [
      [0, 1],
      [0, 1],
    ],
    'what was seen of it is not all of it',
  )
})

test('a part of a lot that was made at its place came from nowhere else', () => {
  const graph = graphOf([hop('a', 'T', 30), hop('T', 'start', 30)])
  graph.nodes = graph.nodes.map((each) => (each.id === 'start' ? { ...each, location: 'farm' } : each))
  const born = { ...graph, sightings: [sighting('start', 'commissioned', 70, 'birth')] }
  assert.deepEqual(
    [share(graph, 'a'), share(born, 'a')],
    [
      [1, 1],
      [0.3, 0.3],
    ],
  )
})

test('an instance comes from the process that made it, whichever lot it is called one of', () => {
  const graph = graphOf([hop('a', 'T', 30), hop('T', 'start', null), hop('lot', 'start', null, null, 'of-lot')])
  assert.deepEqual(share(graph, 'a'), [1, 1])
  assert.deepEqual(share(graphOf([hop('lot', 'start', null, null, 'of-lot')]), 'lot'), [1, 1])
})

test('where the walk stopped, anything may have come in', () => {
  const hops = [hop('a', 'T', 60), hop('T', 'x', 100), hop('x', 'T9', 100), hop('T9', 'start', 100)]
  assert.deepEqual(share(graphOf(hops), 'a'), [0, 0.6], 'more came out than is told to have gone in')
  const whole = graphOf([hop('a', 'T', 60), hop('b', 'T', 40), hop('T', 'start', 100)])
  const stopped = { ...whole, ends: [{ node: 'T', direction: 'back' as const, reason: 'limit' as const, since: null }] }
  assert.deepEqual(
    [share(whole, 'a'), share(stopped, 'a')],
    [
      [0.6, 0.6],
      [0, 0.6],
    ],
  )
})

test('a circle of rework tells no more than it can', () => {
  const graph = graphOf([
    ...[hop('a', 'T1', 100), hop('T1', 'x', 100), hop('x', 'T2', 20), hop('b', 'T2', 5), hop('T2', 'x', 25)],
    ...[hop('x', 'T3', 50), hop('T3', 'start', 50)],
  ])
  assert.deepEqual(
    [share(graph, 'a'), share(graph, 'b')],
    [
      [0.9, 1],
      [0, 0.1],
    ],
  )
})

test('what the start rode in, and what it became, is no part of it', () => {
  const graph = graphOf([hop('a', 'T', 10), hop('T', 'start', 10)])
  graph.nodes.push(node('pallet', 'container'), node('later', 'item', { direction: 'forward' }))
  graph.hops.push(hop('start', 'pallet', null, null, 'packed'), hop('start', 'later', 10))
  assert.deepEqual([...sharesOf(graph).keys()].sort(), ['T', 'a'])
})

/** `inner[i][k]`: how much of origin k went into blend i, of which `outer[i]` went into the last one; `portion` came out of it. */
type Blends = { inner: number[][]; outer: number[]; portion: number }

const total = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

const blends: fc.Arbitrary<Blends> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([many, origins]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: origins, maxLength: origins }), {
      minLength: many,
      maxLength: many,
    }),
  )
  .filter((inner) => inner.every((row) => total(row) > 0))
  .chain((inner) =>
    fc.tuple(fc.constant(inner), fc.tuple(...inner.map((row) => fc.integer({ min: 1, max: Math.min(4, total(row)) })))),
  )
  .chain(([inner, outer]) =>
    fc.record({
      inner: fc.constant(inner),
      outer: fc.constant(outer),
      portion: fc.integer({ min: 1, max: total(outer) }),
    }),
  )

const graphOfBlends = ({ inner, outer, portion }: Blends, scale = 1, uom = 'KGM'): Walked =>
  graphOf([
    ...inner.flatMap((row, i) => [
      ...row.flatMap((quantity, k) => (quantity === 0 ? [] : [hop(`o${k}`, `T${i}`, quantity * scale, uom)])),
      hop(`T${i}`, `x${i}`, (outer[i] ?? 0) * scale, uom),
      hop(`x${i}`, 'Tlast', (outer[i] ?? 0) * scale, uom),
    ]),
    hop('Tlast', 'start', portion * scale, uom),
  ])

/** Every way to take a portion out of amounts. */
function* portions(amounts: readonly number[], portion: number): Generator<number[]> {
  const [first, ...rest] = amounts
  if (first === undefined) {
    if (portion === 0) yield []
    return
  }
  for (let taken = 0; taken <= Math.min(first, portion); taken += 1)
    for (const others of portions(rest, portion - taken)) yield [taken, ...others]
}

/** Shares of each origin, by trying out every way in which the blends can have gone. */
const byTrial = ({ inner, outer, portion }: Blends): Share[] => {
  const origins = inner[0]?.length ?? 0
  const found = Array.from({ length: origins }, () => ({ least: 1, greatest: 0 }))
  const tried = new Set<string>()
  const goOn = (blend: number, held: number[]): void => {
    const state = `${blend} ${held}`
    if (tried.has(state)) return
    tried.add(state)
    const row = inner[blend]
    if (row !== undefined) {
      for (const taken of portions(row, outer[blend] ?? 0))
        goOn(
          blend + 1,
          held.map((each, k) => each + (taken[k] ?? 0)),
        )
      return
    }
    for (const taken of portions(held, portion))
      for (const [k, bounds] of found.entries()) {
        bounds.least = Math.min(bounds.least, (taken[k] ?? 0) / portion)
        bounds.greatest = Math.max(bounds.greatest, (taken[k] ?? 0) / portion)
      }
  }
  goOn(0, new Array(origins).fill(0))
  return found
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-8

test('of two levels of blending the bounds are what trying every way out finds', () => {
  fc.assert(
    fc.property(blends, (made) => {
      const shares = sharesOf(graphOfBlends(made))
      for (const [k, expected] of byTrial(made).entries()) {
        const found = shares.get(`o${k}`)
        if (found === undefined) assert.ok(made.inner.every((row) => row[k] === 0))
        else
          assert.ok(
            near(found.least, expected.least) && near(found.greatest, expected.greatest),
            `o${k} is ${JSON.stringify(found)}, and not ${JSON.stringify(expected)}`,
          )
      }
    }),
    { numRuns: 300 },
  )
})

const originsOf = (shares: Map<string, Share>): Share[] =>
  [...shares].filter(([id]) => id.startsWith('o')).map(([, found]) => found)

test('all origins together can be the whole, whatever is told', () => {
  const holes = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(blends, holes, (made, untold) => {
      const graph = graphOfBlends(made)
      graph.hops.forEach(({ evidence }, index) => {
        if (untold[index]) for (const each of evidence) each.quantity = null
      })
      const shares = originsOf(sharesOf(graph))
      assert.ok(total(shares.map(({ least }) => least)) <= 1 + 1e-8)
      assert.ok(total(shares.map(({ greatest }) => greatest)) >= 1 - 1e-8)
      for (const { least, greatest } of shares) assert.ok(0 <= least && least <= greatest && greatest <= 1)
    }),
  )
})

test('an untold quantity never narrows a share', () => {
  fc.assert(
    fc.property(blends, fc.nat(39), (made, which) => {
      const graph = graphOfBlends(made)
      const told = sharesOf(graph)
      for (const each of graph.hops[which % graph.hops.length]?.evidence ?? []) each.quantity = null
      for (const [id, { least, greatest }] of sharesOf(graph)) {
        const before = told.get(id) ?? { least: 1, greatest: 0 }
        assert.ok(least <= before.least + 1e-8 && greatest >= before.greatest - 1e-8, id)
      }
    }),
  )
})

test('in another measure, or ten times as much, the shares are the same', () => {
  fc.assert(
    fc.property(blends, fc.constantFrom(10, 0.1, 1 / 3), (made, scale) => {
      const shares = sharesOf(graphOfBlends(made))
      for (const other of [sharesOf(graphOfBlends(made, scale)), sharesOf(graphOfBlends(made, 1, 'LBR'))])
        for (const [id, { least, greatest }] of shares) {
          const found = other.get(id)
          assert.ok(found && near(found.least, least) && near(found.greatest, greatest), id)
        }
    }),
  )
})

test('of a braid of thousands of nodes it ends, and says less rather than wrong', () => {
  const width = 30
  const hops = Array.from({ length: 12 }, (_, level) =>
    Array.from({ length: width * width }, (_, pair) => {
      const [from, to] = [Math.floor(pair / width), pair % width]
      return hop(`n${level + 1}.${from}`, level === 0 ? 'start' : `n${level}.${to}`, 1)
    }),
  ).flat()
  const shares = sharesOf(graphOf(hops))
  assert.equal(shares.size, 12 * width)
  for (const { least, greatest } of shares.values()) assert.ok(0 <= least && least <= greatest && greatest <= 1)
})
