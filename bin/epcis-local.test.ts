import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { document } from '../server/test/documents.ts'
import { app, ended, epcis, events, file } from './epcis-runs.ts'

describe('hash', () => {
  test('a line an event, in their order, whatever eventID they carry and whatever stands before their context', async () => {
    const list = events(3)
    const path = file(document(list))
    const plain = await ended(epcis(['hash', path]))
    assert.deepEqual([plain.code, plain.lines.length, new Set(plain.lines).size], [0, 3, 3])
    for (const line of plain.lines) assert.match(line, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    const { '@context': context, ...rest } = JSON.parse(
      document(
        list.map((each, index) => ({ ...each, eventID: `urn:uuid:${index}`, recordTime: '2026-01-01T00:00:00Z' })),
      ),
    )
    const turned = await ended(epcis(['hash', '-', path], {}, JSON.stringify({ ...rest, '@context': context })))
    assert.deepEqual(turned.lines, [...plain.lines, ...plain.lines])
    assert.equal((await ended(epcis(['capture', path]))).code, 0)
    const stored = await app.operator.get(`/events/${encodeURIComponent(plain.lines[1] ?? '')}`)
    assert.equal(stored.status, 200)
  })

  test('an event that breaks a rule keeps its line, and is told of', async () => {
    const { code, lines, stderr } = await ended(
      epcis([
        'hash',
        file(document([...events(1), ...events(1, { bizStep: 'flying' }), 'no event' as never, ...events(1)])),
      ]),
    )
    assert.deepEqual([code, lines.length, lines[2]], [1, 4, '-'])
    assert.match(stderr, /event 1 \/bizStep: /)
  })

  test('a broken text gives no line, and its place', async () => {
    const { code, stdout, stderr } = await ended(epcis(['hash', file('{\n"type": "EPCISDocument",\n "x": ?}')]))
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /line 3, byte 33: /)
  })
})

describe('convert', () => {
  const extended = () =>
    document(events(2, { 'ex:farm': { 'ex:row': 'Hàng 1' } }), {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://example.com/ns/' }],
    })

  test('there and back is the same document: one hash an event, whatever the syntax', async () => {
    const path = file(extended())
    const xml = await ended(epcis(['convert', path, '--to', 'xml']))
    assert.equal(xml.code, 0, xml.stderr)
    assert.match(xml.stdout, /<epcis:EPCISDocument/)
    const back = await ended(epcis(['convert', '-', '--to', 'json'], {}, xml.stdout))
    assert.equal(back.code, 0, back.stderr)
    const inJson = await ended(epcis(['hash', path]))
    const inXml = await ended(epcis(['hash', file(xml.stdout, '.xml'), '-'], {}, back.stdout))
    assert.deepEqual(inXml.lines, [...inJson.lines, ...inJson.lines])
  })

  test('a document with a fault is not converted, and its place is told', async () => {
    const bad = await ended(epcis(['convert', file(document(events(1, { bizStep: 'flying' }))), '--to', 'xml']))
    assert.deepEqual([bad.code, bad.stdout], [1, ''])
    assert.match(bad.stderr, /event 0 \/bizStep: /)
    const broken = await ended(
      epcis([
        'convert',
        file('<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2">\n<b></a>', '.xml'),
        '--to',
        'json',
      ]),
    )
    assert.deepEqual([broken.code, broken.stdout], [1, ''])
    assert.match(broken.stderr, /line 2, byte \d+: /)
  })

  test('it needs to be told what to convert to', async () => {
    assert.equal((await ended(epcis(['convert', file(extended())]))).code, 2)
  })
})
