import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../event.ts'
import { createXmlCutter } from './cutter.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function cut(...chunks: Uint8Array[]) {
  const cutter = createXmlCutter()
  const texts = chunks.flatMap((chunk) => cutter.push(chunk)).map((part) => new TextDecoder().decode(part))
  return { ...cutter.end(), events: texts.map((text) => JSON.parse(text) as JsonObject) }
}

const cutText = (text: string) => cut(bytes(text))
const faults = (...chunks: Uint8Array[]) => cut(...chunks).issues.map(({ code, at }) => `${code} ${at}`)

const when = '<eventTime>2026-05-02T08:30:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>'
const seen = `<ObjectEvent>${when}<action>OBSERVE</action></ObjectEvent>`

const document = (events: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:vd="https://vidu.example/ns/" schemaVersion="2.0"
  creationDate="2026-05-02T08:31:00Z">${more}<EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`

const eventOf = (inside: string, type = 'ObjectEvent'): JsonObject => {
  const { events, issues } = cutText(document(`<${type}>${inside}</${type}>`))
  assert.deepEqual(issues, [])
  return events[0] as JsonObject
}

test('a document is its events and itself without them, in the JSON binding', () => {
  const { kind, count, issues, header, events } = cutText(document(`${seen}<!-- two -->${seen}`))
  assert.deepEqual([kind, count, issues], ['document', 2, []])
  assert.deepEqual(header, {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { vd: 'https://vidu.example/ns/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-02T08:31:00Z',
    epcisBody: { eventList: [] },
  })
  const event = {
    type: 'ObjectEvent',
    eventTime: '2026-05-02T08:30:00+07:00',
    eventTimeZoneOffset: '+07:00',
    action: 'OBSERVE',
  }
  assert.deepEqual(events, [event, event])
})

const members: [what: string, xml: string, json: JsonObject][] = [
  ['space around a value means nothing', '<action>\n ADD\t</action>', { action: 'ADD' }],
  ['an EPC list', '<epcList><epc>urn:a:1</epc><epc>urn:a:2</epc></epcList>', { epcList: ['urn:a:1', 'urn:a:2'] }],
  ['an empty list', '<epcList/>', { epcList: [] }],
  [
    'quantities, known and unknown',
    `<quantityList><quantityElement><epcClass>urn:c:1</epcClass><quantity>200.50</quantity><uom>KGM</uom></quantityElement>
     <quantityElement><epcClass>urn:c:2</epcClass>
     <quantity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></quantityElement></quantityList>`,
    { quantityList: [{ epcClass: 'urn:c:1', quantity: 200.5, uom: 'KGM' }, { epcClass: 'urn:c:2' }] },
  ],
  ['a CBV URN', '<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>', { bizStep: 'shipping' }],
  ['a CBV web URI', '<bizStep>https://ref.gs1.org/cbv/BizStep-packing</bizStep>', { bizStep: 'packing' }],
  ['a CBV name with prefix', '<disposition>cbv:Disp-in_transit</disposition>', { disposition: 'in_transit' }],
  ['a word that CBV has not', '<bizStep>urn:epcglobal:cbv:bizstep:sleeping</bizStep>', { bizStep: 'sleeping' }],
  [
    'a foreign vocabulary',
    '<bizStep>https://vuon.example/buoc/tia</bizStep>',
    { bizStep: 'https://vuon.example/buoc/tia' },
  ],
  [
    'business transactions, sources and destinations',
    `<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">
       https://a.example/po/1
     </bizTransaction><bizTransaction>urn:x:2</bizTransaction></bizTransactionList>
     <sourceList><source type="https://ref.gs1.org/cbv/SDT-owning_party">urn:s:1</source></sourceList>
     <destinationList><destination type="urn:epcglobal:cbv:sdt:location">urn:d:1</destination></destinationList>`,
    {
      bizTransactionList: [{ type: 'po', bizTransaction: 'https://a.example/po/1' }, { bizTransaction: 'urn:x:2' }],
      sourceList: [{ type: 'owning_party', source: 'urn:s:1' }],
      destinationList: [{ type: 'location', destination: 'urn:d:1' }],
    },
  ],
  [
    'dispositions that last',
    `<persistentDisposition><unset>urn:epcglobal:cbv:disp:active</unset><set>urn:epcglobal:cbv:disp:recalled</set>
     </persistentDisposition>`,
    { persistentDisposition: { unset: ['active'], set: ['recalled'] } },
  ],
  [
    'a place with an extension',
    '<readPoint><id>urn:p:1</id><vd:cua>3</vd:cua></readPoint>',
    { readPoint: { id: 'urn:p:1', 'vd:cua': '3' } },
  ],
  [
    'sensor data: attributes are members, numbers and booleans are such',
    `<sensorElementList><sensorElement><sensorMetadata time="2026-05-02T01:30:00Z" vd:may="7"/>
       <sensorReport type="gs1:Temperature" value="26.0" uom="CEL" component="urn:epcglobal:cbv:comp:x" stringValue=" a "/>
       <sensorReport exception="https://gs1.org/voc/ALARM_CONDITION" booleanValue="1"/><vd:ghiChu>x</vd:ghiChu>
     </sensorElement></sensorElementList>`,
    {
      sensorElementList: [
        {
          sensorMetadata: { time: '2026-05-02T01:30:00Z', 'vd:may': '7' },
          sensorReport: [
            { type: 'Temperature', value: 26, uom: 'CEL', component: 'x', stringValue: ' a ' },
            { exception: 'ALARM_CONDITION', booleanValue: true },
          ],
          'vd:ghiChu': 'x',
        },
      ],
    },
  ],
  [
    'an error declaration',
    `<errorDeclaration><declarationTime>2026-05-03T00:00:00Z</declarationTime><reason>urn:epcglobal:cbv:er:incorrect_data
     </reason><correctiveEventIDs><correctiveEventID>urn:e:1</correctiveEventID></correctiveEventIDs><vd:ai>A</vd:ai>
     </errorDeclaration>`,
    {
      errorDeclaration: {
        declarationTime: '2026-05-03T00:00:00Z',
        reason: 'incorrect_data',
        correctiveEventIDs: ['urn:e:1'],
        'vd:ai': 'A',
      },
    },
  ],
  ['one certificate', '<certificationInfo>urn:c:1</certificationInfo>', { certificationInfo: 'urn:c:1' }],
  [
    'several certificates',
    '<certificationInfo>urn:c:1</certificationInfo><certificationInfo>urn:c:2</certificationInfo>',
    { certificationInfo: ['urn:c:1', 'urn:c:2'] },
  ],
  ['ILMD', '<ilmd><vd:giong>chôm chôm</vd:giong></ilmd>', { ilmd: { 'vd:giong': 'chôm chôm' } }],
  [
    'a word that is no number',
    '<quantityList><quantityElement><quantity>two</quantity></quantityElement></quantityList>',
    {
      quantityList: [{ quantity: 'two' }],
    },
  ],
  ['a member that EPCIS has not', '<colour>red</colour>', { colour: 'red' }],
]

describe('a member in XML is the member in JSON:', () => {
  for (const [what, xml, json] of members) {
    test(what, () => assert.deepEqual(eventOf(xml), { type: 'ObjectEvent', ...json }))
  }
})

const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"'

const extensions: [what: string, xml: string, json: JsonObject][] = [
  ['a text keeps its space', '<vd:a> b\n</vd:a>', { 'vd:a': ' b\n' }],
  ['an empty element is an empty text', '<vd:a/>', { 'vd:a': '' }],
  ['CDATA and entities are text', '<vd:a>a&lt;b&#x1F34A;<![CDATA[<c>]]></vd:a>', { 'vd:a': 'a<b🍊<c>' }],
  ['elements within make an object', '<vd:a><vd:b>1</vd:b><c>2</c></vd:a>', { 'vd:a': { 'vd:b': '1', c: '2' } }],
  [
    'what repeats is a list',
    '<vd:a>1</vd:a><vd:b/><vd:a><vd:c/></vd:a>',
    { 'vd:a': ['1', { 'vd:c': '' }], 'vd:b': '' },
  ],
  ['attributes are members', '<vd:a vd:b="1" c="2">t</vd:a>', { 'vd:a': { 'vd:b': '1', c: '2', '#text': 't' } }],
  ['a type that is said', `<vd:a ${xsi} xsi:type="xs:integer">10</vd:a>`, { 'vd:a': 10 }],
  [
    'more digits than JSON holds',
    `<vd:a ${xsi} xsi:type="xs:decimal">0.12345678901234567</vd:a>`,
    {
      'vd:a': '0.12345678901234567',
    },
  ],
  ['a boolean', `<vd:a ${xsi} xsi:type="xs:boolean">true</vd:a>`, { 'vd:a': true }],
  [
    'a time stays a text',
    `<vd:a ${xsi} xsi:type="xs:dateTime">2026-01-01T00:00:00Z</vd:a>`,
    {
      'vd:a': '2026-01-01T00:00:00Z',
    },
  ],
  ['nothing', `<vd:a ${xsi} xsi:nil="true"/>`, { 'vd:a': null }],
  [
    'a prefix declared in the event',
    '<e:a xmlns:e="https://e.example/">1</e:a>',
    {
      '@context': { e: 'https://e.example/' },
      'e:a': '1',
    },
  ],
  [
    'a prefix with another meaning within',
    '<vd:a xmlns:vd="https://e.example/">1</vd:a>',
    {
      '@context': { vd1: 'https://e.example/' },
      'vd1:a': '1',
    },
  ],
  [
    'a default namespace',
    '<a xmlns="https://e.example/"><b/></a>',
    {
      '@context': { ns: 'https://e.example/' },
      'ns:a': { 'ns:b': '' },
    },
  ],
  [
    "GS1's master data namespace",
    '<m:lotNumber xmlns:m="urn:epcglobal:cbv:mda">L1</m:lotNumber>',
    {
      'cbvmda:lotNumber': 'L1',
    },
  ],
  ["EPCIS's extension element is flattened", '<extension><vd:a>1</vd:a></extension>', { 'vd:a': '1' }],
  [
    'a reserved name in it is one of EPCIS',
    '<extension><extension><a>1</a></extension></extension>',
    { 'epcis:a': '1' },
  ],
  [
    '__proto__ is a name',
    '<vd:a><__proto__>1</__proto__></vd:a>',
    {
      'vd:a': JSON.parse('{"__proto__":"1"}') as JsonObject,
    },
  ],
]

describe('an extension:', () => {
  for (const [what, xml, json] of extensions) {
    test(what, () => {
      const { '@context': context, ...rest } = json
      assert.deepEqual(eventOf(xml), { ...(context ? { '@context': context } : {}), type: 'ObjectEvent', ...rest })
    })
  }
})

describe('EPCIS 1.2 is upgraded:', () => {
  const old = (events: string) => cutText(document(events).replace('xsd:2', 'xsd:1').replace('"2.0"', '"1.2"'))

  test('the document says 2.0', () => {
    const { header, issues } = old('')
    assert.deepEqual([(header as JsonObject).schemaVersion, issues], ['2.0', []])
  })

  test('events and members come out of their extensions', () => {
    const { events, issues } = old(`<extension><TransformationEvent>${when}<baseExtension><eventID>urn:e:1</eventID>
      </baseExtension></TransformationEvent><extension><AssociationEvent>${when}</AssociationEvent></extension></extension>
      <AggregationEvent><extension><childQuantityList/><extension><sensorElementList/></extension></extension>
      </AggregationEvent>`)
    assert.deepEqual(issues, [])
    const times = { eventTime: '2026-05-02T08:30:00+07:00', eventTimeZoneOffset: '+07:00' }
    assert.deepEqual(events, [
      { type: 'TransformationEvent', ...times, eventID: 'urn:e:1' },
      { type: 'AssociationEvent', ...times },
      { type: 'AggregationEvent', childQuantityList: [], sensorElementList: [] },
    ])
  })

  test('a QuantityEvent is an observed quantity', () => {
    const { events } = old(`<QuantityEvent><epcClass>urn:c:1</epcClass><quantity>5</quantity></QuantityEvent>`)
    assert.deepEqual(events, [
      { type: 'ObjectEvent', action: 'OBSERVE', quantityList: [{ epcClass: 'urn:c:1', quantity: 5 }] },
    ])
  })
})

describe('documents of other kinds:', () => {
  const vocabularies = `<VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
    <VocabularyElement id="urn:p:1"><attribute id="urn:a:1">kho</attribute><attribute id="urn:a:2"><vd:a>1</vd:a></attribute>
    <children><id>urn:p:2</id></children></VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList>`
  const masterData = {
    epcisMasterData: {
      vocabularyList: [
        {
          type: 'urn:epcglobal:epcis:vtype:Location',
          vocabularyElementList: [
            {
              id: 'urn:p:1',
              attributes: [
                { id: 'urn:a:1', attribute: 'kho' },
                { id: 'urn:a:2', attribute: { 'vd:a': '1' } },
              ],
              children: ['urn:p:2'],
            },
          ],
        },
      ],
    },
  }

  test('master data in the header, and who sent it to whom', () => {
    const header = `<EPCISHeader><s:StandardBusinessDocumentHeader
      xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><s:Sender>
      <s:Identifier>urn:s:1</s:Identifier></s:Sender><s:Receiver><s:Identifier>urn:r:1</s:Identifier></s:Receiver>
      <s:DocumentIdentification><s:InstanceIdentifier>17</s:InstanceIdentifier></s:DocumentIdentification>
      </s:StandardBusinessDocumentHeader><extension><EPCISMasterData>${vocabularies}</EPCISMasterData></extension></EPCISHeader>`
    const { header: found, issues } = cutText(document(seen, header))
    assert.deepEqual(issues, [])
    const { sender, receiver, instanceIdentifier, epcisHeader } = found as JsonObject
    assert.deepEqual([sender, receiver, instanceIdentifier], ['urn:s:1', 'urn:r:1', '17'])
    assert.deepEqual(epcisHeader, masterData)
  })

  test('a master data document has no events', () => {
    const { kind, count, header, issues } =
      cutText(`<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:2" xmlns:vd="https://vidu.example/ns/"
        schemaVersion="2.0" creationDate="2026-05-02T08:31:00Z"><EPCISBody>${vocabularies}</EPCISBody></m:EPCISMasterDataDocument>`)
    assert.deepEqual([kind, count, issues], ['document', 0, []])
    const { type, epcisHeader, epcisBody } = header as JsonObject
    assert.deepEqual([type, epcisHeader, epcisBody], ['EPCISDocument', masterData, { eventList: [] }])
  })

  test('query results', () => {
    const { kind, events, header, issues } =
      cutText(`<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0"
        creationDate="2026-05-02T08:31:00Z"><EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName>
        <subscriptionID>s1</subscriptionID><resultsBody><EventList>${seen}</EventList></resultsBody></q:QueryResults>
        </EPCISBody></q:EPCISQueryDocument>`)
    assert.deepEqual([kind, events.length, issues], ['query-document', 1, []])
    const results = { queryName: 'SimpleEventQuery', subscriptionID: 's1', resultsBody: { eventList: [] } }
    assert.deepEqual((header as JsonObject).epcisBody, { queryResults: results })
  })

  test('a bare event brings its context', () => {
    const { kind, count, header, events } = cutText(seen.replace('<ObjectEvent>', '<ObjectEvent xmlns:a="urn:a:">'))
    assert.deepEqual([kind, count, header], ['event', 1, undefined])
    const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { a: 'urn:a:' }]
    assert.deepEqual(events[0]?.['@context'], context)
  })

  test('elements of EPCIS that are qualified mean the same', () => {
    const qualified = document(seen).replaceAll(/<(\/?)(EPCISBody|EventList|ObjectEvent|action)/g, '<$1epcis:$2')
    assert.deepEqual(cutText(qualified).events, cutText(document(seen)).events)
  })
})

const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`

describe('a text that is not taken says why and where:', () => {
  const at = (text: string, place: string) => bytes(text.slice(0, text.indexOf(place) + place.length)).length
  const inside = (xml: string) => document(`<ObjectEvent>${xml}</ObjectEvent>`)
  const refused: [what: string, text: string, code: string, place?: string][] = [
    ['nothing', ' \n', 'document-empty'],
    ['a document that breaks off', inside('<action>').slice(0, -60), 'xml-incomplete'],
    ['tags that cross', inside('<action></bizStep>'), 'xml-malformed', '</bizStep>'],
    ['text before the root', ` \n{"a": 1}`, 'xml-text-outside', ' \n'],
    ['text before the root, behind a declaration', `<?xml version="1.0"?>\nMía${seen}`, 'xml-text-outside', '?>\n'],
    ['text behind the root', `${document(seen)}\nMía<a/>`, 'xml-text-outside', `EPCISDocument>\n`],
    ['a lone ampersand', inside('<vd:a>Mía & dừa &amp; chuối</vd:a>'), 'xml-entity', 'Mía '],
    ['a prefix that is not declared', inside('<la:a/>'), 'xml-prefix-undeclared', '<la:a/>'],
    ['an attribute twice', inside('<vd:a b="1" b="2"/>'), 'xml-attribute-twice', 'b="2"/>'],
    ['a control character', inside('<vd:a>é\u0001</vd:a>'), 'xml-malformed', 'é\u0001'],
    ['an entity of its own', inside('<vd:a>&b;</vd:a>'), 'xml-entity', '<vd:a>'],
    ['a bomb', bomb + inside('<vd:a>&b;</vd:a>').slice(39), 'xml-doctype', bomb],
    ['a document type from elsewhere', `<!DOCTYPE d SYSTEM "file:///d">${seen}`, 'xml-doctype', '"file:///d">'],
    ['another encoding', document(seen).replace('UTF-8', 'ISO-8859-1'), 'xml-encoding', '"ISO-8859-1"?>'],
    ['another root', '<html/>', 'xml-root-unknown', '<html/>'],
    ['depth', inside('<vd:a>'.repeat(97)), 'nesting-too-deep', '<vd:a>'.repeat(97)],
    ['two lists of events', document(`</EventList><EventList>`), 'event-list-twice', '</EventList><EventList>'],
    ['a wrong version', document(seen).replace('"2.0"', '"3.0"'), 'version-unsupported', '08:31:00Z">'],
    ['a version of another namespace', document(seen).replace('"2.0"', '"1.2"'), 'version-unsupported', '08:31:00Z">'],
    ['an element of no standard', document(seen, '<note>a</note>'), 'element-unknown', '</note>'],
  ]
  for (const [what, text, code, place] of refused) {
    test(what, () => {
      const found = faults(bytes(text))
      assert.equal(found[0], `${code} ${place === undefined ? bytes(text).length : at(text, place)}`)
      assert.equal(found.length, 1)
    })
  }

  test('a fault in an event names the event', () => {
    const text = document(`${seen}<ObjectEvent><action/><action/></ObjectEvent>`)
    const [issue] = cutText(text).issues
    assert.deepEqual([issue?.code, issue?.event, issue?.params], ['member-duplicated', 1, { name: 'action' }])
  })

  test('bytes that are not UTF-8, wherever the chunks part', () => {
    const text = document('<ObjectEvent><vd:a>dừa</vd:a></ObjectEvent>')
    const broken = bytes(text)
    const place = at(text, 'dừ') - 1
    broken[place] = 0x41
    const start = place - 2
    for (let from = 1; from < broken.length; from += 7) {
      assert.deepEqual(faults(broken.slice(0, from), broken.slice(from)), [`utf8-invalid ${start}`])
    }
  })

  test('UTF-16 in either order, with a mark or without', () => {
    const little = new Uint8Array([...document(seen)].flatMap((char) => [char.charCodeAt(0), 0]))
    const big = new Uint8Array([...document(seen)].flatMap((char) => [0, char.charCodeAt(0)]))
    for (const text of [little, big, new Uint8Array([0xff, 0xfe, ...little]), new Uint8Array([0xfe, 0xff, ...big])]) {
      assert.deepEqual(faults(text), ['xml-encoding 0'])
    }
  })
})

test('a byte order mark and a bare document type are passed over', () => {
  const { count, issues } = cutText(`\ufeff<!DOCTYPE project>\n${document(seen).slice(39)}`)
  assert.deepEqual([count, issues], [1, []])
})

test('a text, comment or tag without end is not held for ever', () => {
  const cutter = createXmlCutter()
  cutter.push(bytes(document('<ObjectEvent><!--').split('</EventList>')[0] as string))
  const chunk = bytes('a'.repeat(1_000_000))
  for (let count = 0; count < 9; count++) cutter.push(chunk)
  assert.equal(cutter.end().issues[0]?.code, 'xml-piece-too-long')
})

const sample = document(
  `\r\n<ObjectEvent>${when}<vd:a vd:b="é">Lái\r\nThiêu 🍊&amp;</vd:a></ObjectEvent>\r\n<ObjectEvent xmlns:e="urn:e:"><e:a/></ObjectEvent>`,
)

test('chunks of any size give the same cuts', () => {
  const whole = cutText(sample)
  const all = bytes(sample)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const chunks: Uint8Array[] = []
      for (let from = 0, turn = 0; from < all.length; turn++) {
        const size = sizes[turn % sizes.length] as number
        chunks.push(all.slice(from, from + size))
        from += size
      }
      assert.deepEqual(cut(...chunks), whole)
    }),
  )
})

test('changed bytes never make it throw', () => {
  const all = bytes(sample)
  const change = fc.tuple(fc.nat(all.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = all.slice()
      for (const [index, byte] of changes) changed[index] = byte
      const { issues, kind } = cut(changed)
      assert.ok(issues.length > 0 || kind !== 'other')
    }),
    { numRuns: 500 },
  )
})
