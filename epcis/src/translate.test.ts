import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { identifiersIn, toDigitalLinkUri, toEpcUrnUri, translateEvent } from './translate.ts'

/** Every kind of key as an EPC URN and as the Digital Link of the same thing; the company prefix has 7 digits. */
const pairs: readonly (readonly [urn: string, link: string])[] = [
  ['urn:epc:id:sgtin:9521234.098765.A1', 'https://id.gs1.org/01/09521234987659/21/A1'],
  ['urn:epc:class:lgtin:9521234.098765.L%2F1', 'https://id.gs1.org/01/09521234987659/10/L%2F1'],
  ['urn:epc:id:sscc:9521234.0000000001', 'https://id.gs1.org/00/095212340000000013'],
  ['urn:epc:id:sgln:9521234.00002.0', 'https://id.gs1.org/414/9521234000020'],
  ['urn:epc:id:sgln:9521234.00002.dock', 'https://id.gs1.org/414/9521234000020/254/dock'],
  ['urn:epc:id:pgln:9521234.00002', 'https://id.gs1.org/417/9521234000020'],
  ['urn:epc:id:grai:9521234.12345.1', 'https://id.gs1.org/8003/095212341234531'],
  ['urn:epc:id:giai:9521234.401', 'https://id.gs1.org/8004/9521234401'],
  ['urn:epc:id:gdti:9521234.00001.T1', 'https://id.gs1.org/253/9521234000013T1'],
  ['urn:epc:id:gsrn:9521234.0000000001', 'https://id.gs1.org/8018/952123400000000017'],
  [
    'urn:epc:id:upui:9521234.098765.51qIgY)%3C%26Jp3*EV',
    'https://id.gs1.org/01/09521234987659/235/51qIgY%29%3C%26Jp3%2AEV',
  ],
]
const seven = { get: () => 7 }
const nobody = { get: () => undefined }
const toUrn = toEpcUrnUri(seven)

for (const [urn, link] of pairs) {
  test(`${urn} is ${link}, and back`, () => {
    assert.equal(toDigitalLinkUri(urn, 'thing'), link)
    assert.equal(toUrn(link, 'thing'), urn)
  })
}

test('a Digital Link keeps the domain that its owner chose, and is no worse for it as a URN', () => {
  const own = 'https://shop.example/x/01/09521234987659/21/A1'
  assert.equal(toDigitalLinkUri(own, 'thing'), own)
  assert.equal(toUrn(own, 'thing'), 'urn:epc:id:sgtin:9521234.098765.A1')
})

test('without the length of its company prefix a Digital Link stays what it is', () => {
  const link = 'https://id.gs1.org/01/09521234987659/21/A1'
  assert.equal(toEpcUrnUri(nobody)(link, 'thing'), link)
})

test('what has no other spelling stays: foreign schemes, foreign URIs, keys that are wrong', () => {
  for (const uri of [
    'urn:epc:id:gid:952.1.2',
    'urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52',
    'urn:epc:idpat:sgtin:9521234.*.*',
    'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8',
    'https://example.com/dock/7',
    'https://id.gs1.org/01/09521234987650/21/A1',
  ]) {
    assert.equal(toDigitalLinkUri(uri, 'thing'), uri)
    assert.equal(toUrn(uri, 'thing'), uri)
  }
})

test('the pattern of a class stands for a class only', () => {
  const link = 'https://id.gs1.org/01/09521234987659'
  assert.equal(toUrn(link, 'class'), 'urn:epc:idpat:sgtin:9521234.098765.*')
  assert.equal(toDigitalLinkUri('urn:epc:idpat:sgtin:9521234.098765.*', 'class'), link)
  assert.equal(toUrn(link, 'thing'), link)
})

const [urn = '', link = ''] = pairs[0] ?? []
const everyPlace = `{ "type" : "ObjectEvent","eventID":"${urn}", "epcList":["${urn}" , "x:y"],"quantityList":[{"quantity":1.50,"epcClass":"${urn}"}],
 "parentID":"${urn}","childEPCs":["${urn}"],"childQuantityList":[{"epcClass":"${urn}"}],"inputEPCList":["${urn}"],"inputQuantityList":[{"epcClass":"${urn}"}],
 "outputEPCList":["${urn}"],"outputQuantityList":[{"epcClass":"${urn}"}],"transformationID":"${urn}","readPoint":{"id":"${urn}","vd:x":"${urn}"},
 "bizLocation":{"id":"${urn}"},"bizTransactionList":[{"type":"po","bizTransaction":"${urn}"}],"sourceList":[{"type":"owning_party","source":"${urn}"}],
 "destinationList":[{"destination":"${urn}"}],"sensorElementList":[{"sensorMetadata":{"deviceID":"${urn}","rawData":"${urn}"},
 "sensorReport":[{"value":1e-2,"deviceID":"${urn}","uriValue":"${urn}"}]}],"ilmd":{"vd:epcList":["${urn}"]},"vd:parentID":"${urn}","vd:n":12345678901234567890}`

test('identifiers are respelt wherever an event has them, and no other character of it moves', () => {
  assert.equal(identifiersIn(everyPlace).filter((uri) => uri === urn).length, 18)
  const translated = translateEvent(everyPlace, toDigitalLinkUri)
  assert.equal(translated.replaceAll(link, urn), everyPlace)
  assert.equal(translated.split(urn).length - 1, 5, 'eventID, extensions, ILMD and values stay')
  assert.equal(translateEvent(translated, toUrn), everyPlace)
})

test('a URN that is spelt with escapes is one', () => {
  assert.equal(
    translateEvent('{"parent\\u0049D":"urn\\u003aepc:id:sgtin:9521234.098765.A1"}', toDigitalLinkUri),
    `{"parent\\u0049D":"${link}"}`,
  )
})

test('members of any shape are gone over without harm', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('epcList', 'readPoint', 'quantityList', 'sensorElementList'),
      (value, name) => {
        const text = JSON.stringify({ [name]: value, last: urn })
        assert.equal(
          translateEvent(text, (uri) => uri),
          text,
        )
        const doubled = JSON.parse(translateEvent(text, (uri) => `${uri}!`))
        assert.equal(doubled.last, urn)
      },
    ),
  )
})
