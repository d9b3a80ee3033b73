import assert from 'node:assert/strict'
import { test } from 'node:test'
import { elsewhere, event, here, holds, inHere, item, standard, subjectOf, time } from '../../test/query-events.ts'
import type { EventPredicate, JsonObject } from '../index.ts'
import { matchesAll, mergeQueries, parseQuery, parseQueryBody, queryContext } from '../index.ts'

test('the record time is the server’s', () => {
  const given = subjectOf(event())
  const at = (name: string, value: string) =>
    matchesAll(parseQuery([[name, value]]).predicates as EventPredicate[], given)
  assert.ok(at('GE_recordTime', time) && !at('LT_recordTime', time))
  assert.ok(!at('GE_recordTime', '2026-07-01T00:00:00.001Z') && at('LT_recordTime', '2026-07-01T00:00:00.001Z'))
})

test('an extension’s name is its full URI, whatever prefix the sender chose', () => {
  const sent = event({ '@context': [standard, elsewhere], 'other:field': 'a' })
  const names = ['EQ_https://example.org/ns/field', 'EQ_https://example.org/ns/#field']
  for (const name of names) assert.ok(holds(parseQuery([[name, 'a']]), sent), name)
  assert.ok(holds(inHere('EQ_ex:field', 'a'), sent))
  assert.ok(!holds(inHere('EQ_other:field', 'a'), event({ 'ex:field': 'a' })))
  // A prefix that the query does not define is taken as the sender wrote it.
  assert.ok(holds(parseQuery([['EQ_other:field', 'a']]), sent))
  assert.ok(!holds(parseQuery([['EQ_ex:field', 'a']]), sent))
})

test('the prefixes of GS1’s context are known, in every namespace that they have stood for', () => {
  const ilmd = { 'cbvmda:itemExpirationDate': '2026-12-31', 'gs1:ingredientStatement': 'a' }
  for (const version of ['2.0.0/', '2.0.1/', '']) {
    const url = `https://ref.gs1.org/standards/epcis/${version}epcis-context.jsonld`
    const sent = event({ '@context': [url], action: 'ADD', ilmd })
    for (const [name, value] of [
      ['EQ_ILMD_gs1:ingredientStatement', 'a'],
      ['EQ_ILMD_https://ref.gs1.org/voc/ingredientStatement', 'a'],
      ['EQ_ILMD_urn:epcglobal:cbv:mda#itemExpirationDate', '2026-12-31'],
      ['LT_ILMD_cbvmda:itemExpirationDate', '2027-01-01'],
    ] as const)
      assert.ok(holds(parseQuery([[name, value]]), sent), `${name} ${version}`)
    assert.ok(!holds(parseQuery([['LT_ILMD_cbvmda:itemExpirationDate', '2026-12-31T00:00:00Z']]), sent))
  }
})

test('values are compared by their kind', () => {
  const rows: [value: string, sent: JsonObject[string], is: boolean][] = [
    ['5', 5, true],
    ['5.0', 5, true],
    ['5', '5', true],
    ['5', '05', false],
    ['a', 'A', false],
    ['true', true, true],
    ['2026-07-01T00:00:00Z', '2026-07-01T07:00:00+07:00', true],
    ['a', ['b', 'a'], true],
    ['a', { '@value': 'a', '@language': 'vi' }, true],
    ['urn:x:a', { '@id': 'urn:x:a' }, true],
    ['a', { 'ex:inner': 'a' }, false],
    ['null', null, false],
  ]
  for (const [value, sent, is] of rows)
    assert.equal(
      holds(inHere('EQ_ex:field', value), event({ 'ex:field': sent })),
      is,
      `${value} ${JSON.stringify(sent)}`,
    )
  const body = parseQueryBody({ '@context': here, 'EQ_ex:field': [5] })
  assert.ok(holds(body, event({ 'ex:field': '5.0' })), 'a number as XML has it')
  const later = inHere('GE_ex:field', '2026-07-01T00:00:00Z')
  assert.ok(holds(later, event({ 'ex:field': '2026-07-01T07:00:00+07:00' })))
  assert.ok(!holds(later, event({ 'ex:field': '2026-07-01T06:59:00+07:00' })))
  assert.ok(!holds(later, event({ 'ex:field': 5 })))
})

