import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs'
import {
  type ContextualEvent,
  createCutter,
  createXmlCutter,
  type EpcisEvent,
  type Json,
  type JsonObject,
  preHashString,
  resolveContext,
  xmlDocument,
  xmlQueryDocument,
} from '../index.ts'

const utf8 = new TextEncoder()

type Read = { header: Json; events: ContextualEvent[] }

function read(bytes: Uint8Array): Read {
  const cutter = /^[\ufeff\s]*</.test(new TextDecoder().decode(bytes.subarray(0, 100)))
    ? createXmlCutter()
    : createCutter()
  const texts = cutter.push(bytes).map((part) => new TextDecoder().decode(part))
  const { header, issues } = cutter.end()
  assert.deepEqual(issues, [])
  const outer = resolveContext((header as JsonObject)['@context']).context
  const events = texts.map((text) => {
    const event = JSON.parse(text) as EpcisEvent
    return { event, context: resolveContext(event['@context'], outer).context }
  })
  return { header: header as Json, events }
}

const readXml = (xml: string): Read => read(utf8.encode(xml))

const withoutContext = ({ event: { '@context': _, ...members } }: ContextualEvent) => members
const hashed = ({ event, context }: ContextualEvent) => preHashString(event, context)
const stamp = { queryName: 'SimpleEventQuery', createdAt: '2026-06-01T00:00:00Z' }

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld',
  { ex: 'https://vidu.example/ns/', own: 'urn:vidu:' },
]

const contextual = (event: JsonObject): ContextualEvent => ({
  event: event as EpcisEvent,
  context: resolveContext(context).context,
})

const common = { eventTime: '2026-05-02T08:30:00+07:00', eventTimeZoneOffset: '+07:00' }

/** The order of the schema, the spelling of terms, and what has no place of its own. */
const written: [what: string, event: JsonObject, xml: string][] = [
  [
    'an ObjectEvent in the order of its schema',
    {
      type: 'ObjectEvent',
      'ex:a': 1,
      ilmd: { 'ex:b': true },
      bizStep: 'shipping',
      action: 'ADD',
      epcList: ['urn:e:1'],
      ...common,
    },
    '<ObjectEvent><eventTime>2026-05-02T08:30:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>' +
      '<epcList><epc>urn:e:1</epc></epcList><action>ADD</action><bizStep>https://ref.gs1.org/cbv/BizStep-shipping</bizStep>' +
      '<ilmd><ex:b xsi:type="xsd:boolean">true</ex:b></ilmd><ex:a xsi:type="xsd:integer">1</ex:a></ObjectEvent>',
  ],
  [
    'a TransactionEvent: its transactions come early',
    { type: 'TransactionEvent', action: 'ADD', bizTransactionList: [{ type: 'po', bizTransaction: 'urn:t:1' }] },
    '<TransactionEvent><bizTransactionList><bizTransaction type="https://ref.gs1.org/cbv/BTT-po">urn:t:1</bizTransaction>' +
      '</bizTransactionList><action>ADD</action></TransactionEvent>',
  ],
  [
    'a unit without a quantity, an empty list, and lists that the schema forbids to be empty',
    { type: 'ObjectEvent', epcList: [], sourceList: [], quantityList: [{ epcClass: 'urn:c:1', uom: 'KGM' }] },
    '<ObjectEvent><epcList/><quantityList><quantityElement><epcClass>urn:c:1</epcClass><quantity xsi:nil="true"/>' +
      '<uom>KGM</uom></quantityElement></quantityList></ObjectEvent>',
  ],
  [
    'large and small numbers: decimals where the schema wants them',
    {
      type: 'ObjectEvent',
      quantityList: [{ epcClass: 'urn:c:1', quantity: 1e21 }],
      sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 1e-7 }] }],
    },
    '<ObjectEvent><quantityList><quantityElement><epcClass>urn:c:1</epcClass><quantity>1000000000000000000000</quantity>' +
      '</quantityElement></quantityList><sensorElementList><sensorElement><sensorReport type="gs1:Temperature" value="1e-7"/>' +
      '</sensorElement></sensorElementList></ObjectEvent>',
  ],
  [
    'markup, line ends and what XML cannot hold',
    {
      type: 'ObjectEvent',
      'ex:a': '<&>"\r\n\u0001\ufffe',
      sensorElementList: [{ sensorReport: [{ 'ex:b': '"\n<' }] }],
    },
    '<ObjectEvent><sensorElementList><sensorElement><sensorReport ex:b="&quot;&#10;&lt;"/></sensorElement></sensorElementList>' +
      '<ex:a>&lt;&amp;&gt;"&#13;\n\ufffd\ufffd</ex:a></ObjectEvent>',
  ],
  [
    'names that are no XML names, full URIs and unknown prefixes',
    { type: 'ObjectEvent', 'ex:a b': { '1': 'x' }, 'https://a.example/b': null, 'ex:__x': { 'la:x': '_x0041_' } },
    '<ObjectEvent><ex:a_x0020_b><_x0031_>x</_x0031_></ex:a_x0020_b><ns:b xsi:nil="true"/>' +
      '<ex:__x><la_x003A_x>_x0041_</la_x003A_x></ex:__x></ObjectEvent>',
  ],
  [
    'an event type of an extension',
    { type: 'ex:SuKien', ...common, 'own:a': ['1', '2'] },
    '<extension><ex:SuKien><eventTime>2026-05-02T08:30:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>' +
      '<own:a>1</own:a><own:a>2</own:a></ex:SuKien></extension>',
  ],
]

