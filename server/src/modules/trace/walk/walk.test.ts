import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  endsOf,
  fix,
  type Happening,
  hashOf,
  hopsOf,
  inPlace,
  itemsOf,
  make,
  ofLot,
  pack,
  readerOf,
  say,
  seeIn,
  unpack,
} from './history.ts'
import { type WalkOptions, walk } from './walk.ts'
import type { Direction } from './walk-graph.ts'

const everything: WalkOptions = {
  directions: ['back'],
  from: null,
  to: null,
  items: 10_000,
  depth: 100,
  sightings: false,
}

const graphOf = (start: string, direction: Direction, history: readonly Happening[], more: Partial<WalkOptions> = {}) =>
  walk(readerOf(history), { key: hashOf(start) }, { ...everything, directions: [direction], ...more })

type Story = { start: string; way: Direction; tells: Happening[]; items: string[]; hops?: string[]; ends?: string[] }

const palletTwice = [pack(1, 'pallet', 'a'), unpack(3, 'pallet'), pack(5, 'pallet', 'b'), unpack(8, 'pallet')]
const sieve = [
  inPlace('mill', make(1, ['paddy'], ['rice:100'])),
  inPlace('mill', pack(3, 'bag', 'rice:60')),
  inPlace('shop', unpack(5, 'bag', 'rice:40')),
]
const silo = [
  make(1, ['a'], ['flour:10']),
  make(3, ['flour:5'], ['bread']),
  make(5, ['b'], ['flour:10']),
  make(7, ['flour:5'], ['cake']),
  make(9, ['c'], ['flour:10']),
].map((happening) => inPlace('silo', happening))

