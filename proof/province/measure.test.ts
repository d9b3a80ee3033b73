import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standing } from '../naive-statements.ts'
import { naiveFlows, naiveTrace } from '../naive-trace.ts'
import { type Find, faultsOf, measure, playProvince, provinceTable } from './measure.ts'

const findByReference: Find = ({ heard }, source, captures) => {
  const { nodes, unknown, open } = naiveTrace(naiveFlows(standing(heard, captures)), source, 'forward')
  return {
    things: new Set([...nodes.keys()].filter((node) => !node.includes(' in '))),
    ends: [...unknown, ...open].map((end) => end.replace(/ from \d+$/, '')),
  }
}

const province = playProvince(1, 12)

test('with nothing missing all is found; what is missed otherwise lies under a tombstone', async () => {
  const measured = await measure(province, findByReference)
  assert.deepEqual(faultsOf(measured), [])
  assert.ok(measured.some(({ missed }) => missed > 0))
  assert.equal(provinceTable(measured).split('\n').length, 22)
})

test('what came late is found when it has come', async () => {
  const healed = province.filter(({ events, heard }) => events.length === heard.length)
  assert.ok(healed.some(({ heard }) => heard.some(({ capture }) => capture === 2)))
  for (const { late } of await measure(healed, findByReference)) assert.equal(late.missed, 0)
})

test('a trace that finds nothing and tells no end is called silent', async () => {
  const blind = await measure(province.slice(0, 1), () => ({ things: new Set<string>(), ends: [] }))
  assert.equal(faultsOf(blind).length, 2)
})
