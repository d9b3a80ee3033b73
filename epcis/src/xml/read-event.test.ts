import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf } from '../../test/cut-xml.ts'
import type { JsonObject } from '../event.ts'

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
