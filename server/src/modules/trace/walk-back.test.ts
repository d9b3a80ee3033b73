import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link } from '@nguon/epcis'
import { type Assertion, kinds, toAssertions } from './assertion.ts'
import { walkBack } from './walk-back.ts'

/** A history as a person tells it: at a minute, something happens. */
type Happening = { at: number; links: Link[] }

const time = (at: number): string => `2026-01-01 00:${String(at).padStart(2, '0')}:00+00`
const pack = (at: number, parent: string, ...children: string[]): Happening => contains(at, 'ADD', parent, children)
const unpack = (at: number, parent: string, ...children: string[]): Happening =>
  contains(at, 'DELETE', parent, children)
const see = (at: number, parent: string, ...children: string[]): Happening => contains(at, 'OBSERVE', parent, children)
const contains = (at: number, action: Link['action'], parent: string, children: string[]): Happening => ({
  at,
  links: (children.length > 0 ? children : ['']).map((child) => ({ kind: 'contains', a: parent, b: child, action })),
})
const make = (at: number, inputs: string[], outputs: string[], process = 'event'): Happening => ({
  at,
  links: [
    ...inputs.map((b): Link => ({ kind: 'input', a: process, b })),
    ...outputs.map((b): Link => ({ kind: 'output', a: process, b })),
  ],
})

const backward: number[] = [kinds.contains, kinds.containedIn, kinds.outputOf, kinds.hasInput, kinds.emptied]

/** The spans of a walk from an item, as `key[from-to]`, `~` before a container that the item rode in. */
const walk = async (start: string, ...history: Happening[]): Promise<string[]> => {
  const rows = history.flatMap(({ at, links }, index) =>
    toAssertions(
      links,
      {
        uid: `e${index}`,
        time: time(at),
        captureNumber: index,
        association: false,
        declaredBy: 'party',
        place: undefined,
      },
      (key) => key,
    ),
  )
  const read = async (keys: string[]): Promise<Assertion[]> =>
    rows
      .filter((row) => keys.includes(row.key) && backward.includes(row.kind))
      .sort((a, b) =>
        a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : (a.action ?? 0) - (b.action ?? 0),
      )
  const minute = (text: string | null) => (text === null ? '' : Number(text.slice(14, 16)))
  const { spans } = await walkBack(start, read)
  return spans
    .map(({ key, from, to, inherited }) => `${inherited ? '~' : ''}${key}[${minute(from)}-${minute(to)}]`)
    .sort()
}

test('what an output was made of, and what that was made of, each not later than its use', async () => {
  const story = [make(10, ['log'], ['board']), make(20, ['board', 'glue'], ['chair'])]
  assert.deepEqual(await walk('chair', ...story), ['board[-20]', 'chair[-]', 'glue[-20]', 'log[-10]'])
})

test('a container counts only while it held the item', async () => {
  assert.deepEqual(
    await walk('box', pack(5, 'pallet', 'box'), unpack(9, 'pallet', 'box')),
    ['box[-]', '~pallet[5-9]'].sort(),
  )
})

test('a pallet that is used again does not leak one trip into the other', async () => {
  const story = [pack(1, 'pallet', 'a'), unpack(3, 'pallet'), pack(5, 'pallet', 'b'), unpack(8, 'pallet')]
  assert.deepEqual(await walk('a', ...story), ['a[-]', '~pallet[1-3]'].sort())
  assert.deepEqual(await walk('b', ...story), ['b[-]', '~pallet[5-8]'].sort())
})

test('from a child up to its parent, never down to its siblings', async () => {
  const keys = await walk('a', pack(1, 'pallet', 'a', 'sibling'))
  assert.ok(!keys.some((key) => key.includes('sibling')))
})

test('from one output back to the inputs, never to the other outputs or what became of an input elsewhere', async () => {
  const keys = await walk('x', make(1, ['a'], ['x', 'co-output']), make(2, ['a'], ['elsewhere']))
  assert.deepEqual(keys, ['a[-1]', 'x[-]'])
})

test('nested containers: the times intersect along the chain', async () => {
  const story = [
    pack(1, 'case', 'egg'),
    pack(3, 'pallet', 'case'),
    unpack(7, 'pallet', 'case'),
    unpack(5, 'case', 'egg'),
  ]
  assert.deepEqual(await walk('egg', ...story), ['egg[-]', '~case[1-5]', '~pallet[3-5]'].sort())
})

test('a scanned container tells of its contents up to when they were put in', async () => {
  assert.deepEqual(await walk('pallet', make(1, ['log'], ['box']), pack(4, 'pallet', 'box')), [
    'box[-4]',
    'log[-1]',
    'pallet[-]',
  ])
})

test('a scanned pallet that goes round again tells of its last round alone', async () => {
  const story = [pack(1, 'pallet', 'a'), unpack(3, 'pallet'), pack(5, 'pallet', 'b'), pack(6, 'pallet', 'c')]
  assert.deepEqual(await walk('pallet', ...story), ['b[-5]', 'c[-6]', 'pallet[-]'])
})

test('an item that nobody unpacked left its container when it was packed elsewhere', async () => {
  assert.deepEqual(
    await walk('a', pack(1, 'first', 'a'), pack(4, 'second', 'a')),
    ['a[-]', '~first[1-4]', '~second[4-]'].sort(),
  )
})

test('an observation states containment for its instant alone', async () => {
  assert.deepEqual(await walk('a', see(4, 'pallet', 'a')), ['a[-]', '~pallet[4-4]'].sort())
})

test('any order of arrival gives the same walk', async () => {
  const story = [make(1, ['log'], ['box']), pack(2, 'pallet', 'box'), unpack(6, 'pallet'), make(9, ['box'], ['gift'])]
  const expected = await walk('gift', ...story)
  assert.deepEqual(await walk('gift', ...story.toReversed()), expected)
  assert.deepEqual(expected, ['box[-9]', 'gift[-]', 'log[-1]', '~pallet[2-6]'].sort())
})

test('rework: a lot that is input and output of its own process ends', async () => {
  assert.deepEqual(await walk('lot', make(1, ['raw'], ['lot']), make(5, ['lot'], ['lot'])), ['lot[-]', 'raw[-1]'])
})

test('events of one transformationID are one process: an output stems from inputs not later than itself', async () => {
  const story = [make(1, ['early'], [], 'T'), make(5, [], ['out'], 'T'), make(9, ['late'], [], 'T')]
  assert.deepEqual(await walk('out', ...story), ['early[-1]', 'out[-]'])
})

test('a limit is said, not hidden', async () => {
  const rows = toAssertions(
    make(
      1,
      Array.from({ length: 50 }, (_, index) => `in${index}`),
      ['out'],
    ).links,
    { uid: 'e', time: time(1), captureNumber: 1, association: false, declaredBy: 'p', place: undefined },
    (key) => key,
  )
  const read = async (keys: string[]) => rows.filter((row) => keys.includes(row.key) && backward.includes(row.kind))
  assert.equal((await walkBack('out', read, { items: 10, levels: 64 })).complete, false)
})
