import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf } from '../../test/cut-xml.ts'
import type { JsonObject } from '../event.ts'

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
