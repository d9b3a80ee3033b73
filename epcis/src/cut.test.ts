import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cut, createCutter } from './cut.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const decode = (part: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part)

function cut(chunks: Uint8Array[], limits?: { maxDepth?: number }): Cut & { events: string[] } {
  const cutter = createCutter(limits)
  const events = chunks.flatMap((chunk) => cutter.push(chunk).map(decode))
  return { ...cutter.end(), events }
}

const cutText = (text: string, limits?: { maxDepth?: number }) => cut([bytes(text)], limits)

const codes = (text: string) => cutText(text).issues.map((issue) => issue.code)

const document = (events: string, more = '') =>
  `{"@context":["https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld"],"type":"EPCISDocument",
   "schemaVersion":"2.0","creationDate":"2026-01-05T08:00:00Z","epcisBody":{"eventList":[${events}]}${more}}`

test('hands out the exact bytes of each event and the document without them', () => {
  const first = '{ "type":"ObjectEvent" , "ghi chú":"chôm chôm \\"Bình Dương\\" \\\\" }'
  const second = '{"quantityList":[{"quantity":1.50e+2}],"a":{"eventList":[[],{}]}}'
  const { kind, header, count, issues, events } = cutText(document(` ${first}\n,\t${second} `))
  assert.deepEqual(events, [first, second])
  assert.deepEqual([kind, count, issues], ['document', 2, []])
  assert.deepEqual(header, JSON.parse(document('')))
})

test('finds the events wherever the members stand, and in query results', () => {
  const body =
    '"epcisBody":{"queryResults":{"resultsBody":{"x:y":{"eventList":[1]},"eventList":[{"a":1}]},"queryName":"q"}}'
  const text = `{${body},"x:eventList":[2],"eventList":[3],"type":"EPCISQueryDocument","@context":{}}`
  const { kind, events, header } = cutText(text)
  assert.equal(kind, 'query-document')
  assert.deepEqual(events, ['{"a":1}'])
  assert.deepEqual(header, JSON.parse(text.replace('[{"a":1}]', '[]')))
})

test('a bare event is one event: the whole text, trimmed', () => {
  const event = '{"type":"ObjectEvent", "x:epcisBody":{"eventList":[1,2]}}'
  assert.deepEqual(cutText(`\ufeff \r\n${event}\n\t`), {
    kind: 'event',
    header: undefined,
    count: 1,
    issues: [],
    events: [event],
  })
})

test('items that are no objects are handed out too: their own validation refuses them', () => {
  assert.deepEqual(cutText(document('1.0,"a,]",null,[1,[2]],true,-0.5E-3')).events, [
    '1.0',
    '"a,]"',
    'null',
    '[1,[2]]',
    'true',
    '-0.5E-3',
  ])
})

test('an event list that is none stays in the header', () => {
  const text = document('').replace('[]', '{"a":1}')
  assert.deepEqual(cutText(text).header, JSON.parse(text))
})

test('a second event list is refused', () => {
  assert.deepEqual(
    codes(document('{}').replace('"eventList"', '"queryResults":{"resultsBody":{"eventList":[]}},"eventList"')),
    ['event-list-twice'],
  )
})

test('malformed JSON is named with its place', () => {
  const text = document('{"a":tru}')
  assert.deepEqual(cutText(text).issues, [
    { code: 'json-malformed', at: text.indexOf('tru}') + 3, event: 0, path: '/a' },
  ])
  const wrong = [
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '[',
    '[1',
    '[1,',
    '"a',
    '"a\\',
    '"\\u00',
    '-',
    '1.',
    '1e',
    'tr',
  ]
  for (const text of wrong) assert.deepEqual(codes(text), ['json-incomplete'], text)
  const broken = [
    '}',
    ']',
    '{]',
    '[}',
    '{1:2}',
    '{"a" 1}',
    '{"a":}',
    '{"a":1,}',
    '[,]',
    '[1,]',
    '{a:1}',
    "{'a':1}",
    '01',
  ]
  const more = [
    '[-]',
    '[1.]',
    '[.5]',
    '[1e]',
    '[+1]',
    '[1e5.]',
    '["\t"]',
    '["\\x"]',
    '["\\u00g0"]',
    '[nul]',
    '[NaN]',
    '//',
  ]
  for (const text of [...broken, ...more]) {
    const found = codes(text)
    assert.ok(found.includes('json-malformed') || found.includes('json-trailing'), `${text}: ${found}`)
  }
})

test('nothing may follow, and something must be there', () => {
  assert.deepEqual(codes('{} {}'), ['json-trailing'])
  assert.deepEqual(codes(`${document('{}')}]`), ['json-trailing'])
  assert.deepEqual(codes(' \n'), ['document-empty'])
  assert.deepEqual(codes(''), ['document-empty'])
  for (const text of ['[]', '1', '"a"', 'null', '12e3']) assert.deepEqual(codes(text), ['document-not-object'], text)
})

