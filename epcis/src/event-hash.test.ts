import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Context, resolveContext } from './context.ts'
import type { EpcisEvent, Json, JsonObject } from './event.ts'
import { preHashString, toHashID, unhashedString } from './event-hash.ts'

const contextOf = (version: string): Context =>
  resolveContext([
    `https://ref.gs1.org/standards/epcis/${version}epcis-context.jsonld`,
    { vuon: 'https://vuon.example.vn/ns/' },
  ]).context
const context = contextOf('2.0.0/')

const preHash = (event: JsonObject, inside = context) => preHashString(event as EpcisEvent, inside)
const hash = (event: JsonObject) => createHash('sha256').update(preHash(event)).digest('hex')

const harvest: JsonObject = {
  type: 'ObjectEvent',
  eventID: 'urn:uuid:9f1d2c3e-0000-4000-8000-000000000001',
  recordTime: '2026-07-01T00:00:00Z',
  certificationInfo: 'https://cert.example.vn/vietgap/17',
  eventTime: '2026-07-01T06:15:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'urn:epcglobal:cbv:disp:active',
  readPoint: { id: 'urn:epc:id:sgln:9521234.00011.K7', 'vuon:row': '03.0' },
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:9521234.054321.L1', quantity: 125.5, uom: 'KGM' }],
  ilmd: { 'cbvmda:lotNumber': 'L1', 'vuon:grower': ' Cô Ba ', 'rdfs:comment': 'said at the gate' },
  'vuon:weather': { 'vuon:wind': 2, 'vuon:rain': 0.4 },
}

