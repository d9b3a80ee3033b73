import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, attach, make, objects, pack, place, step, unpack, watch } from './events.ts'
import { standing, type Told } from './naive-statements.ts'
import { naiveFlows, naiveTrace } from './naive-trace.ts'

/** A node as `key`, `key?` where it may not be, `~container[from-to]` of what it rode in; processes are left out. */
const walk = (history: readonly Told[], start: string, direction: 'back' | 'forward', captures = 9): string => {
  const { nodes, rides } = naiveTrace(naiveFlows(standing(history, captures)), start, direction)
  const minute = (time: number) => (Number.isFinite(time) ? (time - Date.UTC(2026, 0, 1)) / 60_000 : '')
  return [
    ...[...nodes].map(([node, labels]) => `${node}${labels.some(({ certain }) => certain) ? '' : '?'}`),
    ...rides.map(({ container, from, to }) => `~${container}[${minute(from)}-${minute(to)}]`),
  ]
    .filter((name) => !name.startsWith('process:') && name !== start && !name.startsWith(`${start} `))
    .map((name) => name.replace(/ from \d+/, ''))
    .sort()
    .join(', ')
}

type Row = [says: string, history: Told[], start: string, direction: 'back' | 'forward', found: string]

const sales = [
  at(1, objects('ADD', 'egg')),
  at(2, pack('case', 'egg')),
  at(3, pack('pallet', 'case')),
  at(4, unpack('pallet')),
  at(5, unpack('case', 'egg')),
]
const trips = [at(1, pack('pallet', 'a')), at(3, unpack('pallet')), at(5, pack('pallet', 'b')), at(8, unpack('pallet'))]
const kitchen = [at(1, make(['a', 'b'], ['soup', 'stock'])), at(2, make(['a'], ['salad']))]
const depots = [
  at(1, { ...objects('ADD', 'L=10'), ...place('p') }),
  at(2, { ...objects('ADD', 'L=10'), ...place('q') }),
]