test('an inner object may bring a context of its own', () => {
  const sent = event({ 'ex:outer': { '@context': { zz: 'https://example.net/' }, 'zz:field': 'a' } })
  assert.ok(holds(parseQuery([['EQ_INNER_https://example.net/field', 'a']]), sent))
})

test('of an erased event only its facts speak', () => {
  const { facts } = subjectOf(event({ 'ex:field': 'a', bizStep: 'shipping' }))
  const erased = {
    facts,
    event: undefined,
    context: queryContext,
    eventID: 'urn:x:e',
    recordTime: '2026-07-01T00:00:00.000Z',
  }
  const is = (name: string, value: string) =>
    matchesAll(parseQueryBody({ '@context': here, [name]: value }).predicates as EventPredicate[], erased)
  assert.ok(is('EQ_bizStep', 'shipping') && is('MATCH_epc', item('1')) && is('EQ_eventID', 'urn:x:e'))
  assert.ok(!is('EQ_ex:field', 'a') && !is('EXISTS_sensorElementList', '1'))
})

test('master data parameters tell what to ask the register', () => {
  const roles = ['bizLocation']
  const key = '/414/9520000000004'
  const asked = (name: string, value: string) => inHere(name, value).predicates
  assert.deepEqual(asked('WD_bizLocation', `https://id.gs1.org${key}`), [{ field: 'descendant', roles, keys: [key] }])
  assert.deepEqual(asked('WD_readPoint', `https://id.gs1.org${key}`), [
    { field: 'descendant', roles: ['readPoint'], keys: [key] },
  ])
  assert.deepEqual(asked('HASATTR_bizLocation', 'ex:city'), [
    { field: 'attribute', of: { roles }, names: ['https://example.org/ns/city'] },
  ])
  const equal = [
    { field: 'attribute', of: { roles }, names: ['https://example.org/ns/city'], values: ['Hà Nội', 'Huế'] },
  ]
  for (const start of ['EQATTR', 'EQ_ATTR'])
    assert.deepEqual(asked(`${start}_bizLocation_ex:city`, 'Hà Nội|Huế'), equal, start)
  assert.deepEqual(asked('EQATTR_ex:farm_https://example.org/ns/city', 'Huế'), [
    {
      field: 'attribute',
      of: { names: ['https://example.org/ns/farm'] },
      names: ['https://example.org/ns/city'],
      values: ['Huế'],
    },
  ])
})

test('a query and what is asked on top of it both hold', () => {
  const base = parseQueryBody({
    EQ_action: ['OBSERVE'],
    orderBy: 'eventTime',
    orderDirection: 'ASC',
    eventCountLimit: 10,
  })
  const merged = mergeQueries(
    base,
    parseQuery([
      ['EQ_bizStep', 'shipping'],
      ['eventCountLimit', '3'],
      ['orderBy', 'recordTime'],
    ]),
  )
  assert.ok(holds(merged, event({ bizStep: 'shipping' })))
  assert.ok(!holds(merged, event()) && !holds(merged, event({ bizStep: 'shipping', action: 'DELETE' })))
  assert.equal(merged.eventCountLimit, 3)
  assert.deepEqual([merged.orderBy, merged.orderDirection], ['recordTime', undefined])
  assert.deepEqual(
    mergeQueries(base, parseQuery([['maxEventCount', '3']])).issues.map(({ code }) => code),
    ['query-limits-exclusive'],
  )
  assert.equal(mergeQueries(base, parseQuery([['foo', '3']])).issues[0]?.parameter, 'foo')
})