const stories: Record<string, Story> = {
  'back: what an output was made of, and what that was made of, each not later than its use': {
    start: 'chair',
    way: 'back',
    tells: [make(10, ['log'], ['board']), make(20, ['board', 'glue'], ['chair']), make(25, ['late'], ['board'])],
    items: ['board[-20]', 'chair[-]', 'glue[-20]', 'log[-10]'],
    ends: ['glue unknown', 'log unknown'],
  },
  'back: never to the other outputs, nor to what became of an input elsewhere': {
    start: 'x',
    way: 'back',
    tells: [make(1, ['a'], ['x', 'co-output']), make(2, ['a'], ['elsewhere'])],
    items: ['a[-1]', 'x[-]'],
  },
  'forward: never back up to the other inputs': {
    start: 'a',
    way: 'forward',
    tells: [make(1, ['a', 'co-input'], ['x'])],
    items: ['a[-]', 'x[1-]'],
    ends: ['x open'],
  },
  'back: a container counts only while it held the item': {
    start: 'box',
    way: 'back',
    tells: [pack(5, 'pallet', 'box'), unpack(9, 'pallet', 'box')],
    items: ['box[-]', '~pallet[5-9]'],
    hops: ['box packed ~pallet 5-9'],
  },
  'back: a pallet that goes round again does not leak its first trip into its second': {
    start: 'b',
    way: 'back',
    tells: palletTwice,
    items: ['b[-]', '~pallet[5-8]'],
  },
  'back: what a container held is told once, though what lay in it tells of it too': {
    start: 'pallet',
    way: 'back',
    tells: palletTwice,
    items: ['b[-8]', 'pallet[-]'],
    hops: ['b packed pallet 5-8'],
  },
  'forward: nor its second into its first': {
    start: 'a',
    way: 'forward',
    tells: palletTwice,
    items: ['a[-]', '~pallet[1-3]'],
  },
  'back: what a pallet did between two rides of one item belongs to neither': {
    start: 'a',
    way: 'back',
    tells: [pack(1, 'pallet', 'a'), unpack(3, 'pallet'), pack(6, 'pallet', 'a'), unpack(8, 'pallet', 'a')],
    items: ['a[-]', '~pallet[1-3]', '~pallet[6-8]'],
  },
  'back: up to the parent, never down to siblings': {
    start: 'a',
    way: 'back',
    tells: [pack(1, 'pallet', 'a', 'sibling')],
    items: ['a[-]', '~pallet[1-]'],
  },
  'back: of nested containers the times intersect along the chain': {
    start: 'egg',
    way: 'back',
    tells: [pack(1, 'case', 'egg'), pack(3, 'pallet', 'case'), unpack(7, 'pallet', 'case'), unpack(5, 'case', 'egg')],
    items: ['egg[-]', '~case[1-5]', '~pallet[3-5]'],
  },
  'back: packed again what is inside already changes nothing': {
    start: 'a',
    way: 'back',
    tells: [pack(1, 'box', 'a'), pack(4, 'box', 'a'), unpack(6, 'box', 'a')],
    items: ['a[-]', '~box[1-6]'],
  },
  'back: packed elsewhere, it had left its container, though nobody unpacked it': {
    start: 'a',
    way: 'back',
    tells: [pack(1, 'first', 'a'), pack(4, 'second', 'a')],
    items: ['a[-]', '~first[1-4]', '~second[4-]'],
    hops: ['a packed ~first 1-4 inferred', 'a packed ~second 4-'],
  },
  'back: seen alone elsewhere, it had left its container': {
    start: 'a',
    way: 'back',
    tells: [inPlace('farm', pack(1, 'box', 'a')), inPlace('shop', say(4, 'seen', 'a'))],
    items: ['a[-]', '~box[1-4]'],
    hops: ['a packed ~box 1-4 inferred'],
  },
  'back: seen where its container is, it is still inside': {
    start: 'a',
    way: 'back',
    tells: [
      inPlace('farm', pack(1, 'box', 'a')),
      inPlace('shop', say(3, 'arrived', 'box')),
      inPlace('shop', say(4, 'seen', 'a')),
    ],
    items: ['a[-]', '~box[1-]'],
  },
  'back: packed at two places at one instant, its container may be at either': {
    start: 'a',
    way: 'back',
    tells: [
      inPlace('farm', pack(1, 'box', 'a')),
      inPlace('shop', pack(1, 'box', 'a')),
      inPlace('shop', say(4, 'seen', 'a')),
    ],
    items: ['a[-]', '~box[1-]'],
  },
  'back: packed anew where it is seen, it is still inside': {
    start: 'a',
    way: 'back',
    tells: [
      inPlace('farm', pack(1, 'box', 'a')),
      inPlace('shop', pack(3, 'box', 'a')),
      inPlace('shop', say(4, 'seen', 'a')),
    ],
    items: ['a[-]', '~box[1-]'],
  },
  'back: seen elsewhere, but unpacked later in so many words: what is stated holds': {
    start: 'a',
    way: 'back',
    tells: [inPlace('farm', pack(1, 'box', 'a')), inPlace('shop', say(4, 'seen', 'a')), unpack(6, 'box', 'a')],
    items: ['a[-]', '~box[1-6]'],
  },
  'back: unpacked but never packed, it was inside since it was last heard of': {
    start: 'a',
    way: 'back',
    tells: [say(2, 'seen', 'a'), unpack(6, 'box', 'a')],
    items: ['a[-]', '~box[2-6]'],
    hops: ['a packed ~box 2-6 inferred'],
  },
  'back: an observation states containment for its instant alone': {
    start: 'a',
    way: 'back',
    tells: [seeIn(4, 'pallet', 'a')],
    items: ['a[-]', '~pallet[4-4]'],
  },
  'back: packed and unpacked in one second is told as a tie': {
    start: 'a',
    way: 'back',
    tells: [pack(4, 'box', 'a'), unpack(4, 'box', 'a')],
    items: ['a[-]', '~box[4-4]'],
    hops: ['a packed ~box 4 tie'],
  },
  'back: a scanned pallet tells of its last round alone': {
    start: 'pallet',
    way: 'back',
    tells: [pack(1, 'pallet', 'a'), unpack(3, 'pallet'), pack(5, 'pallet', 'b'), pack(6, 'pallet', 'c')],
    items: ['b[-]', 'c[-]', 'pallet[-]'],
  },
  'back: what lay in an input went in with it': {
    start: 'meal',
    way: 'back',
    tells: [
      pack(1, 'crate', 'fish'),
      pack(2, 'crate', 'stone'),
      unpack(3, 'crate', 'stone'),
      make(5, ['crate'], ['meal']),
    ],
    items: ['crate[-5]', 'fish[-5]', 'meal[-]'],
  },
  'forward: what lay in an input came out of it': {
    start: 'fish',
    way: 'forward',
    tells: [pack(1, 'crate', 'fish'), make(5, ['crate'], ['meal'])],
    items: ['fish[-]', 'meal[5-]', '~crate[1-]'],
    ends: ['meal open'],
  },
  'forward: what was unpacked before has no part in it': {
    start: 'stone',
    way: 'forward',
    tells: [
      pack(1, 'crate', 'stone'),
      unpack(3, 'crate', 'stone'),
      make(5, ['crate'], ['meal']),
      say(6, 'ended', 'stone'),
    ],
    items: ['stone[-]', '~crate[1-3]'],
    ends: [],
  },
  'forward: from a container to what it holds, and where that went': {
    start: 'pallet',
    way: 'forward',
    tells: [pack(1, 'pallet', 'box'), unpack(3, 'pallet', 'box'), make(6, ['box'], ['gift'])],
    items: ['box[1-]', 'gift[6-]', 'pallet[-]'],
  },
  'back: rework, an item that is input and output of its own process, ends': {
    start: 'lot',
    way: 'back',
    tells: [make(1, ['raw'], ['lot']), make(5, ['lot'], ['lot'])],
    items: ['lot[-]', 'raw[-1]'],
  },
  'back: events of one transformationID are one process: an output stems from inputs not later than itself': {
    start: 'out',
    way: 'back',
    tells: [make(1, ['early'], [], 'T'), make(5, [], ['out'], 'T'), make(9, ['late'], [], 'T')],
    items: ['early[-1]', 'out[-]'],
  },
  'back: a second, looser visit of one item is not cut off by the first': {
    start: 'end',
    way: 'back',
    tells: [make(2, ['old'], ['x']), make(4, ['x'], ['y']), make(6, ['new'], ['x']), make(8, ['x', 'y'], ['end'])],
    items: ['end[-]', 'new[-6]', 'old[-2]', 'x[-8]', 'y[-8]'],
  },
  'back: an instance is of the lot that its creation names': {
    start: 'cup',
    way: 'back',
    tells: [make(1, ['clay'], ['lot:50']), ofLot(3, 'lot', 'cup')],
    items: ['clay[-1]', 'cup[-]', 'lot@nowhere[-3]'],
  },
  'forward: from a lot to what was made as one of it': {
    start: 'lot',
    way: 'forward',
    tells: [make(1, ['clay'], ['lot:50']), ofLot(3, 'lot', 'cup')],
    items: ['cup[3-]', 'lot@nowhere[-]'],
  },
  'back: what is fixed to another thing is fixed until it is taken off': {
    start: 'engine',
    way: 'back',
    tells: [fix(pack(1, 'car', 'engine')), make(2, ['engine'], []), fix(unpack(5, 'car'))],
    items: ['engine[-]', '~car[1-5]'],
    hops: ['engine associated ~car 1-5'],
  },
  'forward: sixty packed, forty taken out: twenty are still inside': {
    start: 'rice',
    way: 'forward',
    tells: sieve,
    items: ['rice@bag[-]', 'rice@mill[-]', 'rice@shop[-]', '~bag[3-]'],
    ends: ['rice@bag open', 'rice@mill open', 'rice@shop open'].map((end) =>
      end.replace('@bag', '@bag@2026-01-01 00:03:00+00'),
    ),
  },
  'forward: what is put in does not make up for what was taken out of it before': {
    start: 'rice',
    way: 'forward',
    tells: [seeIn(1, 'bag', 'rice:'), unpack(3, 'bag', 'rice:2'), pack(5, 'bag', 'rice:2')],
    items: ['rice@bag[-]', 'rice@nowhere[-]', '~bag[1-]'],
  },
  'back: two sites that hold one lot are two parts of it': {
    start: 'cake',
    way: 'back',
    tells: [
      inPlace('north', make(1, ['a'], ['flour:10'])),
      inPlace('south', make(2, ['b'], ['flour:10'])),
      inPlace('south', make(5, ['flour:5'], ['cake'])),
    ],
    items: ['b[-2]', 'cake[-]', 'flour@south[-5]'],
  },
  'back: of a blend, each source may be in it': {
    start: 'cake',
    way: 'back',
    tells: silo,
    items: ['a[-1]?', 'b[-5]?', 'cake[-]', 'flour@silo[-7]'],
  },
  'forward: before the blend it is certain, after it may be': {
    start: 'a',
    way: 'forward',
    tells: silo,
    items: ['a[-]', 'bread[3-]', 'cake[7-]?', 'flour@silo[1-]'],
  },
  'back: a lot that arrived came from where it had been': {
    start: 'soup',
    way: 'back',
    tells: [
      inPlace('farm', say(1, 'commissioned', 'beans:9')),
      inPlace('kitchen', say(4, 'arrived', 'beans:9')),
      inPlace('kitchen', make(6, ['beans:9'], ['soup'])),
    ],
    items: ['beans@farm[-4]', 'beans@kitchen[-6]', 'soup[-]'],
    hops: ['beans@farm moved beans@kitchen 4 inferred', 'beans@kitchen consumed process 6', 'process produced soup 6'],
    ends: [],
  },
}

