import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { resolveContext } from './context.ts'
import type { EpcisEvent, JsonObject } from './event.ts'
import { factsOf, keyRoles } from './facts.ts'
import { type Link, linksOf } from './links.ts'

const { context } = resolveContext([
  'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld',
  { vuon: 'https://vuon.example.vn/ns/' },
])

const lot = 'urn:epc:class:lgtin:9521234.054321.L1'
const lotKey = '/01/09521234543213/10/L1'
const sscc = 'urn:epc:id:sscc:9521234.3000000010'
const ssccKey = '/00/395212340000000106'
const item = (serial: string) => `urn:epc:id:sgtin:9521234.054321.${serial}`
const itemKey = (serial: string) => `/01/09521234543213/21/${serial}`

const common = { eventTime: '2026-07-01T06:15:00.25+07:00', eventTimeZoneOffset: '+07:00' }
const eventOf = (members: JsonObject) => ({ type: 'ObjectEvent', ...common, ...members }) as unknown as EpcisEvent
const facts = (members: JsonObject) => factsOf(eventOf(members), context)
const links = (members: JsonObject) => JSON.parse(JSON.stringify(linksOf(facts(members))))

test('the stored numbers of the roles stay', () => {
  assert.deepEqual(
    [...keyRoles].join(' '),
    'epc class parent child childClass input inputClass output outputClass readPoint bizLocation bizTransaction source destination transformation',
  )
})

test('terms, times and places have one spelling', () => {
  const read = facts({
    action: 'OBSERVE',
    epcList: [item('1'), 'https://id.example.com/01/09521234543213/21/1'],
    bizStep: 'cbv:BizStep-receiving',
    disposition: 'vuon:ripe',
    readPoint: { id: 'urn:epc:id:sgln:9521234.00011.0' },
    bizLocation: { id: 'https://vuon.example.vn/KHO' },
  })
  assert.equal(read.eventTime, '2026-06-30T23:15:00.250Z')
  assert.equal(read.zone, '+07:00')
  assert.equal(read.bizStep, 'receiving')
  assert.equal(read.disposition, 'https://vuon.example.vn/ns/ripe')
  assert.equal(read.readPoint, '/414/9521234000112')
  assert.equal(read.bizLocation, 'https://vuon.example.vn/KHO')
  assert.deepEqual(
    read.keys.filter(({ role }) => role === 'epc').map(({ key }) => key),
    [itemKey('1')],
  )
})

