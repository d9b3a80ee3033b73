import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { resolveContext } from './context.ts'
import type { Json, JsonObject } from './event.ts'
import { parseEvent } from './parse.ts'
import { validateEvent } from './validate.ts'

const { context } = resolveContext([
  'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld',
  { ex: 'https://hoptac.example/tu-vung/' },
  { far: `https://far.example/${'a'.repeat(1990)}`, xa: `https://xa.example/${'ấ'.repeat(700)}` },
])

const common = { eventTime: '2026-01-05T08:00:00.000+07:00', eventTimeZoneOffset: '+07:00' }
const lot = 'https://id.gs1.org/01/09521234543213/10/L1'
const item = 'https://id.gs1.org/01/09521234543213/21/7'
const place = { id: 'https://id.gs1.org/414/9521234543213' }
const pallet = 'urn:epc:id:sscc:9521234.1000000001'

/** One right event of each type; a case changes members of it, undefined takes one away. */
const events: Record<string, JsonObject> = {
  object: { type: 'ObjectEvent', ...common, action: 'ADD', epcList: [item], bizStep: 'commissioning' },
  aggregation: { type: 'AggregationEvent', ...common, action: 'ADD', parentID: pallet, childEPCs: [item] },
  association: { type: 'AssociationEvent', ...common, action: 'ADD', parentID: pallet, childEPCs: [item] },
  transaction: {
    type: 'TransactionEvent',
    ...common,
    action: 'ADD',
    epcList: [item],
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:9521234543213:7' }],
  },
  transformation: {
    type: 'TransformationEvent',
    ...common,
    inputQuantityList: [{ epcClass: lot, quantity: 12.5, uom: 'KGM' }],
    outputEPCList: [item],
  },
  extended: { type: 'ex:KiemDinh', ...common, 'ex:ketQua': 'đạt', anything: [1] },
}

type Change = Record<string, unknown>

function changed(base: string, change: Change): Json {
  const event: Record<string, unknown> = { ...events[base], ...change }
  for (const name of Object.keys(event)) if (event[name] === undefined) delete event[name]
  return JSON.parse(JSON.stringify(event)) as Json
}

const faults = (base: string, change: Change) =>
  validateEvent(changed(base, change), context, 'document').map(({ code, path }) => `${code} ${path}`)

const report = (more: Change) => ({ sensorElementList: [{ sensorReport: [{ type: 'Temperature', ...more }] }] })
const long = `urn:x:${'a'.repeat(2000)}`
const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])