const pitfalls: Row[] = [
  [
    '1 a container counts only while it held the child',
    [at(1, pack('box', 'a')), at(3, unpack('box', 'a'))],
    'a',
    'back',
    '~box[1-3]',
  ],
  ['2 a pallet used again does not leak the first trip', trips, 'a', 'forward', '~pallet[1-3]'],
  ['2 nor the second', trips, 'b', 'back', '~pallet[5-8]'],
  ['2 a scanned pallet tells of its last trip', trips, 'pallet', 'back', 'b'],
  ['3 never down to the siblings', [at(1, pack('box', 'a', 'b'))], 'a', 'back', '~box[1-]'],
  ['4 co-inputs do not lead to each other', kitchen, 'a', 'forward', 'salad, soup, stock'],
  ['4 nor outputs', kitchen, 'soup', 'back', 'a, b'],
  ['5 told in any order', [...trips].reverse(), 'b', 'back', '~pallet[5-8]'],
  [
    '6 packed and unpacked in one instant',
    [at(1, unpack('box', 'a')), at(1, pack('box', 'a'))],
    'a',
    'back',
    '~box[1-1]',
  ],
  [
    '7 packed elsewhere, so it had left',
    [at(1, pack('box', 'a')), at(4, pack('case', 'a'))],
    'a',
    'back',
    '~box[1-4], ~case[4-]',
  ],
  [
    '7 seen alone elsewhere, so it had left',
    [at(1, { ...pack('box', 'a'), ...place('p') }), at(4, { ...step('storing', 'a'), ...place('q') })],
    'a',
    'back',
    '~box[1-4]',
  ],
  [
    '7 packed at two places at once, its box may be at either',
    [
      at(1, { ...pack('box', 'a'), ...place('p') }),
      at(1, { ...pack('box', 'a'), ...place('q') }),
      at(4, { ...step('storing', 'a'), ...place('q') }),
    ],
    'a',
    'back',
    '~box[1-]',
  ],
  [
    '7 packed anew where it is seen',
    [
      at(1, { ...pack('box', 'a'), ...place('p') }),
      at(3, { ...pack('box', 'a'), ...place('q') }),
      at(4, { ...step('storing', 'a'), ...place('q') }),
    ],
    'a',
    'back',
    '~box[1-]',
  ],
  [
    '7 unless its unpacking is told later',
    [
      at(1, { ...pack('box', 'a'), ...place('p') }),
      at(4, { ...step('storing', 'a'), ...place('q') }),
      at(6, unpack('box', 'a')),
    ],
    'a',
    'back',
    '~box[1-6]',
  ],
  [
    '7 taken out of where nobody put it',
    [at(1, objects('ADD', 'a')), at(4, unpack('box', 'a'))],
    'a',
    'back',
    '~box[1-4]',
  ],
  ['7 watched where nobody put it', [at(4, watch('box', 'a'))], 'a', 'back', '~box[4-4]'],
  ['8 emptied as a whole, and nested', sales, 'egg', 'forward', '~case[2-5], ~pallet[3-4]'],
  [
    '8 packed again while inside',
    [at(1, pack('box', 'a')), at(2, pack('box', 'a')), at(3, unpack('box', 'a'))],
    'a',
    'back',
    '~box[1-3]',
  ],
  [
    '8 a consumed pallet brings its cases',
    [...sales.slice(0, 3), at(4, make(['pallet'], ['cake']))],
    'cake',
    'back',
    'case, egg, pallet',
  ],
  [
    '8 and forward too',
    [...sales.slice(0, 3), at(4, make(['pallet'], ['cake']))],
    'egg',
    'forward',
    'cake, ~case[2-], ~pallet[3-]',
  ],
  [
    '8 what had left a box before its crate was fixed to the pallet was never on the pallet',
    [
      at(1, pack('crate', 'box')),
      at(2, pack('box', 'd')),
      at(4, unpack('box', 'd')),
      at(6, attach('pallet', 'crate')),
      at(6, unpack('crate', 'box')),
    ],
    'pallet',
    'back',
    'box, crate',
  ],
  [
    '8 attached to two things at once',
    [at(1, attach('crate', 'sensor')), at(2, attach('truck', 'sensor'))],
    'sensor',
    'forward',
    '~crate[1-], ~truck[2-]',
  ],
  [
    '9 one lot at two sites: what leaves one is not of the other',
    [...depots, at(3, { ...make(['L=5'], ['x']), ...place('p') }), at(3, { ...make(['m'], ['L=5']), ...place('q') })],
    'm',
    'forward',
    'L at q',
  ],
  [
    '9 a part of a lot goes into a box and comes out elsewhere',
    [
      at(1, { ...make(['m'], ['L=9']), ...place('p') }),
      at(2, { ...pack('box', 'L=6'), ...place('p') }),
      at(3, { ...unpack('box', 'L=6'), ...place('q') }),
      at(4, { ...make(['L=6'], ['x']), ...place('q') }),
    ],
    'x',
    'back',
    'L at p, L at q, L in box, m, ~box[2-3]',
  ],
  [
    '9 a lot of two batches may contain either',
    [
      at(1, { ...make(['a'], ['L=5']), ...place('p') }),
      at(2, { ...make(['b'], ['L=5']), ...place('p') }),
      at(3, { ...make(['L=4'], ['x']), ...place('p') }),
    ],
    'x',
    'back',
    'L at p, a?, b?',
  ],
  [
    '9 what left before the second batch came contains the first',
    [
      at(1, { ...make(['a'], ['L=5']), ...place('p') }),
      at(3, { ...make(['b'], ['L=5']), ...place('p') }),
      at(2, { ...make(['L=4'], ['x']), ...place('p') }),
    ],
    'x',
    'back',
    'L at p, a',
  ],
  [
    '9 received from where it was',
    [at(1, { ...make(['m'], ['L=5']), ...place('p') }), at(3, { ...step('receiving', 'L=5'), ...place('q') })],
    'm',
    'forward',
    'L at p, L at q',
  ],
  [
    '9 received from one of two places',
    [
      ...depots,
      at(3, { ...step('receiving', 'L=5'), ...place('r') }),
      at(4, { ...make(['L=5'], ['x']), ...place('r') }),
    ],
    'L',
    'forward',
    'x',
  ],
  [
    '10 serialised items of a lot',
    [at(1, make(['m'], ['/01/1/10/L'])), at(2, { ...objects('ADD', '/01/1/21/s'), ilmd: { 'cbvmda:lotNumber': 'L' } })],
    '/01/1/21/s',
    'back',
    '/01/1/10/L, m',
  ],
  [
    '12 rework ends, and cuts no second way',
    [
      at(1, make(['raw'], ['lot'])),
      at(2, make(['lot'], ['x'])),
      at(3, make(['x'], ['lot'])),
      at(4, make(['lot'], ['y'])),
    ],
    'y',
    'back',
    'lot, raw, x',
  ],
  [
    '12 what came later is no origin',
    [at(1, make(['lot'], ['x'])), at(2, make(['late'], ['lot']))],
    'x',
    'back',
    'lot',
  ],
  [
    'process told in parts: an input after the output is none of it',
    [at(1, make(['a'], ['x'], 'T')), at(2, make(['b'], ['y'], 'T'))],
    'x',
    'back',
    'a',
  ],
  [
    'process told in parts: all before are',
    [at(1, make(['a'], ['x'], 'T')), at(2, make(['b'], ['y'], 'T'))],
    'y',
    'back',
    'a, b',
  ],
]