describe('in XML an event is', () => {
  for (const [what, event, xml] of written) {
    test(what, () => {
      const found = xmlQueryDocument([contextual(event)], stamp)
      assert.ok(found.includes(`<EventList>${xml}</EventList>`), found)
    })
  }

  test('its terms as URNs where these are asked for', () => {
    const event = contextual({
      type: 'ObjectEvent',
      bizStep: 'https://ref.gs1.org/cbv/BizStep-packing',
      disposition: 'active',
    })
    const xml = xmlQueryDocument([event], { ...stamp, cbvFormat: 'Always_URN' })
    assert.match(xml, />urn:epcglobal:cbv:bizstep:packing<.*>urn:epcglobal:cbv:disp:active</)
  })

  test('a prefix with two meanings: the second is declared where it holds', () => {
    const one = contextual({ type: 'ObjectEvent', 'ex:a': '1' })
    const other = {
      event: { type: 'ObjectEvent', 'ex:a': '2' } as unknown as EpcisEvent,
      context: resolveContext({ ex: 'urn:other:' }).context,
    }
    const xml = xmlQueryDocument([one, other, one], stamp)
    assert.match(xml, /<epcisq:EPCISQueryDocument [^>]*xmlns:ex="https:\/\/vidu.example\/ns\/"/)
    assert.match(xml, /<ObjectEvent xmlns:ex="urn:other:"><ex:a>2<\/ex:a><\/ObjectEvent>/)
    const names = readXml(xml).events.map((event) => hashed(event))
    assert.deepEqual(names, [one, other, one].map(hashed))
  })

  test('a thousand meanings of one prefix in one event', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `ex:a${index}`,
        { '@context': { ex: `urn:${index}:` }, 'ex:b': '1' },
      ]),
    )
    const event = contextual({ type: 'ObjectEvent', ...many })
    const back = readXml(xmlQueryDocument([event], stamp)).events.map(hashed)
    assert.equal(back[0]?.match(/\}b=1/g)?.length, 1000)
  })
})

const possible = (text: string) =>
  text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
const aText = fc.string({ unit: 'binary', maxLength: 12 }).map(possible)
const aNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => value + 0)
const local = aText.filter((text) => !text.includes(':') && text !== '__proto__')
const prefixed = fc.tuple(fc.constantFrom('ex', 'own'), local).map(([prefix, name]) => `${prefix}:${name}`)
const anyName = fc.oneof(
  prefixed,
  local.filter((name) => !/^[@#]|^$|^(ex|own|xsd|gs1|cbv|epcis|rdfs|owl|cbvmda|dcterms)$/.test(name)),
)

const { value: aValue } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    aText,
    aNumber,
    fc.boolean(),
    fc.constant(null),
    tie('object'),
    fc.array(fc.oneof(aText, aNumber, tie('object')), { minLength: 2, maxLength: 4 }),
  ),
  object: fc.dictionary(anyName, tie('value'), { minKeys: 1, maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
}))

