import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { isUri, timeFault } from './format.ts'
import { toUTC } from './utc-time.ts'

type Formats = { uri: (text: string) => boolean; 'date-time': { validate: (text: string) => boolean } }

/** The second opinion: what the JSON Schema validators of most senders say. */
const { fullFormats } = createRequire(import.meta.url)('ajv-formats/dist/formats.js') as { fullFormats: Formats }

const uriParts = fc.constantFrom(
  ...'aZ09-._~!$&\'()*+,;=:@/?#[]%{} "<\\^|é\n',
  ...[
    '%41',
    '%zz',
    'http://',
    'urn:',
    'a:',
    '[::1]',
    '[v1.a]',
    '[1:2:3:4:5:6:7:8]',
    '1.2.3.4',
    '256.1.1.1',
    '::',
    ':80',
  ],
)
const uris = fc
  .tuple(fc.constantFrom('', 'http://', 'https://x', 'urn:a:', 'a:', 'a:/', '1:'), fc.array(uriParts, { maxLength: 8 }))
  .map(([start, parts]) => start + parts.join(''))

test('a URI is what the format says', () => {
  fc.assert(
    fc.property(uris, (text) => assert.equal(isUri(text), fullFormats.uri(text), text)),
    { numRuns: 20_000 },
  )
})

const times = fc
  .tuple(
    fc.constantFrom('2020', '2019', '1900', '0000', '20'),
    fc.constantFrom('-01-31', '-02-29', '-02-28', '-04-31', '-13-01', '-12-00', '-12-31', '0101'),
    fc.constantFrom('T', 't', ' ', '\n', '_', 'TT', ''),
    fc.constantFrom(
      ...['00:00:00', '23:59:60', '24:00:00', '22:59:60', '24:59:60', '12:60:00', '08:30:61', '0:00:00', '08:30:00'],
    ),
    fc.constantFrom('', '.5', '.', '.000000001', '.99999999999999999999'),
    fc.constantFrom(
      'Z',
      'z',
      '',
      '+00:00',
      '-00:01',
      '+01',
      '+0130',
      '+23:59',
      '+24:00',
      '-14:60',
      '-01:00',
      '+01:00',
      '+1',
      'Z ',
    ),
  )
  .map((parts) => parts.join(''))

test('a time is what the format says', () => {
  fc.assert(
    fc.property(times, (text) => {
      assert.equal(timeFault(text) === undefined, fullFormats['date-time'].validate(text), text)
    }),
    { numRuns: 20_000 },
  )
})

test('what the format takes as a time with its zone is an instant', () => {
  fc.assert(
    fc.property(times, (text) => {
      if (timeFault(text) === undefined) assert.ok(toUTC(text), text)
    }),
    { numRuns: 20_000 },
  )
})

test('a time that lacks its zone alone is told apart', () => {
  assert.equal(timeFault('2026-01-05T08:00:00'), 'time-without-zone')
  assert.equal(timeFault('2026-01-05 08:00:00.116'), 'time-without-zone')
  assert.equal(timeFault('2026-01-05'), 'time-invalid')
  assert.equal(timeFault('2026-02-29T08:00:00'), 'time-invalid')
})