test('both ways: what the way back and the way forward find between parts of one start is told once', async () => {
  const tells = [
    inPlace('mill', say(1, 'commissioned', 'rice:80')),
    inPlace('mill', pack(3, 'bag', 'rice:50')),
    inPlace('shop', unpack(5, 'bag', 'rice:50')),
    inPlace('shop', pack(7, 'bag', 'jar')),
  ]
  for (const start of ['rice', 'bag']) {
    const { hops } = await graphOf(start, 'back', tells, { directions: ['back', 'forward'] })
    const told = hops.map(({ from, to, rule, interval }) => `${from} ${rule} ${to} ${interval.from} ${interval.to}`)
    assert.deepEqual(told, [...new Set(told)], start)
  }
})

for (const [name, { start, way, tells, items, hops, ends }] of Object.entries(stories)) {
  test(name, async () => {
    const graph = await graphOf(start, way, tells)
    assert.deepEqual(itemsOf(graph), [...items].sort())
    if (hops !== undefined) assert.deepEqual(hopsOf(graph), [...hops].sort())
    if (ends !== undefined) assert.deepEqual(endsOf(graph), [...ends].sort())
  })
}

test('back within a time: what had left a box before is none of its contents, though the box came out only then', async () => {
  const history = [pack(1, 'crate', 'box'), pack(2, 'box', 'd'), unpack(5, 'box', 'd'), unpack(9, 'crate', 'box')]
  const { nodes } = await graphOf('crate', 'back', history, {
    from: '2026-01-01T00:09:00Z',
    to: '2026-01-01T00:27:00Z',
  })
  assert.deepEqual(nodes.map(({ key }) => key).sort(), [hashOf('crate'), hashOf('box')].sort())
})

test('back within a time: a lot by its name is none of what was taken out of its container before', async () => {
  const history = [pack(1, 'crate', 'lot:3'), unpack(2, 'crate'), ofLot(5, 'lot', 'cup')]
  const graph = await graphOf('cup', 'back', history, { from: '2026-01-01T00:05:00Z' })
  assert.deepEqual(itemsOf(graph), ['cup[5-]', 'lot@nowhere[5-5]'])
})