const pack: JsonObject = {
  type: 'AggregationEvent',
  eventTime: '2026-07-01T02:00:00.1415Z',
  eventTimeZoneOffset: '+07:00',
  parentID: 'urn:epc:id:sscc:9521234.3000000010',
  childEPCs: ['https://id.gs1.org/01/09521234543213/21/A2', 'urn:epc:id:sgtin:9521234.054321.A1'],
  childQuantityList: [{ epcClass: 'urn:epc:idpat:sgtin:9521234.054321.*', quantity: 40 }],
  action: 'ADD',
  bizStep: 'https://ref.gs1.org/cbv/BizStep-packing',
  bizTransactionList: [
    { type: 'po', bizTransaction: 'https://erp.example.com/po/17' },
    { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:9521234000112:A9' },
  ],
  destinationList: [{ type: 'owning_party', destination: 'urn:epc:id:pgln:9521234.00011' }],
}

const sensor: JsonObject = {
  type: 'ObjectEvent',
  eventTime: '2026-07-01T02:00:00Z',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  epcList: [],
  persistentDisposition: { set: ['conformant'], unset: ['damaged'] },
  readPoint: { id: 'https://id.gs1.org/414/9521234000112' },
  sensorElementList: [
    {
      sensorMetadata: { deviceID: 'urn:epc:id:giai:9521234.A7', time: '2026-07-01T08:55:00+07:00' },
      sensorReport: [
        { type: 'gs1:Temperature', value: 4.5, uom: 'CEL', 'vuon:note': 'moved' },
        {
          type: 'Temperature',
          exception: 'ALARM_CONDITION',
          component: 'x',
          booleanValue: true,
          minValue: 1e-7,
          maxValue: 21.0,
          uom: 'CEL',
        },
      ],
    },
  ],
}

/** Written by hand from the rules of CBV 2.0 §8.9, line by line; the digests are of these texts by another program. */
const vectors: [string, JsonObject, string[], string][] = [
  [
    'ILMD, then extensions of fields, then those of the event',
    harvest,
    [
      'eventType=ObjectEvent',
      'eventTime=2026-06-30T23:15:00.000Z',
      'eventTimeZoneOffset=+07:00',
      'quantityList',
      'quantityElement',
      'epcClass=https://id.gs1.org/01/09521234543213/10/L1',
      'quantity=125.5',
      'uom=KGM',
      'action=ADD',
      'bizStep=https://ref.gs1.org/cbv/BizStep-commissioning',
      'disposition=https://ref.gs1.org/cbv/Disp-active',
      'readPoint',
      'id=https://id.gs1.org/414/9521234000112/254/K7',
      'ilmd',
      '{https://vuon.example.vn/ns/}grower=Cô Ba',
      '{urn:epcglobal:cbv:mda}lotNumber=L1',
      'readPoint',
      '{https://vuon.example.vn/ns/}row=3',
      '{https://vuon.example.vn/ns/}weather',
      '{https://vuon.example.vn/ns/}rain=0.4',
      '{https://vuon.example.vn/ns/}wind=2',
    ],
    '15ecbf48e87002fc689caedf35c4910bd1457069d675c2c021411f0f7e6ae048',
  ],
  [
    'lists sorted, types before what they type, the time rounded',
    pack,
    [
      'eventType=AggregationEvent',
      'eventTime=2026-07-01T02:00:00.142Z',
      'eventTimeZoneOffset=+07:00',
      'parentID=https://id.gs1.org/00/395212340000000106',
      'childEPCs',
      'epc=https://id.gs1.org/01/09521234543213/21/A1',
      'epc=https://id.gs1.org/01/09521234543213/21/A2',
      'childQuantityList',
      'quantityElement',
      'epcClass=https://id.gs1.org/01/09521234543213',
      'quantity=40',
      'action=ADD',
      'bizStep=https://ref.gs1.org/cbv/BizStep-packing',
      'bizTransactionList',
      'type=https://ref.gs1.org/cbv/BTT-desadv',
      'bizTransaction=urn:epcglobal:cbv:bt:9521234000112:A9',
      'type=https://ref.gs1.org/cbv/BTT-po',
      'bizTransaction=https://erp.example.com/po/17',
      'destinationList',
      'type=https://ref.gs1.org/cbv/SDT-owning_party',
      'destination=https://id.gs1.org/417/9521234000112',
    ],
    'aec562de622075f7610061a68e4f540fcff7351827336d3f983dd9ba72968cee',
  ],
  [
    'sensor elements without the name of their list',
    sensor,
    [
      'eventType=ObjectEvent',
      'eventTime=2026-07-01T02:00:00.000Z',
      'eventTimeZoneOffset=+07:00',
      'action=OBSERVE',
      'persistentDisposition',
      'set=https://ref.gs1.org/cbv/Disp-conformant',
      'unset=https://ref.gs1.org/cbv/Disp-damaged',
      'readPoint',
      'id=https://id.gs1.org/414/9521234000112',
      'sensorElement',
      'sensorMetadata',
      'time=2026-07-01T01:55:00.000Z',
      'deviceID=https://id.gs1.org/8004/9521234A7',
      'sensorReport',
      'type=https://ref.gs1.org/voc/Temperature',
      'exception=https://ref.gs1.org/voc/ALARM_CONDITION',
      'component=https://ref.gs1.org/cbv/Comp-x',
      'booleanValue=true',
      'minValue=0.0000001',
      'maxValue=21',
      'uom=CEL',
      'sensorReport',
      'type=https://ref.gs1.org/voc/Temperature',
      'value=4.5',
      'uom=CEL',
      'sensorElement',
      'sensorReport',
      '{https://vuon.example.vn/ns/}note=moved',
    ],
    '5f53d8f56a9b61bc7e36055a618137745b026e27f744fe0199a026b039464097',
  ],
]

for (const [title, event, lines, digest] of vectors) {
  test(`the pre-hash string: ${title}`, () => {
    assert.equal(preHash(event), lines.join(''))
    assert.equal(hash(event), digest)
  })
}

test('the hash ID is an RFC 6920 name with the version of the rules', () => {
  assert.equal(toHashID('ab12'), 'ni:///sha-256;ab12?ver=CBV2.0')
})

test('the GS1 Web Vocabulary has one name, whatever the version of the context calls it', () => {
  for (const version of ['2.0.0/', '2.0.1/', '']) {
    const text = preHash({ ...sensor, 'gs1:note': 1 }, contextOf(version))
    assert.match(text, /type=https:\/\/ref\.gs1\.org\/voc\/Temperaturevalue/)
    assert.match(text, /\{https:\/\/ref\.gs1\.org\/voc\/\}note=1$/)
  }
})

test('an error declaration has a text of its own, and its event the hash of the original', () => {
  const declaration = { declarationTime: '2026-07-02T09:00:00+07:00', reason: 'incorrect_data' }
  const declared = {
    ...pack,
    errorDeclaration: { ...declaration, correctiveEventIDs: ['urn:x:2', 'urn:x:1'], 'vuon:by': 'Ba' },
  }
  assert.equal(preHash(declared), preHash(pack))
  assert.equal(unhashedString(pack as EpcisEvent, context), '')
  assert.equal(
    unhashedString(declared as unknown as EpcisEvent, context),
    'errorDeclarationdeclarationTime=2026-07-02T02:00:00.000Zreason=https://ref.gs1.org/cbv/ER-incorrect_data' +
      'correctiveEventIDs=urn:x:1correctiveEventIDs=urn:x:2{https://vuon.example.vn/ns/}by=Ba',
  )
})

/** The same JSON value with the members of every object, and the elements of every list, in another order. */
const shuffled = (given: Json): fc.Arbitrary<Json> => {
  if (Array.isArray(given))
    return fc.tuple(...given.map(shuffled)).chain((list) => fc.shuffledSubarray(list, { minLength: list.length }))
  if (typeof given !== 'object' || given === null) return fc.constant(given)
  return fc
    .tuple(...Object.entries(given).map(([name, each]) => shuffled(each).map((value): [string, Json] => [name, value])))
    .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }))
    .map((list) => Object.fromEntries(list))
}

test('the order of members and of list elements does not change the hash', () => {
  for (const event of [harvest, pack, sensor])
    fc.assert(
      fc.property(shuffled(event), (other) => assert.equal(preHash(other as JsonObject), preHash(event))),
      { numRuns: 50 },
    )
})

