import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sharesOf } from '../quantity/shares.ts'
import { type Happening, hashOf, make, pack, readerOf, say, unpack } from './history.ts'
import { apart } from './twins.ts'
import { type WalkOptions, walk } from './walk.ts'
import type { WalkReader } from './walk-reader.ts'

const options: WalkOptions = {
  directions: ['back', 'forward'],
  from: null,
  to: null,
  items: 10_000,
  depth: 100,
  sightings: true,
}

const bags = Array.from({ length: 30 }, (_, index) => `bag${index}`)
const twoCases = [
  make(1, ['flour'], bags),
  pack(2, 'case1', ...bags.slice(0, 20)),
  pack(2, 'case2', ...bags.slice(20)),
  say(3, 'seen', 'bag7'),
  pack(4, 'pallet', 'case1', 'case2'),
]

test('bags of which the very same is told are one, which stands for them', async () => {
  const asked: WalkOptions = { ...options, directions: ['back'], together: true }
  const { nodes } = await walk(readerOf(twoCases), { key: hashOf('pallet') }, asked)
  const groups = nodes.map(({ key, twins = [] }) => [key, ...twins.map((twin) => twin.key)])
  const sizes = groups.map(({ length }) => length).sort((a, b) => b - a)
  assert.deepEqual(
    sizes.slice(0, 3),
    [19, 10, 1],
    'the first case but for the bag that was seen alone, the second, all else',
  )
  const told = groups.flat().filter((key) => bags.map(hashOf).includes(key))
  assert.deepEqual(told.sort(), bags.map(hashOf).sort())
})

test('a limit between twins cuts where it cuts things that have none', async () => {
  for (const items of [5, 10, 25]) {
    const asked: WalkOptions = { ...options, directions: ['back'], items }
    const { nodes, ends } = await walk(readerOf(twoCases), { key: hashOf('pallet') }, asked)
    assert.equal(nodes.length, 1 + items)
    assert.ok(ends.some(({ reason, resume }) => reason === 'limit' && resume !== undefined))
  }
})

const thing = fc.constantFrom(...bags.slice(0, 6), 'box', 'flour:', 'rice:3')
const things = fc.uniqueArray(thing, { minLength: 1, maxLength: 6, selector: (told) => told.split(':')[0] })
const crowd = fc.constantFrom(bags.slice(0, 3), bags.slice(0, 6), bags.slice(3, 6))
const container = fc.constantFrom('box', 'case', 'pallet')
const at = fc.integer({ min: 1, max: 9 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc
    .tuple(fc.constantFrom(pack, pack, unpack), at, container, fc.oneof(crowd, things))
    .map(([tell, time, parent, children]) => tell(time, parent, ...children.filter((each) => each !== parent))),
  fc.tuple(at, container).map(([time, parent]) => unpack(time, parent)),
  fc.tuple(at, things, crowd, fc.constantFrom('event', 'T')).map((told) => make(...told)),
  fc.tuple(at, crowd, things, fc.constantFrom('event', 'T')).map((told) => make(...told)),
  fc
    .tuple(at, fc.constantFrom('commissioned', 'seen', 'arrived', 'departed', 'ended'), fc.oneof(crowd, things))
    .map(([time, kind, told]) => say(time, kind, ...told)),
)
const histories = fc.array(happening, { minLength: 1, maxLength: 10 })
const starts = fc.constantFrom('bag0', 'bag4', 'box', 'pallet', 'flour')

/** Which of two events of one instant the walk came by is nobody's to say. */
const sorted = (parts: readonly object[]): string[] =>
  parts
    .map((part) =>
      'evidence' in part ? { ...part, evidence: textsOf(part.evidence as object[]), tie: undefined } : part,
    )
    .map((part) => JSON.stringify(part))
    .sort()
const textsOf = (parts: readonly object[]): string[] => parts.map((part) => JSON.stringify(part)).sort()

test('what goes together with its twins comes to what it comes to by itself', async () => {
  await fc.assert(
    fc.asyncProperty(histories, starts, async (history, start) => {
      const together = await walk(readerOf(history), { key: hashOf(start) }, options)
      const reader = readerOf(history)
      const single: WalkReader = {
        ...reader,
        own: async (keys) => ({ ...(await reader.own(keys)), holding: new Set(keys) }),
      }
      const alone = await walk(single, { key: hashOf(start) }, options)
      for (const part of ['nodes', 'hops', 'ends', 'sightings'] as const)
        assert.deepEqual(sorted(together[part]), sorted(alone[part]))
    }),
    { numRuns: 1000 },
  )
})

test('the shares that two of each tell are those of all of them', async () => {
  await fc.assert(
    fc.asyncProperty(histories, starts, async (history, start) => {
      const asked: WalkOptions = { ...options, directions: ['back'], together: true }
      const graph = await walk(readerOf(history), { key: hashOf(start) }, asked)
      const [ofTwo, ofAll] = [sharesOf(apart(graph, 1)), sharesOf(apart(graph))]
      for (const { id, twins = [] } of graph.nodes)
        for (const twin of [{ id }, ...twins]) assert.deepEqual(ofAll.get(twin.id), ofTwo.get(id))
    }),
    { numRuns: 1000 },
  )
})