const extensions = fc.dictionary(prefixed, aValue, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>
const uri = fc.constantFrom(
  'urn:epc:id:sgtin:9521234.098765.A1',
  'https://id.gs1.org/01/09521234987659/21/2',
  'urn:x:1',
)
const optional = (members: Record<string, fc.Arbitrary<Json>>) =>
  fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>
const place = fc.tuple(uri, extensions).map(([id, more]): JsonObject => ({ id, ...more }))
const quantity = optional({ epcClass: uri, quantity: aNumber, uom: fc.constant('KGM') })
const scalars = fc.dictionary(prefixed, aText, { maxKeys: 3 }) as fc.Arbitrary<JsonObject>
const report = fc
  .tuple(
    optional({
      type: fc.constantFrom('Temperature', 'ex:Do'),
      value: aNumber,
      booleanValue: fc.boolean(),
      stringValue: aText,
    }),
    scalars,
  )
  .map(([known, more]): JsonObject => ({ ...known, ...more }))

const anEvent = fc
  .tuple(
    fc.constantFrom('ObjectEvent', 'AggregationEvent', 'AssociationEvent', 'TransactionEvent', 'TransformationEvent'),
    optional({
      eventID: uri,
      action: fc.constantFrom('ADD', 'OBSERVE', 'DELETE'),
      bizStep: fc.constantFrom('shipping', 'https://vidu.example/buoc'),
      disposition: fc.constantFrom('active', 'recalled'),
      persistentDisposition: fc.constant({ set: ['active'], unset: ['recalled', 'damaged'] }),
      readPoint: place,
      epcList: fc.array(uri, { maxLength: 3 }),
      quantityList: fc.array(quantity, { maxLength: 3 }),
      childQuantityList: fc.array(quantity, { maxLength: 3 }),
      bizTransactionList: fc.constant([{ type: 'po', bizTransaction: 'urn:t:1' }, { bizTransaction: 'urn:t:2' }]),
      sensorElementList: fc.array(
        fc.tuple(scalars, fc.array(report, { minLength: 1, maxLength: 2 })).map(([sensorMetadata, sensorReport]) => ({
          sensorMetadata,
          sensorReport,
        })),
        { minLength: 1, maxLength: 2 },
      ),
      certificationInfo: fc.constantFrom<Json>('urn:c:1', ['urn:c:1', 'urn:c:2']),
      errorDeclaration: extensions.map((more) => ({
        declarationTime: '2026-05-03T00:00:00Z',
        reason: 'did_not_occur',
        ...more,
      })),
      ilmd: extensions,
    }),
    extensions,
  )
  .map(([type, known, more]) => JSON.parse(JSON.stringify({ type, ...common, ...known, ...more })) as JsonObject)

test('any event comes back from XML as it was, and hashes alike', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { minLength: 1, maxLength: 3 }), (events) => {
      const sent = events.map(contextual)
      for (const xml of [xmlQueryDocument(sent, stamp), xmlDocument(sent, { '@context': context })]) {
        const back = readXml(xml).events
        assert.deepEqual(back.map(withoutContext), sent.map(withoutContext))
        assert.deepEqual(back.map(hashed), sent.map(hashed))
      }
    }),
    { numRuns: 200 },
  )
})

const standards = new URL('../../../../shared/standards/epcis/', import.meta.url)
const skip = existsSync(standards) ? false : 'the published standards are not at hand'
const examples = skip
  ? []
  : globSync('{JSON,XML,XML-1.2}/**/*.{jsonld,json,xml}', { cwd: new URL('examples/', standards) })
      .filter((name) => !name.includes('CaptureJob') && !name.endsWith('_7.json'))
      .sort()

/** cbv:Comp-x is a URI that JSON takes as well; in XML it is one of the spellings of the bare word. */
const spelt = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('"cbv:Comp-', '"')) as unknown

describe('every published example', { skip }, () => {
  xmlRegisterFsInputProviders()
  const validatorOf = (name: string) => {
    const url = new URL(`xsd/2.0/${name}`, standards)
    return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(url), { url: url.pathname }))
  }
  const documents = skip ? undefined : validatorOf('EPCglobal-epcis-2_0.xsd')
  const results = skip ? undefined : validatorOf('EPCglobal-epcis-query-2_0.xsd')

  test('there are some', () => assert.ok(examples.length > 80))

  for (const name of examples) {
    test(`${name} comes back, and is valid XML on the way`, () => {
      const sent = read(readFileSync(new URL(`examples/${name}`, standards)))
      const document = xmlDocument(sent.events, sent.header)
      const query = xmlQueryDocument(sent.events, { ...stamp, cbvFormat: 'Always_URN' })
      for (const [xml, validator] of [[document, documents] as const, [query, results] as const]) {
        validator?.validate(XmlDocument.fromString(xml))
        const back = readXml(xml).events
        assert.deepEqual(back.map(withoutContext), spelt(sent.events.map(withoutContext)))
        assert.deepEqual(back.map(hashed), sent.events.map(hashed))
      }
      const { '@context': _a, epcisBody: _b, type: _c, ...members } = sent.header as JsonObject
      const { '@context': _d, epcisBody: _e, type: _f, ...again } = readXml(document).header as JsonObject
      assert.deepEqual(again, members)
    })
  }
})