test('the spelling of keys, terms, times and numbers does not change the hash', () => {
  const respelt: JsonObject = {
    ...harvest,
    eventTime: '2026-06-30T23:15:00.0000Z',
    bizStep: 'urn:epcglobal:cbv:bizstep:commissioning',
    disposition: 'cbv:Disp-active',
    readPoint: { 'https://vuon.example.vn/ns/row': 3, id: 'https://khac.example.vn/414/9521234000112/254/%4B7' },
    quantityList: [
      { uom: 'KGM', quantity: 125.5, epcClass: 'https://khac.example.vn/01/09521234543213/10/L1?17=271231' },
    ],
  }
  assert.equal(preHash(respelt), preHash(harvest))
})

test('any change of content changes the hash', () => {
  const changed: JsonObject[] = [
    { ...harvest, eventTimeZoneOffset: '+08:00' },
    { ...harvest, quantityList: [{ epcClass: 'urn:epc:class:lgtin:9521234.054321.L1', quantity: 125.5 }] },
    { ...harvest, ilmd: { 'cbvmda:lotNumber': 'L2' } },
    { ...harvest, 'vuon:weather': { 'vuon:wind': 2 } },
    { ...harvest, 'vuon:other': true },
  ]
  assert.equal(new Set([harvest, ...changed].map(hash)).size, changed.length + 1)
})

test('a key is written as its EPC URN has its characters, however a Digital Link spells it', () => {
  const text = (value: string) => preHash({ type: 'ObjectEvent', epcList: [value] }).replace(/.*epc=/, '')
  const pairs: [string, string][] = [
    ["urn:epc:id:sgtin:9521234.054321.A!'()*+,:;=_-", "01/09521234543213/21/A!'()*+,:;=_-"],
    [
      'https://x.example.vn/01/09521234543213/21/A%21%27%28%29%2A%2B%2C%3A%3B%3D_-',
      "01/09521234543213/21/A!'()*+,:;=_-",
    ],
    ['urn:epc:id:sgtin:9521234.054321.A%22%25%26%2F%3C%3E%3F', '01/09521234543213/21/A%22%25%26%2F%3C%3E%3F'],
    ['https://x.example.vn/gtin/09521234543213/lot/L1/ser/7?17=271231', '01/09521234543213/21/7'],
    ['https://x.example.vn/gln/9521234000112', '414/9521234000112'],
  ]
  for (const [value, expected] of pairs) assert.equal(text(value), `https://id.gs1.org/${expected}`)
  assert.equal(text('https://x.example.vn/lot/17'), 'https://x.example.vn/lot/17')
})

test('a name whose prefix nobody explains stays as it stands, and a comment is no content', () => {
  const event = {
    type: 'ObjectEvent',
    'vuon:of': [{ 'la:ten': 'x', comment: 'said', id: 'urn:epc:id:giai:9521234.A7' }],
  }
  assert.equal(
    preHash(event),
    'eventType=ObjectEvent{https://vuon.example.vn/ns/}ofid=https://id.gs1.org/8004/9521234A7la:ten=x',
  )
})

test('an object’s own context is heeded and is no content; lists within a list are one', () => {
  const event = {
    type: 'ObjectEvent',
    'vuon:a': [['x', ['z']], 'y'],
    'vuon:b': { '@context': { vuon: 'https://khac.example.vn/' }, 'vuon:c': { 'vuon:d': 1 } },
  }
  assert.equal(
    preHash(event),
    'eventType=ObjectEvent{https://vuon.example.vn/ns/}a=x{https://vuon.example.vn/ns/}a=y{https://vuon.example.vn/ns/}a=z' +
      '{https://vuon.example.vn/ns/}b{https://khac.example.vn/}c{https://khac.example.vn/}d=1',
  )
})

test('numbers keep all their digits', () => {
  const text = (value: Json) => preHash({ type: 'ObjectEvent', 'vuon:n': value }).replace(/.*=/, '')
  const pairs: [Json, string][] = [
    ['12345678901234567890.10', '12345678901234567890.1'],
    ['+007', '7'],
    ['-0.50', '-0.5'],
    ['.5', '0.5'],
    ['0.000', '0'],
    ['1e5', '1e5'],
    [1e21, '1000000000000000000000'],
    [-1.5e-9, '-0.0000000015'],
    [0.1, '0.1'],
    ['A007', 'A007'],
  ]
  for (const [value, expected] of pairs) assert.equal(text(value), expected)
})

test('members of any shape are hashed without a throw', () => {
  const members = fc.dictionary(
    fc.oneof(
      fc.constantFrom('epcList', 'quantityList', 'readPoint', 'ilmd', 'sensorElementList', 'bizStep', 'sourceList'),
      fc.string(),
    ),
    fc.jsonValue({ maxDepth: 4 }),
  )
  fc.assert(fc.property(members, (event) => void preHash({ ...(event as JsonObject), type: 'vuon:Event' })))
})
