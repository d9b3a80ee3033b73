import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as cbv from './cbv.ts'

test('the lists hold what CBV 2.0 lists', () => {
  const lists = [
    [cbv.bizSteps, 41],
    [cbv.dispositions, 33],
    [cbv.bizTransactionTypes, 13],
    [cbv.sourceDestTypes, 3],
    [cbv.errorReasons, 2],
    [cbv.measurementTypes, 72],
    [cbv.components, 14],
    [cbv.sensorAlerts, 2],
  ] as const
  for (const [list, length] of lists) assert.equal(new Set<string>(list).size, length)
})

test('a term is one word in its three spellings', () => {
  for (const value of ['shipping', 'urn:epcglobal:cbv:bizstep:shipping', 'https://ref.gs1.org/cbv/BizStep-shipping'])
    assert.equal(cbv.cbvWord('bizStep', value), 'shipping')
  assert.equal(cbv.cbvWord('disposition', 'urn:epcglobal:cbv:disp:in_transit'), 'in_transit')
  assert.equal(cbv.cbvWord('bizTransactionType', 'https://ref.gs1.org/cbv/BTT-po'), 'po')
  assert.equal(cbv.cbvWord('bizStep', 'urn:epcglobal:cbv:bizstep:dreaming'), undefined)
  assert.equal(cbv.cbvWord('bizStep', 'Shipping'), undefined)
})
