import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../../bench/random.ts'
import { standing } from '../naive-statements.ts'
import { naiveFlows, naiveTrace } from '../naive-trace.ts'
import { kinds } from './kinds.ts'
import { play } from './world.ts'

const told = (chain: Parameters<typeof play>[2], stream: number) => {
  const { events, ...rest } = play('t', createRandom(1, stream), chain)
  return {
    ...rest,
    flows: naiveFlows(
      standing(
        events.map((event) => ({ event, party: 'one', capture: 1 })),
        1,
      ),
    ),
  }
}

for (const [index, [kind, chain]] of Object.entries(kinds).entries())
  test(`${kind}: with every event told, the reference finds all that is affected`, () => {
    const { sources, truth, flows } = told(chain, index)
    assert.ok(sources.length > 0)
    for (const source of sources) {
      const { nodes } = naiveTrace(flows, source, 'forward')
      const stemming = [...truth].filter(([, stems]) =>
        [...stems].some((stem) => stem === source || stem.startsWith(`${source} `)),
      )
      assert.ok(stemming.length > 0)
      assert.deepEqual(
        stemming.filter(([thing]) => !nodes.has(thing)),
        [],
      )
    }
  })

test('there are twenty kinds', () => assert.equal(Object.keys(kinds).length, 20))

test('what is affected by a source is what stems from it, and nothing else', () => {
  const { truth } = play('t', createRandom(1), (world) => {
    for (const name of ['a', 'b']) world.source('field', { lot: name, kilograms: 2 })
    world.make('mill', [], ['x'])
    world.make('field', [{ lot: 'a', kilograms: 1 }], ['y'])
    world.make('field', ['y', { lot: 'b', kilograms: 2 }], ['z'])
  })
  const stems = (thing: string) => [...(truth.get(thing) ?? [])].map((each) => each.split(' ')[0]).sort()
  assert.deepEqual([stems('x'), stems('y'), stems('z')], [['x'], ['a', 'y'], ['a', 'b', 'y', 'z']])
})
