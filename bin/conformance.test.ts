import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { differenceOf, eventTexts } from './conformance/event-texts.ts'
import { type Span, spansOf } from './conformance/json-spans.ts'

const ours = '"recordTime":"2026-05-02T10:00:00.1Z"'
const ourID = '"eventID":"ni:///sha-256;00?ver=CBV2.0"'

describe('the comparison', () => {
  const sent = '{ "type":"ObjectEvent", "a":[1.0, "}"],\n "b":{"recordTime":2} }'

  test('finds an event equal to which our members alone were added, last', () => {
    assert.equal(differenceOf(sent, sent.replace(/ \}$/, ` ,${ourID},${ours}}`)), undefined)
    assert.equal(differenceOf('{"eventID":"urn:x:1"}', `{"eventID":"urn:x:1",${ours}}`), undefined)
    assert.equal(differenceOf('{}', `{${ourID},${ours}}`), undefined)
    assert.equal(differenceOf('{"recordTime":"x", "a":1.0}', `{ "a":1.0,${ourID},${ours}}`), undefined)
  })

  const added = `,${ourID},${ours}}`
  const planted: Record<string, string> = {
    'a number rewritten': sent.replace('1.0', '1').replace(/ \}$/, ` ${added}`),
    'a space lost': sent.replace('1.0, ', '1.0,').replace(/ \}$/, ` ${added}`),
    'members in another order': `{ "a":[1.0, "}"],\n "type":"ObjectEvent", "b":{"recordTime":2} ${added}`,
    'a member lost': `{ "type":"ObjectEvent", "a":[1.0, "}"] ${added}`,
    'a member more': sent.replace(/ \}$/, ` ,"c":1${added}`),
    'an inner recordTime lost': sent.replace('"recordTime":2', '').replace(/ \}$/, ` ${added}`),
    'our members in front': sent.replace('{', `{${ourID},${ours},`),
    'our members in the other order': sent.replace(/ \}$/, ` ,${ours},${ourID}}`),
    'no recordTime': sent.replace(/ \}$/, ` ,${ourID}}`),
    'no eventID': sent.replace(/ \}$/, ` ,${ours}}`),
    'a recordTime that is no instant': sent.replace(/ \}$/, ` ,${ourID},"recordTime":"yesterday"}`),
  }
  for (const [fault, received] of Object.entries(planted)) {
    test(`sees ${fault}`, () => assert.notEqual(differenceOf(sent, received), undefined))
  }

  test('cuts events out of every kind of document', () => {
    const events = ['{"a":"]}"}', '{ "b" : [ ] }']
    const list = `"eventList" : [ ${events.join(' ,\n')} ]`
    assert.deepEqual(eventTexts(`{"epcisBody":{${list}},"type":"EPCISDocument"}`), events)
    assert.deepEqual(
      eventTexts(`{"type":"EPCISQueryDocument","epcisBody":{"queryResults":{"resultsBody":{${list}}}}}`),
      events,
    )
    assert.deepEqual(eventTexts(` {"type":"ObjectEvent",${list}} `), [`{"type":"ObjectEvent",${list}}`])
  })

  test('knows where each value of any JSON lies', () => {
    const check = (text: string, span: Span, value: unknown): void => {
      assert.deepEqual(JSON.parse(text.slice(span.start, span.end)), value)
      for (const [index, item] of (span.items ?? []).entries()) check(text, item, (value as unknown[])[index])
      for (const member of span.members ?? [])
        check(text, member.value, (value as Record<string, unknown>)[member.name])
    }
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        check(text, spansOf(text), JSON.parse(text))
      }),
    )
  })
})

const event = (more = '') =>
  `{"type":"ObjectEvent","eventTime":"2026-05-02T08:30:00+07:00","eventTimeZoneOffset":"+07:00","action":"OBSERVE","epcList":["urn:epc:id:sgtin:9521234.098765.1"]${more}}`
const documentOf = (events: string) =>
  `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-05-02T10:00:00Z","epcisBody":{"eventList":[${events}]}}`

const xmlOf = (action: string) =>
  `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:vd="https://vidu.example/" schemaVersion="2.0"
   creationDate="2026-05-02T10:00:00Z"><EPCISBody><EventList><ObjectEvent><eventTime>2026-05-02T08:30:00+07:00</eventTime>
   <eventTimeZoneOffset>+07:00</eventTimeZoneOffset><epcList><epc>urn:epc:id:sgtin:9521234.098765.1</epc></epcList>
   <action>${action}</action><vd:a vd:b="1"/></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>`

/** A folder of documents, good and bad, in folders within it. */
const folderOf = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-documents-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const run = (args: string[]): Promise<{ lines: string[]; code: number | null }> =>
  new Promise((resolve) => {
    const program = spawn(process.execPath, [join(import.meta.dirname, 'conformance.ts'), ...args])
    let output = ''
    program.stdout.on('data', (chunk) => {
      output += chunk
    })
    program.on('close', (code) => resolve({ lines: output.trimEnd().split('\n'), code }))
  })

test('the command names each document that fails, counts, and exits by that', async () => {
  const folder = folderOf({
    'good.json': documentOf(event()),
    'below/good.jsonld': documentOf(`${event()}, ${event(',"bizStep":"packing"')}`),
    'below/bad.json': documentOf(event(',"bizStep":"flying"')),
    'broken.json': '{',
    'broken.xml': '<epcis:EPCISDocument>',
    'good.xml': xmlOf('OBSERVE'),
    'note.txt': 'no document',
  })
  try {
    const accepted = await run(['--accept', folder])
    assert.equal(accepted.code, 1)
    const beginnings = [
      /^below\/bad\.json: refused: 400 /,
      /^broken\.json: refused: 400 /,
      /^broken\.xml: refused: 400 /,
      /^6 documents, 3 failed$/,
    ]
    assert.equal(accepted.lines.length, beginnings.length)
    for (const [index, beginning] of beginnings.entries()) assert.match(accepted.lines[index] ?? '', beginning)
    const refused = await run(['--refuse', folder])
    assert.deepEqual(refused, {
      code: 1,
      lines: ['below/good.jsonld: accepted', 'good.json: accepted', 'good.xml: accepted', '6 documents, 3 failed'],
    })
    rmSync(join(folder, 'broken.json'))
    rmSync(join(folder, 'broken.xml'))
    rmSync(join(folder, 'below/bad.json'))
    assert.deepEqual(await run(['--accept', folder]), { code: 0, lines: ['3 documents, 0 failed'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the command says how it is used', async () => {
  assert.equal((await run(['--everything'])).code, 2)
  assert.equal((await run(['--accept'])).code, 2)
  assert.equal((await run(['--accept', join(tmpdir(), 'no-such-folder')])).code, 2)
})
