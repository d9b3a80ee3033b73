import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fix, type Happening, hashOf, make, ofLot, pack, readerOf, say, seeIn, unpack } from './history.ts'
import { type WalkOptions, type WalkStart, walk } from './walk.ts'
import type { WalkGraph, WalkHop, WalkNode } from './walk-graph.ts'

// Whatever happened, and in whatever order and portions it is read, the walk is the same.

const thing = fc.constantFrom('a', 'b', 'c', 'box', 'case', 'pallet', 'flour:', 'flour:2', 'rice:3', 'rice:5')
const things = fc.uniqueArray(thing, { minLength: 1, maxLength: 3, selector: (told) => told.split(':')[0] })
const container = fc.constantFrom('box', 'case', 'pallet')
const at = fc.integer({ min: 1, max: 9 })

const happening: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(fc.constantFrom(pack, pack, unpack, seeIn), at, container, things)
        .map(([tell, ...told]) => tell(told[0], told[1], ...told[2].filter((each) => each !== told[1]))),
      fc.tuple(at, container).map(([time, parent]) => unpack(time, parent)),
      fc.tuple(at, container, things).map(([time, parent, children]) => fix(pack(time, parent, ...children))),
      fc.tuple(at, things, things, fc.constantFrom('event', 'event', 'T')).map((told) => make(...told)),
      fc
        .tuple(at, fc.constantFrom('commissioned', 'seen', 'arrived', 'departed', 'ended'), things)
        .map(([time, kind, told]) => say(time, kind, ...told)),
      at.map((time) => ofLot(time, 'flour', 'a')),
    ),
    fc.constantFrom(undefined, 'farm', 'shop'),
  )
  .map(([told, place]) => ({ ...told, ...(place && { place }) }))

const histories = fc.array(happening, { minLength: 1, maxLength: 14 })
const starts = fc.constantFrom('a', 'box', 'pallet', 'flour', 'rice')

const options: WalkOptions = {
  directions: ['back', 'forward'],
  from: null,
  to: null,
  items: 10_000,
  depth: 100,
  sightings: true,
}

const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).sort()

test('in whatever order rows are read, and in however small portions, the graph is the same', async () => {
  await fc.assert(
    fc.asyncProperty(histories, starts, async (history, start) => {
      const whole = await walk(readerOf(history), { key: hashOf(start) }, options)
      const reader = readerOf(history, 1)
      const own = async (keys: readonly string[]) => {
        const { told, holding } = await reader.own(keys)
        return { told: new Map([...told].map(([key, rows]) => [key, rows.toReversed()])), holding }
      }
      const reversed = { ...reader, own }
      const portions = await walk(reversed, { key: hashOf(start) }, options)
      for (const part of ['nodes', 'hops', 'ends', 'sightings'] as const)
        assert.deepEqual(sorted(portions[part].map(withSortedEvidence)), sorted(whole[part].map(withSortedEvidence)))
    }),
    { numRuns: 300 },
  )
})

/** Which of two events of one instant the walk came by, and so which of them is told as a tie, is nobody's to say. */
const withSortedEvidence = (part: object): object =>
  'evidence' in part ? { ...part, evidence: sorted(part.evidence as unknown[]), tie: undefined } : part

test('resuming what a limit cut, and uniting the graphs, gives what one walk without limit gives', async () => {
  await fc.assert(
    fc.asyncProperty(histories, starts, fc.integer({ min: 1, max: 3 }), async (history, start, items) => {
      const whole = await walk(readerOf(history), { key: hashOf(start) }, options)
      const united = { nodes: new Set<string>(), hops: new Set<string>() }
      const met = new Set<string>()
      const left: WalkStart[] = [{ key: hashOf(start) }]
      for (let steps = 0; left.length > 0; steps += 1) {
        assert.ok(steps < 5000, 'it comes to an end')
        const graph = await walk(readerOf(history), left.pop() as WalkStart, { ...options, items })
        for (const node of graph.nodes) united.nodes.add(nodeText(node))
        for (const hop of graph.hops) united.hops.add(hopText(graph, hop))
        for (const { resume } of graph.ends) {
          if (resume === undefined || met.has(resume)) continue
          met.add(resume)
          left.push({ resume })
        }
      }
      assert.deepEqual([...united.nodes].sort(), [...new Set(whole.nodes.map(nodeText))].sort())
      assert.deepEqual([...united.hops].sort(), [...new Set(whole.hops.map((hop) => hopText(whole, hop)))].sort())
    }),
    { numRuns: 200 },
  )
})

/** A container and an item of one key, met in two portions, are one thing. */
const nodeText = ({ key, location, direction, kind }: WalkNode): string =>
  `${direction} ${kind === 'process' ? kind : ''} ${key} ${location ?? ''}`

const hopText = ({ nodes }: WalkGraph, { from, to, rule, interval }: WalkHop): string => {
  const end = (id: string) => {
    const node = nodes.find((other) => other.id === id)
    assert.ok(node, `a hop leads to ${id}, which is not told`)
    return `${node.key} ${node.location ?? ''}`
  }
  return `${end(from)} ${end(to)} ${rule} ${interval.from} ${interval.to}`
}
