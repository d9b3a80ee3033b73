import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseQuery, parseQueryBody } from './parse-query.ts'

const predicatesOf = (...params: [string, string][]) => {
  const { predicates, issues } = parseQuery(params)
  assert.deepEqual(issues, [])
  return predicates
}

const issueOf = (...params: [string, string][]) =>
  parseQuery(params).issues.map(({ code, parameter }) => `${code} ${parameter}`)

test('times, terms and types are read into one spelling', () => {
  assert.deepEqual(
    predicatesOf(
      ['eventType', 'ObjectEvent|AggregationEvent'],
      ['GE_eventTime', '2026-07-01T07:00:00+07:00'],
      ['LT_recordTime', '2026-07-01T07:00:00 07:00'],
      ['EQ_bizStep', 'shipping|https://ref.gs1.org/cbv/BizStep-receiving'],
      ['EQ_disposition', 'urn:epcglobal:cbv:disp:in_transit'],
      ['EQ_action', 'ADD'],
    ),
    [
      { field: 'eventType', in: ['ObjectEvent', 'AggregationEvent'] },
      { field: 'eventTime', op: 'ge', time: '2026-07-01T00:00:00.000Z' },
      { field: 'recordTime', op: 'lt', time: '2026-07-01T00:00:00.000Z' },
      { field: 'bizStep', in: ['shipping', 'receiving'] },
      { field: 'disposition', in: ['in_transit'] },
      { field: 'action', in: ['ADD'] },
    ],
  )
})

test('a list may stand in one value or in several', () => {
  const one = predicatesOf(['EQ_action', 'ADD|DELETE'])
  assert.deepEqual(predicatesOf(['EQ_action', 'ADD'], ['EQ_action', 'DELETE']), one)
})

test('keys are canonical, in the roles of their parameter', () => {
  const predicate = (name: string, value: string) => predicatesOf([name, value])[0]
  const lot = 'urn:epc:class:lgtin:9521234.054321.L1'
  const key = { field: 'key', keys: ['/01/09521234543213/10/L1'], patterns: [] }
  assert.deepEqual(predicate('MATCH_anyEPCClass', lot), {
    ...key,
    roles: ['class', 'childClass', 'inputClass', 'outputClass'],
  })
  assert.deepEqual(predicate('MATCH_anyEPC', lot), { ...key, roles: ['epc', 'child', 'parent', 'input', 'output'] })
  assert.deepEqual(predicate('MATCH_epc', lot), { ...key, roles: ['epc', 'child'] })
  assert.deepEqual(predicate('EQ_readPoint', lot), { ...key, roles: ['readPoint'] })
  assert.deepEqual(predicate('EQ_bizTransaction_urn:epcglobal:cbv:btt:po', lot), {
    ...key,
    roles: ['bizTransaction'],
    type: 'po',
  })
  assert.deepEqual(predicate('EQ_source_owning_party', lot), { ...key, roles: ['source'], type: 'owning_party' })
  assert.deepEqual(predicate('EQ_transformationID', lot), { ...key, roles: ['transformation'] })
})

test('a pattern is a range of keys, of instances or of classes; without a star it is the EPC', () => {
  assert.deepEqual(predicatesOf(['MATCH_epc', 'urn:epc:idpat:sgtin:9521234.054321.*']), [
    {
      field: 'key',
      roles: ['epc', 'child'],
      keys: [],
      patterns: [{ prefix: '/01/09521234543213/21/', form: '^/01/\\d{14}/21/' }],
    },
  ])
  assert.deepEqual(predicatesOf(['MATCH_epcClass', 'urn:epc:idpat:sgtin:9521234.054321.*']), [
    {
      field: 'key',
      roles: ['class', 'childClass'],
      keys: [],
      patterns: [{ prefix: '/01/09521234543213', form: '^/01/\\d{14}(/21/.+)?$' }],
    },
  ])
  assert.deepEqual(predicatesOf(['MATCH_epc', 'urn:epc:idpat:sgtin:9521234.054321.7']), [
    { field: 'key', roles: ['epc', 'child'], keys: ['/01/09521234543213/21/7'], patterns: [] },
  ])
  assert.deepEqual(issueOf(['MATCH_epc', 'urn:epc:idpat:sgtin:9521234.*.7']), ['query-value-invalid MATCH_epc'])
})

test('an error declaration is asked for by true, by 1 and by nothing, as the artefacts differ; false asks nothing', () => {
  const exists = [{ field: 'errorDeclaration', exists: true }]
  for (const value of ['true', '1', '']) assert.deepEqual(predicatesOf(['EXISTS_errorDeclaration', value]), exists)
  for (const value of ['false', '0']) assert.deepEqual(predicatesOf(['EXISTS_errorDeclaration', value]), [])
  for (const value of [true, 1, null])
    assert.deepEqual(parseQueryBody({ EXISTS_errorDeclaration: value }).predicates, exists)
  assert.deepEqual(parseQueryBody({ EXISTS_errorDeclaration: false }).predicates, [])
})

test('order, limits and pages', () => {
  const query = parseQuery([
    ['orderBy', 'recordTime'],
    ['orderDirection', 'ASC'],
    ['eventCountLimit', '5'],
    ['perPage', '20'],
    ['nextPageToken', 'abc'],
  ])
  assert.deepEqual(query, {
    predicates: [],
    issues: [],
    orderBy: 'recordTime',
    orderDirection: 'ASC',
    eventCountLimit: 5,
    perPage: 20,
    nextPageToken: 'abc',
  })
  assert.deepEqual(issueOf(['eventCountLimit', '5']), ['query-limit-unordered eventCountLimit'])
  assert.deepEqual(issueOf(['orderBy', 'eventTime'], ['eventCountLimit', '5'], ['maxEventCount', '5']), [
    'query-limits-exclusive eventCountLimit',
  ])
})

test('what is unknown, repeated or of the wrong kind is named', () => {
  assert.deepEqual(issueOf(['EQ_bizstep', 'shipping']), ['query-parameter-unknown EQ_bizstep'])
  assert.deepEqual(issueOf(['EQ_bizTransaction_', 'urn:x:y']), ['query-parameter-unknown EQ_bizTransaction_'])
  assert.deepEqual(issueOf(['perPage', '1'], ['perPage', '2']), ['query-parameter-repeated perPage'])
  for (const [name, value] of [
    ['GE_eventTime', '2026-07-01T07:00:00'],
    ['EQ_action', 'MOVE'],
    ['EQ_bizStep', 'dreaming'],
    ['MATCH_epc', 'no uri'],
    ['EQ_readPoint', ''],
    ['perPage', '0'],
    ['perPage', '-1'],
    ['maxEventCount', 'many'],
    ['EXISTS_errorDeclaration', '2'],
    ['orderBy', 'place'],
    ['orderDirection', 'up'],
    ['eventType', 'Event'],
  ] as const)
    assert.deepEqual(issueOf([name, value]), [`query-value-invalid ${name}`])
})

test('any parameters are read without a throw', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('MATCH_epc', 'EQ_source_', 'EQ_source_x', '__proto__', 'perPage', 'GE_eventTime'),
  )
  fc.assert(fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))), (params) => void parseQuery(params)))
})