const taken: [base: string, change: Change][] = [
  ...Object.keys(events).map((base): [string, Change] => [base, {}]),
  ['object', { action: 'OBSERVE', epcList: [] }],
  ['object', { epcList: undefined, quantityList: [{ epcClass: 'urn:epc:idpat:sgtin:9521234.054321.*' }] }],
  ['object', { epcList: undefined, readPoint: place, ...report({ value: 4.5, uom: 'CEL', 'ex:note': 1 }) }],
  ['object', { ilmd: { 'cbvmda:lotNumber': 'L1', 'https://a.example/b': { c: [{}] } } }],
  ['object', { eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8', recordTime: '2026-01-05T01:00:00Z' }],
  ['object', { bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping', disposition: 'https://hoptac.example/moi-hai' }],
  ['object', { epcList: ['https://kho.example/thung/15', 'urn:epc:id:gid:95100000.12345.400', 'urn:uuid:1'] }],
  ['object', { epcList: ['https://kho.example/01/99'] }],
  ['object', { readPoint: { ...place, 'ex:cua': 3, note: '' }, persistentDisposition: { unset: ['active'] } }],
  ['object', { certificationInfo: ['urn:x:1'], errorDeclaration: { declarationTime: '2026-01-06T08:00:00Z' } }],
  ['object', { 'ex:outer': { '@context': { own: 'https://own.example/' }, 'own:inner': 1, '10:30': 1 } }],
  ['object', { sourceList: [{ type: 'owning_party', source: 'https://id.gs1.org/417/9521234543213' }] }],
  ['object', { eventTimeZoneOffset: '-14:00' }],
  ['object', { sensorElementList: [{ sensorReport: [{ exception: 'ERROR_CONDITION' }] }] }],
  ['aggregation', { persistentDisposition: { set: ['active'] } }],
  ['aggregation', { action: 'OBSERVE', parentID: undefined }],
  ['aggregation', { action: 'DELETE', childEPCs: undefined }],
  ['transaction', { action: 'DELETE', epcList: undefined }],
  ['transformation', { inputQuantityList: undefined, transformationID: 'urn:uuid:1', ilmd: {} }],
  ['extended', { parentID: long, epcList: [long], bizStep: 'far:a' }],
]

for (const [base, change] of taken) {
  test(`takes ${base} ${JSON.stringify(change).slice(0, 90)}`, () => assert.deepEqual(faults(base, change), []))
}

const refused: [base: string, change: Change, ...faults: string[]][] = [
  ['object', { eventTime: undefined, action: undefined }, 'member-missing /eventTime', 'member-missing /action'],
  ['object', { type: undefined }, 'member-missing /type'],
  ['object', { type: 'HarvestEvent' }, 'event-type-unknown /type'],
  ['object', { type: 5 }, 'type-wrong /type'],
  ['object', { eventTime: '2026-01-05T08:00:00' }, 'time-without-zone /eventTime'],
  ['object', { eventTime: '2026-02-30T08:00:00Z' }, 'time-invalid /eventTime'],
  ['object', { recordTime: 5 }, 'type-wrong /recordTime'],
  ['object', { eventTimeZoneOffset: '+14:30' }, 'zone-invalid /eventTimeZoneOffset'],
  ['object', { eventTimeZoneOffset: 'Z' }, 'zone-invalid /eventTimeZoneOffset'],
  ['object', { eventID: 'event 1' }, 'uri-invalid /eventID'],
  ['object', { eventID: long, bizStep: long }, 'uri-too-long /bizStep', 'uri-too-long /eventID'],
  ['object', { epcList: [long] }, 'uri-too-long /epcList/0'],
  ['object', { bizStep: `urn:x:${'ỗ'.repeat(700)}` }, 'uri-too-long /bizStep'],
  ['object', { bizStep: 'far:a', disposition: 'xa:a' }, 'uri-too-long /bizStep', 'uri-too-long /disposition'],
  ['extended', { type: long }, 'uri-too-long /type'],
  ['object', { 'ex:a': { '@context': { p: long }, 'p:b': 1 } }, 'uri-too-long /ex:a/@context'],
  ['extended', { type: 'far:Event' }, 'uri-too-long /type'],
  ['object', { certificationInfo: ['x'] }, 'uri-invalid /certificationInfo/0'],
  ['object', { action: 'add' }, 'word-unknown /action'],
  ['object', { bizStep: 'harvesting' }, 'word-unknown /bizStep'],
  ['object', { bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }, 'word-not-bare /bizStep'],
  ['object', { disposition: 'shipping' }, 'word-unknown /disposition'],
  ['object', { persistentDisposition: {} }, 'member-missing /persistentDisposition/set'],
  ['object', { persistentDisposition: { set: [] } }, 'list-empty /persistentDisposition/set'],
  ['object', { persistentDisposition: { set: ['active', 'active'] } }, 'list-repeats /persistentDisposition/set/1'],
  ['object', { epcList: [item, item] }, 'list-repeats /epcList/1'],
  ['object', { epcList: {} }, 'type-wrong /epcList'],
  ['object', { epcList: undefined }, 'event-without-objects '],
  ['object', { epcList: undefined, ...report({}) }, 'event-without-objects '],
  ['object', { epcList: ['https://id.gs1.org/01/09521234543214/21/7'] }, 'identifier-invalid /epcList/0'],
  ['object', { epcList: ['https://vuon.example/qr/01/09521234543214/21/7'] }, 'identifier-invalid /epcList/0'],
  ['object', { epcList: ['https://id.gs1.org/hello'] }, 'identifier-invalid /epcList/0'],
  ['object', { epcList: ['urn:epc:id:sgtin:9521234.05432.7'] }, 'identifier-invalid /epcList/0'],
  ['object', { epcList: ['urn:epc:idpat:sgtin:9521234.054321.*'] }, 'identifier-pattern /epcList/0'],
  ['object', { quantityList: [{ quantity: 1 }] }, 'member-missing /quantityList/0/epcClass'],
  ['object', { quantityList: [{ epcClass: lot, quantity: '1' }] }, 'type-wrong /quantityList/0/quantity'],
  ['object', { quantityList: [{ epcClass: lot, uom: 'kg' }] }, 'uom-invalid /quantityList/0/uom'],
  ['object', { quantityList: [{ epcClass: lot, 'ex:a': 1 }] }, 'member-unknown /quantityList/0/ex:a'],
  ['object', { readPoint: {} }, 'member-missing /readPoint/id'],
  ['object', { bizLocation: { id: 'https://id.gs1.org/414/9521234543214' } }, 'identifier-invalid /bizLocation/id'],
  ['object', { readPoint: place.id }, 'type-wrong /readPoint'],
  [
    'object',
    { bizTransactionList: [{ type: 'order' }] },
    'word-unknown /bizTransactionList/0/type',
    'member-missing /bizTransactionList/0/bizTransaction',
  ],
  ['object', { destinationList: [{ destination: 'urn:x:y' }] }, 'member-missing /destinationList/0/type'],
  ['object', { sourceList: [{ type: 'location', source: 'x' }] }, 'uri-invalid /sourceList/0/source'],
  ['object', { action: 'OBSERVE', ilmd: {} }, 'ilmd-not-allowed /ilmd'],
  ['object', { ilmd: { lot: 1 } }, 'member-unknown /ilmd/lot'],
  ['object', { note: 1 }, 'member-unknown /note'],
  ['object', { parentID: pallet }, 'member-unknown /parentID'],
  ['object', { 'la:x': 1 }, 'prefix-unresolved /la:x'],
  ['object', { 'ex:a': [{ 'la:b/~': 1 }] }, 'prefix-unresolved /ex:a/0/la:b~1~0'],
  ['object', { 'ex:a': nested(120) }, `nesting-too-deep /ex:a${'/0'.repeat(100)}`],
  ['object', { '@context': 'x' }, 'context-invalid /@context'],
  ['object', { '@context': [5, { a: [1] }, { a: [1] }] }, 'context-invalid /@context/0', 'list-repeats /@context'],
  ['object', { errorDeclaration: {} }, 'member-missing /errorDeclaration/declarationTime'],
  [
    'object',
    { errorDeclaration: { declarationTime: common.eventTime, reason: 'typo' } },
    'word-unknown /errorDeclaration/reason',
  ],
  ['object', report({ type: undefined }), 'member-missing /sensorElementList/0/sensorReport/0/type'],
  [
    'object',
    report({ type: 'https://gs1.org/voc/Temperature' }),
    'word-not-bare /sensorElementList/0/sensorReport/0/type',
  ],
  ['object', report({ hexBinaryValue: '0x1' }), 'hex-invalid /sensorElementList/0/sensorReport/0/hexBinaryValue'],
  [
    'object',
    report({ booleanValue: 1, value: '4' }),
    'type-wrong /sensorElementList/0/sensorReport/0/booleanValue',
    'type-wrong /sensorElementList/0/sensorReport/0/value',
  ],
  ['object', { sensorElementList: [{ sensorReport: [] }] }, 'list-empty /sensorElementList/0/sensorReport'],
  [
    'object',
    { sensorElementList: [{ sensorMetadata: { a: 1 } }] },
    'member-unknown /sensorElementList/0/sensorMetadata/a',
    'member-missing /sensorElementList/0/sensorReport',
  ],
  ['aggregation', { parentID: undefined }, 'parent-missing /parentID'],
  ['aggregation', { action: 'DELETE', parentID: undefined }, 'parent-missing /parentID'],
  ['aggregation', { childEPCs: [] }, 'event-without-children '],
  ['aggregation', { ilmd: {} }, 'ilmd-not-allowed /ilmd'],
  ['association', { action: 'OBSERVE', parentID: undefined }, 'member-missing /parentID'],
  ['association', { childEPCs: undefined, childQuantityList: [] }, 'event-without-children '],
  ['transaction', { bizTransactionList: [] }, 'list-empty /bizTransactionList'],
  ['transaction', { bizTransactionList: undefined }, 'member-missing /bizTransactionList'],
  ['transaction', { epcList: undefined }, 'event-without-objects '],
  ['transformation', { outputEPCList: [] }, 'transformation-incomplete '],
  [
    'transformation',
    { inputQuantityList: undefined, outputEPCList: undefined, transformationID: 'urn:x:y' },
    'transformation-incomplete ',
  ],
  ['transformation', { action: 'ADD' }, 'member-unknown /action'],
  ['extended', { eventTime: 'x' }, 'time-invalid /eventTime'],
  ['extended', { deep: { 'la:x': 1 } }, 'prefix-unresolved /deep/la:x'],
]

for (const [base, change, ...expected] of refused) {
  test(`refuses ${base} ${JSON.stringify(change).slice(0, 90)}: ${expected[0]}`, () => {
    assert.deepEqual(faults(base, change), expected)
  })
}

test('a bare event brings its context, one in a document need not', () => {
  const text = JSON.stringify(events.object)
  assert.deepEqual(
    parseEvent(text, undefined).issues.map(({ code, path }) => [code, path]),
    [['member-missing', '/@context']],
  )
  const own = JSON.stringify({ ...events.object, '@context': { y: 'https://y.example/' }, 'y:a': 1 })
  const { event, issues } = parseEvent(own, undefined)
  assert.deepEqual(issues, [])
  assert.deepEqual(event, JSON.parse(own))
})

test('a number beyond all numbers is refused', () => {
  const text = JSON.stringify(changed('object', { quantityList: [{ epcClass: lot, quantity: 7 }] })).replace(
    ':7',
    ':1e999',
  )
  assert.deepEqual(parseEvent(text, context).issues, [{ code: 'number-too-large', path: '/quantityList/0/quantity' }])
})

test('malformed text is one issue', () => {
  assert.deepEqual(parseEvent('{"a":}', context).issues, [{ code: 'json-malformed', path: '' }])
})

test('what cannot be an event at all is refused as such', () => {
  for (const value of [null, 5, 'x', [], true]) {
    assert.deepEqual(validateEvent(value, context, 'document'), [
      { code: 'type-wrong', path: '', params: { expected: 'object' } },
    ])
  }
})

const memberNames = [
  ...new Set(Object.values(events).flatMap(Object.keys)),
  'readPoint',
  'ilmd',
  'sensorElementList',
  '@context',
]
const anyEvent = fc
  .tuple(fc.constantFrom(...Object.values(events)), fc.dictionary(fc.constantFrom(...memberNames), fc.jsonValue()))
  .map(([event, change]) => ({ ...event, ...change }) as Json)

test('no JSON makes it throw, and a list of issues has an end', () => {
  fc.assert(
    fc.property(fc.oneof(anyEvent, fc.jsonValue() as fc.Arbitrary<Json>), fc.boolean(), (event, bare) => {
      const issues = validateEvent(event, context, bare ? 'bare' : 'document')
      assert.ok(issues.length <= 50)
      for (const { code, path } of issues) assert.ok(/^[a-z-]+$/.test(code) && /^(?:\/.*)?$/s.test(path))
    }),
    { numRuns: 2000 },
  )
  assert.equal(faults('object', { epcList: Array.from({ length: 200 }, () => 5) }).length, 50)
})
