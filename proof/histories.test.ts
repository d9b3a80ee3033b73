import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEvent, resolveContext } from '@nguon/epcis'
import { createRandom } from '../bench/random.ts'
import { context } from '../server/test/documents.ts'
import { historyOf, retold } from './histories.ts'
import type { EpcisEvent } from './naive-statements.ts'
import { kinds } from './province/kinds.ts'
import { play } from './province/world.ts'

const outer = resolveContext(context).context
const faultsOf = (events: readonly EpcisEvent[]) =>
  events.flatMap((event) => parseEvent(JSON.stringify(event), outer).issues.map((issue) => ({ ...issue, event })))
const histories = Array.from({ length: 500 }, (_, number) => historyOf(1, number))

test('every event of a history is valid EPCIS', () => {
  assert.deepEqual(faultsOf(histories.flatMap(({ told }) => told.map(({ event }) => event))).slice(0, 3), [])
})

test('every event of the province is valid EPCIS', () => {
  const events = Object.values(kinds).flatMap((chain) => play('t', createRandom(1), chain).events)
  assert.deepEqual(faultsOf(events).slice(0, 3), [])
})

test('a history is the same each time, and names nothing that another names', () => {
  assert.deepEqual(historyOf(7, 3), historyOf(7, 3))
  const named = (number: number) => new Set(JSON.stringify(historyOf(1, number)).match(/h\d+x\w*/g))
  assert.equal(named(1).intersection(named(11)).size, 0)
})

test('a history can be told again of other things', () => {
  const [again] = [retold(historyOf(1, 3), 9)]
  assert.doesNotMatch(JSON.stringify(again), /h3x/)
  assert.deepEqual(retold(again, 3), historyOf(1, 3))
})

test('histories hold all that makes a trace hard', () => {
  const events = histories.flatMap(({ told }) => told.map(({ event }) => event))
  const some = (is: (event: EpcisEvent) => boolean) => assert.ok(events.filter(is).length > 20, String(is))
  some(
    ({ action, type, childEPCs, childQuantityList }) =>
      type === 'AggregationEvent' && action === 'DELETE' && !childEPCs && !childQuantityList,
  )
  some(({ action, type }) => type === 'AggregationEvent' && action === 'OBSERVE')
  some(({ type }) => type === 'AssociationEvent')
  some(({ transformationID }) => transformationID !== undefined)
  some(({ errorDeclaration }) => errorDeclaration?.reason === 'did_not_occur')
  some(({ errorDeclaration }) => errorDeclaration?.correctiveEventIDs !== undefined)
  some(({ eventTime }) => eventTime > '2090')
  some(({ ilmd }) => ilmd !== undefined)
  some(({ childQuantityList }) => childQuantityList !== undefined)
  some(({ bizLocation, readPoint }) => bizLocation === undefined && readPoint === undefined)
})