test('NUL in any spelling, lone surrogates and broken UTF-8 are refused with event and field', () => {
  const nul = cutText(document('{"b":1},{"a":"x\\u0000"}'))
  assert.deepEqual(
    nul.issues.map(({ code, event, path }) => [code, event, path]),
    [['nul-character', 1, '/a']],
  )
  assert.deepEqual(codes('{"a":"\u0000"}'), ['nul-character'])
  assert.deepEqual(codes('{"a":1}\u0000'), ['nul-character'])
  assert.deepEqual(codes('{"\\u0000":1}'), ['nul-character'])
  for (const lone of ['\\ud800', '\\udc00', '\\ud800x', '\\ud800\\n', '\\ud800\\u0041', '\\uDC00\\uD800']) {
    assert.ok(codes(`{"a":"${lone}"}`).includes('surrogate-lone'), lone)
  }
  assert.deepEqual(codes('{"a":"\\ud83c\\udf4a"}'), [])
  for (const wrong of [
    [0x80],
    [0xc0, 0x80],
    [0xc3],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe0, 0x80, 0x80],
  ]) {
    const text = Uint8Array.of(...bytes('{"a":"'), ...wrong, ...bytes('"}'))
    assert.deepEqual(
      cut([text]).issues.map((issue) => issue.code),
      ['utf8-invalid'],
    )
  }
  assert.deepEqual(
    cut([Uint8Array.of(0xef, 0xbb, 0x20)]).issues.map((issue) => issue.code),
    ['utf8-invalid'],
  )
  const utf16 = Buffer.from('\ufeff{"a":1}', 'utf16le')
  assert.deepEqual(cut([utf16]).issues, [{ code: 'utf8-invalid', at: 0 }])
  assert.deepEqual(cut([utf16.swap16()]).issues, [{ code: 'utf8-invalid', at: 0 }])
})

test('depth has a limit and ten thousand arrays are an issue', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  assert.deepEqual(codes(`{"a":${nested(99)}}`), [])
  assert.deepEqual(codes(`{"a":${nested(100)}}`), ['nesting-too-deep'])
  assert.deepEqual(codes(document(`{"a":${nested(10_000)}}`)), ['nesting-too-deep'])
  assert.deepEqual(codes('['.repeat(10_000)), ['nesting-too-deep'])
  assert.deepEqual(
    cutText('{"a":[1]}', { maxDepth: 1 }).issues.map((issue) => issue.params),
    [{ most: '1' }],
  )
})

test('a name that comes twice in an object is refused, however it is spelt', () => {
  const { issues } = cutText(document('{"b":1},{"epcList":[],"action":1,"epc\\u004cist":[]}'))
  assert.deepEqual(
    issues.map(({ code, event, path, params }) => [code, event, path, params]),
    [['member-duplicated', 1, '/epcList', { name: 'epcList' }]],
  )
  assert.deepEqual(codes('{"é":1,"\\u00e9":2}'), ['member-duplicated'])
  assert.deepEqual(codes('{"🍊":1,"\\ud83c\\udf4a":2}'), ['member-duplicated'])
  assert.deepEqual(codes('{"a":{"a":1,"b":[{"a":1},{"a":1}]},"b":1}'), [])
  const many = Array.from({ length: 1000 }, (_, index) => `"m${index}":{"n":${index}}`)
  assert.deepEqual(codes(`{${many.join()}}`), [])
  assert.deepEqual(codes(`{${many.join()},"m3":1}`), ['member-duplicated'])
  assert.deepEqual(codes(`{${many.join()},"m999":1}`), ['member-duplicated'])
})

test("an event's eventID may come twice, as in GS1's published examples; one further in may not", () => {
  const twice = '{"eventID":"urn:uuid:1","action":"ADD","eventID":"urn:uuid:2"}'
  const { issues, events } = cutText(document(`{"b":1},${twice}`))
  assert.deepEqual([issues, events[1]], [[], twice])
  assert.deepEqual(codes(twice), [])
  assert.deepEqual(codes(`{"a":${twice}}`), ['member-duplicated'])
  assert.deepEqual(codes(document(`{"a":${twice}}`)), ['member-duplicated'])
})

const jsonText = fc
  .json({ maxDepth: 6 })
  .chain((text) => fc.constantFrom(text, JSON.stringify(JSON.parse(text), null, 2)))
const eventTexts = fc.array(
  fc.oneof(jsonText, fc.constant('{"a":"\\ud83c\\udf4aé\\\\\\"]}"}'), fc.constant(' {"q" : -1.50E+3}')),
)

test('any splitting into chunks gives the same', () => {
  const splitting = fc.array(fc.nat({ max: 40 }), { minLength: 1 })
  const text = fc.oneof(
    eventTexts.map((events) => document(events.join())),
    eventTexts.map((events) => document(events.join(), ',"sender":"a"')),
    jsonText,
    fc.tuple(eventTexts, fc.nat()).map(([events, place]) => {
      const whole = document(events.join(), ',"a":"ơ\\u0000","a":1')
      return whole.slice(0, place % whole.length)
    }),
    fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019eE+-.tfn ') }),
  )
  fc.assert(
    fc.property(text, splitting, (whole, lengths) => {
      const all = bytes(whole)
      const chunks: Uint8Array[] = []
      const turns = [...lengths, 1]
      for (let from = 0, turn = 0; from < all.length; turn++) {
        const length = turns[turn % turns.length] as number
        chunks.push(all.slice(from, from + length))
        from += length
      }
      assert.deepEqual(cut(chunks), cut([all]))
    }),
  )
})

test('takes what JSON.parse takes and refuses what it refuses', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\u019eE+-.tfn ', '')), { maxLength: 3 })
  fc.assert(
    fc.property(jsonText, edits, (original, changes) => {
      let text = `{"a":${original}}`
      for (const [place, char] of changes) {
        const at = place % text.length
        text = text.slice(0, at) + char + text.slice(at + 1)
      }
      const own = new Set([
        'surrogate-lone',
        'nul-character',
        'member-duplicated',
        'document-not-object',
        'event-list-twice',
      ])
      const taken = codes(text).every((code) => own.has(code))
      assert.equal(taken, parses(text), text)
    }),
    { numRuns: 1000 },
  )
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('the events joined again are the list', () => {
  fc.assert(
    fc.property(eventTexts, (texts) => {
      const { events, count } = cutText(document(texts.join(' , ')))
      assert.equal(count, texts.length)
      assert.deepEqual(
        events,
        texts.map((text) => text.trim()),
      )
    }),
  )
})