test('transactions, sources and destinations keep their type', () => {
  const read = facts({
    bizTransactionList: [
      { type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:9521234000112:PO1' },
      { bizTransaction: 'https://erp.example.com/x' },
    ],
    sourceList: [{ type: 'https://ref.gs1.org/cbv/SDT-owning_party', source: 'urn:epc:id:pgln:9521234.00011' }],
    destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:9521234.00011.0' }],
  })
  assert.deepEqual(read.sources, [{ type: 'owning_party', key: '/417/9521234000112' }])
  assert.deepEqual(read.destinations, [{ type: 'location', key: '/414/9521234000112' }])
  assert.deepEqual(
    read.keys.filter(({ role }) => role === 'bizTransaction').map(({ key, type }) => [key, type]),
    [
      ['urn:epcglobal:cbv:bt:9521234000112:PO1', 'po'],
      ['https://erp.example.com/x', undefined],
    ],
  )
})

test('ILMD and a declaration are told by full names and one spelling', () => {
  const read = facts({
    action: 'ADD',
    epcList: [item('1')],
    ilmd: { 'cbvmda:lotNumber': 'L1', 'vuon:grower': { 'vuon:name': 'Ba' } },
    errorDeclaration: { declarationTime: '2026-07-02T07:00:00+07:00', reason: 'urn:epcglobal:cbv:er:did_not_occur' },
  })
  assert.deepEqual(read.ilmd, {
    'urn:epcglobal:cbv:mda:lotNumber': 'L1',
    'https://vuon.example.vn/ns/grower': { 'vuon:name': 'Ba' },
  })
  assert.deepEqual(read.declaration, {
    declarationTime: '2026-07-02T00:00:00.000Z',
    reason: 'did_not_occur',
    correctiveEventIDs: [],
  })
})

test('commissioning, ILMD and outputs create; handling does not', () => {
  const things = { epcList: [item('1')], quantityList: [{ epcClass: lot, quantity: 2 }] }
  const both = [itemKey('1'), lotKey]
  assert.deepEqual(facts({ ...things, action: 'ADD', bizStep: 'commissioning' }).creates, both)
  assert.deepEqual(facts({ ...things, action: 'ADD' }).creates, both)
  assert.deepEqual(facts({ ...things, action: 'ADD', bizStep: 'vuon:harvesting' }).creates, both)
  assert.deepEqual(facts({ ...things, action: 'ADD', bizStep: 'receiving' }).creates, [])
  assert.deepEqual(facts({ ...things, action: 'ADD', bizStep: 'receiving', ilmd: { 'vuon:a': 1 } }).creates, both)
  assert.deepEqual(facts({ ...things, action: 'OBSERVE', bizStep: 'commissioning' }).creates, [])
  assert.deepEqual(
    facts({ type: 'AggregationEvent', action: 'ADD', parentID: sscc, childEPCs: [item('1')] }).creates,
    [],
  )
  const made = { type: 'TransformationEvent', inputEPCList: [item('1')], outputQuantityList: [{ epcClass: lot }] }
  assert.deepEqual(facts(made).creates, [lotKey])
})

test('a number that no number holds, as an extension’s event may have it, is no quantity', () => {
  const own = {
    type: 'vuon:Weighing',
    quantityList: JSON.parse(`[{ "epcClass": "${lot}", "quantity": 1e400, "uom": "KGM" }]`),
  }
  assert.deepEqual(JSON.parse(JSON.stringify(facts(own).keys)), [{ role: 'class', key: lotKey, uom: 'KGM' }])
})

test('a parent contains its children, items and quantities with their unit', () => {
  const event = { type: 'AggregationEvent', action: 'ADD', parentID: sscc, childEPCs: [item('1')] }
  assert.deepEqual(links({ ...event, childQuantityList: [{ epcClass: lot, quantity: 40, uom: 'KGM' }] }), [
    { kind: 'contains', a: ssccKey, b: itemKey('1'), action: 'ADD' },
    { kind: 'contains', a: ssccKey, b: lotKey, action: 'ADD', quantity: 40, uom: 'KGM', classLevel: true },
  ])
  assert.deepEqual(links({ type: 'AssociationEvent', action: 'DELETE', parentID: sscc }), [
    { kind: 'contains', a: ssccKey, b: '', action: 'DELETE' },
  ])
  assert.deepEqual(links({ type: 'AggregationEvent', action: 'OBSERVE', childEPCs: [item('1')] }), [])
})

test('a process is its transformationID, or the event itself', () => {
  const event = { type: 'TransformationEvent', inputQuantityList: [{ epcClass: lot, quantity: 5 }] }
  assert.deepEqual(links({ ...event, outputEPCList: [item('1')] }), [
    { kind: 'input', a: 'event', b: lotKey, quantity: 5, classLevel: true },
    { kind: 'output', a: 'event', b: itemKey('1') },
  ])
  assert.deepEqual(links({ ...event, transformationID: 'urn:epc:id:gdti:9521234.00011.D1' }), [
    { kind: 'input', a: '/253/9521234000112D1', b: lotKey, quantity: 5, classLevel: true },
  ])
})

test('an ObjectEvent or a TransactionEvent says of each of its keys alone what became of it', () => {
  const things = { epcList: [item('1')], quantityList: [{ epcClass: lot, quantity: 3 }] }
  const said = (members: JsonObject) => [...new Set(links({ ...things, ...members }).map(({ kind }: Link) => kind))]
  const table: [JsonObject, string][] = [
    [{ action: 'ADD' }, 'commissioned'],
    [{ action: 'OBSERVE' }, 'seen'],
    [{ action: 'OBSERVE', bizStep: 'receiving' }, 'arrived'],
    [{ action: 'OBSERVE', bizStep: 'departing' }, 'departed'],
    [{ action: 'OBSERVE', bizStep: 'retail_selling' }, 'ended'],
    [{ action: 'OBSERVE', disposition: 'destroyed' }, 'ended'],
    [{ action: 'DELETE' }, 'ended'],
    [{ type: 'TransactionEvent', action: 'ADD' }, 'seen'],
    [{ type: 'TransactionEvent', action: 'DELETE' }, 'seen'],
    [{ type: 'TransactionEvent', action: 'ADD', bizStep: 'shipping' }, 'departed'],
  ]
  for (const [members, kind] of table) assert.deepEqual(said(members), [kind], JSON.stringify(members))
  assert.deepEqual(links({ ...things, action: 'OBSERVE' }), [
    { kind: 'seen', a: itemKey('1'), b: '', action: 'OBSERVE' },
    { kind: 'seen', a: lotKey, b: '', action: 'OBSERVE', quantity: 3, classLevel: true },
  ])
  assert.deepEqual(links({ type: 'TransactionEvent', action: 'ADD', parentID: sscc }), [
    { kind: 'seen', a: ssccKey, b: '' },
  ])
})

test('an instance is of the lot that the ILMD of its creation names', () => {
  const ilmd = { 'cbvmda:lotNumber': 'L/1' }
  const member = { kind: 'member', a: itemKey('1').replace(/\/21\/.*/, '/10/L%2F1'), b: itemKey('1') }
  const membersIn = (members: JsonObject) => links(members).filter(({ kind }: Link) => kind === 'member')
  assert.deepEqual(membersIn({ action: 'ADD', epcList: [item('1'), sscc], ilmd }), [member])
  assert.deepEqual(membersIn({ type: 'TransformationEvent', outputEPCList: [item('1')], ilmd }), [member])
  assert.deepEqual(membersIn({ action: 'OBSERVE', epcList: [item('1')], ilmd }), [])
  assert.deepEqual(membersIn({ action: 'ADD', epcList: [item('1')], ilmd: { 'cbvmda:lotNumber': 'no lot é' } }), [])
})

test('what is too long to be found by is no fact of an event whose members may be of any shape', () => {
  const long = `urn:x:${'a'.repeat(2000)}`
  const vietnamese = 'ấ'.repeat(700)
  const { context: far } = resolveContext({ far: `https://far.example/${'a'.repeat(1990)}` })
  const members: JsonObject = {
    type: 'urn:x:Event',
    ...{
      bizStep: 'far:a',
      disposition: long,
      parentID: vietnamese,
      readPoint: { id: long },
      epcList: [long, item('1')],
    },
    quantityList: [{ epcClass: long }, { epcClass: lot, uom: long }],
    sourceList: [{ type: 'far:a', source: 'urn:x:1' }],
  }
  const { bizStep, disposition, readPoint, sources, keys } = factsOf(eventOf(members), far)
  assert.deepEqual([bizStep, disposition, readPoint, sources], [undefined, undefined, undefined, []])
  assert.deepEqual(JSON.parse(JSON.stringify(keys)), [
    { role: 'epc', key: itemKey('1') },
    { role: 'class', key: lotKey },
    { role: 'source', key: 'urn:x:1' },
  ])
})

test('members of any shape give facts without a throw', () => {
  const names = [
    'epcList',
    'quantityList',
    'parentID',
    'readPoint',
    'sourceList',
    'ilmd',
    'bizStep',
    'errorDeclaration',
  ]
  const members = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.jsonValue({ maxDepth: 3 }))
  fc.assert(
    fc.property(members, (event) => {
      const given = { ...(event as JsonObject), ...common, type: 'vuon:Event' }
      assert.deepEqual(links(given), [])
    }),
  )
})
