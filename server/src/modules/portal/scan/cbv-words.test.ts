import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bizSteps, dispositions } from '@nguon/epcis'
import { wordsOf } from '../../../../test/scan-material.ts'

test('every word of the vocabulary has a Vietnamese and an English name', () => {
  const actions = ['ADD', 'OBSERVE', 'DELETE']
  const types = ['ObjectEvent', 'AggregationEvent', 'TransactionEvent', 'AssociationEvent']
  const keys = [
    ...bizSteps.map((word) => `cbv.bizStep.${word}`),
    ...dispositions.map((word) => `cbv.disposition.${word}`),
    ...types.flatMap((type) => actions.map((action) => `cbv.event.${type}.${action}`)),
    ...['cbv.event.TransformationEvent', 'cbv.event.ExtensionEvent', 'cbv.bizStep.foreign'],
  ]
  for (const language of ['vi', 'en'] as const) {
    for (const key of keys) assert.notEqual(wordsOf(language)(key), key)
  }
})
