import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalKey, keyOfLink } from './canonical-key.ts'

const spellings: Record<string, string[]> = {
  '/01/09521234543213/10/L1': [
    'https://id.gs1.org/01/09521234543213/10/L1',
    'http://qr.example.vn/sp/01/09521234543213/10/L1',
    'HTTPS://QR.Example.VN/sp/01/09521234543213/10/L1',
    'https://id.gs1.org/01/09521234543213/10/%4C%31?17=271231',
    'https://id.gs1.org/01/9521234543213/10/L1',
    'urn:epc:class:lgtin:9521234.054321.L1',
    'urn:epc:class:lgtin:952123454.0321.L1',
    'URN:EPC:class:lgtin:9521234.054321.L1',
  ],
  '/01/09521234543213/21/A-1': [
    'urn:epc:id:sgtin:9521234.054321.A-1',
    'https://id.gs1.org/01/09521234543213/21/A-1',
    'https://id.gs1.org/01/09521234543213/22/2A/10/L1/21/A-1',
  ],
  '/01/09521234543213/21/6%2F7%25': ['urn:epc:id:sgtin:9521234.054321.6%2F7%25'],
  '/01/09521234543213': ['urn:epc:idpat:sgtin:9521234.054321.*', 'https://shop.example.com/01/09521234543213?s=1'],
  '/00/395212340000000106': ['urn:epc:id:sscc:9521234.3000000010', 'https://id.gs1.org/00/395212340000000106'],
  '/414/9521234000112': ['urn:epc:id:sgln:9521234.00011.0', 'https://id.gs1.org/414/9521234000112'],
  '/414/9521234000112/254/K7': ['urn:epc:id:sgln:9521234.00011.K7', 'https://id.gs1.org/414/9521234000112/254/K7'],
  '/417/9521234000112': ['urn:epc:id:pgln:9521234.00011'],
  '/8003/09521234000112R1': ['urn:epc:id:grai:9521234.00011.R1'],
  '/8004/9521234A7': ['urn:epc:id:giai:9521234.A7'],
  '/253/9521234000112D1': ['urn:epc:id:gdti:9521234.00011.D1'],
  '/8010/9521234P1/8011/7': ['urn:epc:id:cpi:9521234.P1.7'],
}

for (const [key, uris] of Object.entries(spellings)) {
  test(`${key} is one key in every spelling`, () => {
    for (const uri of [key, ...uris]) assert.equal(canonicalKey(uri), key, uri)
  })
}

test('what is no GS1 key stays itself, with scheme and host in lower case and composed characters', () => {
  assert.equal(canonicalKey('HTTPS://ERP.Example.com/PO/Ab?X=1'), 'https://erp.example.com/PO/Ab?X=1')
  assert.equal(
    canonicalKey('urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6'),
    'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  )
  assert.equal(canonicalKey('URN:EpcGlobal:cbv:bt:9521234000112:PO1'), 'urn:epcglobal:cbv:bt:9521234000112:PO1')
  assert.equal(canonicalKey('geo:10.98,106.65'), 'geo:10.98,106.65')
  assert.equal(canonicalKey('https://vuon.example.vn/lô'), 'https://vuon.example.vn/lô')
  assert.equal(canonicalKey('https://id.gs1.org/01/09521234543214'), 'https://id.gs1.org/01/09521234543214')
  assert.equal(canonicalKey('urn:epc:idpat:sgtin:9521234.*.*'), 'urn:epc:idpat:sgtin:9521234.*.*')
})

test('the key of a parsed link keeps the finest qualifier alone', () => {
  const key = ['01', '09521234543213'] as const
  assert.equal(
    keyOfLink({
      key,
      qualifiers: [
        ['22', 'A'],
        ['10', 'L1'],
      ],
    }),
    '/01/09521234543213/10/L1',
  )
  assert.equal(keyOfLink({ key, qualifiers: [['22', 'A']] }), '/01/09521234543213')
})

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const serial = fc.stringMatching(/^[0-9A-Za-z_-]{1,20}$/)

const urn = fc.oneof(
  fc.tuple(
    fc.constantFrom('id:sgtin', 'class:lgtin'),
    fc.constant(13),
    serial.map((text) => `.${text}`),
  ),
  fc.tuple(fc.constant('id:sscc'), fc.constant(17), fc.constant('')),
  fc.tuple(
    fc.constant('id:sgln'),
    fc.constant(12),
    fc.oneof(
      fc.constant('.0'),
      serial.map((text) => `.${text}`),
    ),
  ),
  fc.tuple(fc.constant('id:pgln'), fc.constant(12), fc.constant('')),
)

test('the short way through common URNs gives what the long way gives', () => {
  fc.assert(
    fc.property(urn, fc.integer({ min: 6, max: 12 }), digits(17), ([start, length, end], prefix, text) => {
      const body = `${text.slice(0, prefix)}.${text.slice(prefix, length)}${end}`
      assert.equal(canonicalKey(`urn:epc:${start}:${body}`), canonicalKey(`URN:EPC:${start}:${body}`))
    }),
  )
})

test('the short way through common links gives what the long way gives', () => {
  fc.assert(
    fc.property(digits(13), fc.constantFrom('10', '21'), serial, (text, ai, value) => {
      const path = `01/${canonicalKey(`urn:epc:idpat:sgtin:${text.slice(1, 8)}.${text[0]}${text.slice(8)}.*`).slice(4)}/${ai}/${value}`
      assert.equal(canonicalKey(`https://id.gs1.org/${path}`), canonicalKey(`HTTPS://id.gs1.org/${path}`))
    }),
  )
})

test('any text has a key, and a key is its own key', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    serial,
  )
  const start = fc.constantFrom('', 'urn:epc:id:sgtin:', 'urn:', 'HTTPS://İ\u212a', 'https://x/01/', 'urn:epc:idpat:')
  fc.assert(
    fc.property(start, text, (head, tail) => {
      const key = canonicalKey(head + tail)
      assert.equal(canonicalKey(key), key)
    }),
    { numRuns: 2000 },
  )
})
