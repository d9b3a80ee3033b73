import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytes, cut, cutText, document, seen, when } from '../../test/cut-xml.ts'
import { createXmlCutter } from './cutter.ts'

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

test('an element with more attributes than any could need ends the reading there', () => {
  const attributes = (count: number) => Array.from({ length: count }, (_, index) => ` a${index}=""`).join('')
  const withMany = (count: number) => document(`<ObjectEvent>${when}<vd:a${attributes(count)}/></ObjectEvent>`)
  assert.deepEqual(cutText(withMany(9000)).issues, [])
  const [issue] = cutText(withMany(10_001)).issues
  assert.equal(issue?.code, 'xml-attributes-too-many')
  assert.deepEqual(issue?.params, { most: '10000' })
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