for (const [says, history, start, direction, found] of pitfalls)
  test(says, () => assert.equal(walk(history, start, direction), found))

test('14 what was declared wrong is gone from then on, and stands before', () => {
  const told = at(1, make(['a'], ['x']))
  const wrong = {
    ...told,
    capture: 2,
    event: { ...told.event, errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z' } },
  }
  assert.equal(walk([told, wrong], 'x', 'back', 1), 'a')
  assert.equal(walk([told, wrong], 'x', 'back', 2), '')
})

test('a process is of the party that tells of it', () => {
  const history = [at(1, make(['a'], ['x'], 'T')), at(1, make(['b'], ['y'], 'T'), { party: 'other' })]
  assert.equal(walk(history, 'x', 'back'), 'a')
})

test('the ends: what nothing leads to, and what may still be there', () => {
  const flows = naiveFlows([at(1, make(['a'], ['x', 'y'])), at(2, step('retail_selling', 'y')), at(3, make(['x'], []))])
  assert.deepEqual(naiveTrace(flows, 'x', 'back').unknown, ['a'])
  const forward = naiveTrace(flows, 'a', 'forward')
  assert.deepEqual([forward.unknown.length, forward.open], [1, []])
  assert.deepEqual(
    naiveTrace(naiveFlows([at(1, make(['a'], ['x', 'y'])), at(2, step('retail_selling', 'y'))]), 'a', 'forward').open,
    ['x'],
  )
})

test('the ends: what is sold and received again is there again, and what comes after the bound has not come yet', () => {
  const flows = naiveFlows([
    at(1, objects('ADD', 'a')),
    at(3, step('retail_selling', 'a')),
    at(5, step('receiving', 'a')),
    at(7, make(['a'], [])),
  ])
  const openBy = (minute: number) => naiveTrace(flows, 'a', 'forward', { to: Date.UTC(2026, 0, 1, 0, minute) }).open
  assert.deepEqual([2, 4, 6, 8].map(openBy), [['a'], [], ['a'], []])
})

test('within bounds a lot by its name is none of what was taken out of its container before', () => {
  const history = [
    at(1, { ...pack('crate'), childQuantityList: [{ epcClass: '/01/1/10/L' }] }),
    at(2, unpack('crate')),
    at(5, { ...objects('ADD', '/01/1/21/s'), ilmd: { 'cbvmda:lotNumber': 'L' } }),
  ]
  const flows = naiveFlows(history)
  const from = Date.UTC(2026, 0, 1, 0, 5)
  assert.deepEqual(
    [...naiveTrace(flows, '/01/1/21/s', 'back', { from }).nodes.keys()],
    ['/01/1/21/s', '/01/1/10/L at nowhere'],
  )
})
