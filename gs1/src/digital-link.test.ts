import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDigitalLink, parseDigitalLinkPath } from './digital-link.ts'
import type { IssueCode } from './issue-codes.ts'
import type { Element } from './result.ts'

const gtin: Element = ['01', '09506000134352']
const sscc: Element = ['00', '952012345678912345']

const good: [uri: string, elements: Element[]][] = [
  ['https://id.gs1.org/01/09506000134352', [gtin]],
  [
    'https://id.gs1.org/01/09506000134352/10/ABC/21/123?17=271231',
    [gtin, ['10', 'ABC'], ['21', '123'], ['17', '271231']],
  ],
  ['http://a/00/952012345678912345', [sscc]],
  ['HTTP://a/00/952012345678912345', [sscc]],
  ['HTTPS://A/00/952012345678912345', [sscc]],
  // The host is only held to its characters.
  ['https://xn--fsq.xn--0zwm56d/01/09506000134352', [gtin]],
  ['https://a.:65535/01/09506000134352', [gtin]],
  ['https://[2001:db8::1]/01/09506000134352', [gtin]],
  // Stems, some of which look like keys: the rightmost primary key counts.
  ['https://a/some/stem/00/952012345678912345', [sscc]],
  ['https://a/00/faux/00/952012345678912345', [sscc]],
  ['https://a/01/x/10/y/01/09506000134352/10/A', [gtin, ['10', 'A']]],
  // Qualifiers and their alternatives.
  ['https://a/01/09506000134352/22/V/10/L/21/S', [gtin, ['22', 'V'], ['10', 'L'], ['21', 'S']]],
  ['https://a/01/09506000134352/22/V/21/S', [gtin, ['22', 'V'], ['21', 'S']]],
  ['https://a/01/09506000134352/235/T', [gtin, ['235', 'T']]],
  ['https://a/01/09506000134352/235/T?10=L', [gtin, ['235', 'T'], ['10', 'L']]],
  [
    'https://a/414/9520123456788/254/32a%2Fb',
    [
      ['414', '9520123456788'],
      ['254', '32a/b'],
    ],
  ],
  [
    'https://a/414/9520123456788/7040/1ABC',
    [
      ['414', '9520123456788'],
      ['7040', '1ABC'],
    ],
  ],
  ['https://a/417/9520123456788', [['417', '9520123456788']]],
  [
    'https://a/8004/9520ABC/7040/1ABC',
    [
      ['8004', '9520ABC'],
      ['7040', '1ABC'],
    ],
  ],
  [
    'https://a/8006/095060001343520102/21/S',
    [
      ['8006', '095060001343520102'],
      ['21', 'S'],
    ],
  ],
  [
    'https://a/8010/9520AB/8011/12',
    [
      ['8010', '9520AB'],
      ['8011', '12'],
    ],
  ],
  [
    'https://a/415/9520123456788/8020/REF',
    [
      ['415', '9520123456788'],
      ['8020', 'REF'],
    ],
  ],
  ['https://a/253/9520123456788SERIAL', [['253', '9520123456788SERIAL']]],
  // The query: attributes, strangers, empty parameters, a fragment.
  ['https://a/01/09506000134352?', [gtin]],
  ['https://a/01/09506000134352?&&&99=A&&98=B&', [gtin, ['99', 'A'], ['98', 'B']]],
  ['https://a/01/09506000134352?one&x=1&99=A&17x=2&linkType=all', [gtin, ['99', 'A']]],
  ['https://a/01/09506000134352?99=A#01=x/?', [gtin, ['99', 'A']]],
  ['https://a/01/09506000134352#?99=A', [gtin]],
  [
    'https://a/00/952012345678912345?02=09506000134352&37=25&10=L',
    [sscc, ['02', '09506000134352'], ['37', '25'], ['10', 'L']],
  ],
  ['https://a/8004/9520ABC?01=9506000134352', [['8004', '9520ABC'], gtin]],
  // Escapes: '+' stands for itself in the path; a percent sign without two hex digits does so anywhere.
  ['https://a/01/09506000134352/10/A%2d%2f%2F+B', [gtin, ['10', 'A-//+B']]],
  ['https://a/01/09506000134352/10/A%25', [gtin, ['10', 'A%']]],
  ['https://a/01/09506000134352/10/A%2', [gtin, ['10', 'A%2']]],
  ['https://a/01/09506000134352/10/A%4GB', [gtin, ['10', 'A%4GB']]],
  ["https://a/01/09506000134352/10/!'()*,;:=&", [gtin, ['10', "!'()*,;:=&"]]],
]

for (const [uri, elements] of good) {
  test(`reads ${uri}`, () => {
    const result = parseDigitalLink(uri)
    assert.deepEqual(result.ok ? result.value.elements : result.issues, elements)
  })
}

const bad: [uri: string, code: IssueCode, at: number][] = [
  ['', 'scheme-not-allowed', 0],
  ['ftp://a/01/09506000134352', 'scheme-not-allowed', 0],
  ['HtTp://a/01/09506000134352', 'scheme-not-allowed', 0],
  ['https:/a/01/09506000134352', 'scheme-not-allowed', 0],
  ['http://', 'host-missing', 7],
  ['http:///01/09506000134352', 'host-missing', 7],
  ['http://a', 'path-missing', 8],
  ['https://a?x/01/09506000134352', 'host-character-not-allowed', 9],
  ['https://me@a/01/09506000134352', 'host-character-not-allowed', 10],
  ['https://[fe80::1%25lo]/01/09506000134352', 'host-character-not-allowed', 16],
  ['https://01/09506000134352', 'key-missing', 10],
  ['http://a/', 'key-missing', 8],
  ['http://a/b/c', 'key-missing', 8],
  ['https://a/gtin/09506000134352', 'key-missing', 9],
  ['https://a/01/09506000134352/', 'trailing-slash', 27],
  ['https://a/01/09506000134352/10/', 'trailing-slash', 30],
  ['https://a/01/', 'trailing-slash', 12],
  ['https://a/01/09506000134352/?17=271231', 'trailing-slash', 27],
  ['https://a/01/09506000134352/10//21/A', 'value-empty', 31],
  ['https://a/01/09506000134352 ', 'character-not-allowed', 27],
  ['https://a/01/09506000134352/10/<A>', 'character-not-allowed', 31],
  ['https://a/01/09506000134352/10/a"b', 'character-not-allowed', 32],
  ['https://a/01/09506000134352/10/cà', 'character-not-allowed', 32],
  ['https://a/01/9506000134352', 'value-too-short', 25],
  ['https://a/01/095060001343522', 'value-too-long', 27],
  ['https://a/01/09506000134353', 'check-digit-wrong', 26],
  ['https://a/01/09506000134352/21/S/10/L', 'qualifier-out-of-order', 33],
  ['https://a/01/09506000134352/22/V/235/T', 'qualifier-out-of-order', 33],
  ['https://a/01/09506000134352/10/A/10/A', 'qualifier-out-of-order', 33],
  ['https://a/414/9520123456788/254/A/7040/1ABC', 'qualifier-out-of-order', 34],
  ['https://a/01/09506000134352/17/271231', 'qualifier-not-allowed', 28],
  ['https://a/01/09506000134352?10=L', 'attribute-belongs-in-path', 28],
  ['https://a/01/09506000134352?21=S', 'attribute-not-allowed', 28],
  ['https://a/01/09506000134352?8200=X', 'attribute-not-allowed', 28],
  ['https://a/01/09506000134352?999=X', 'ai-unknown', 28],
  ['https://a/01/09506000134352?=X', 'ai-unknown', 28],
  ['https://a/01/09506000134352?99=', 'value-empty', 31],
  ['https://a/01/09506000134352?99=A&99=A', 'ai-repeated', 33],
  ['https://a/01/09506000134352/10/A?10=A', 'ai-repeated', 33],
  ['https://a/01/09506000134352?98=A+B', 'character-not-allowed', 32],
  ['https://a/01/09506000134352/10/A%00', 'character-not-allowed', 32],
  ['https://a/01/09506000134352/10/%C3%A9', 'character-not-allowed', 31],
  ['https://a/01/09506000134352/10/A%5EB', 'character-not-allowed', 32],
  ['https://a/01/09506000134352/10/%41%2F%7E', 'character-not-allowed', 37],
  ['https://a/01/09506000134352?17=271331', 'date-impossible', 33],
  ['https://a/01/09506000134352?250=A', 'requisite-ai-missing', 28],
  ['https://a/01/09506000134352?37=1', 'ai-excluded', 10],
  ['https://a/415/9520123456788', 'requisite-ai-missing', 10],
]

for (const [uri, code, at] of bad) {
  test(`refuses '${uri}': ${code} at ${at}`, () => {
    const result = parseDigitalLink(uri)
    assert.equal(result.ok, false)
    if (!result.ok) assert.deepEqual([result.issues[0]?.code, result.issues[0]?.at], [code, at])
  })
}

test('takes a link apart', () => {
  const result = parseDigitalLink('https://a/stem/01/09506000134352/10/L?17=271231')
  assert.deepEqual(result.ok && result.value, {
    stem: 'https://a/stem',
    key: gtin,
    qualifiers: [['10', 'L']],
    attributes: [['17', '271231']],
    elements: [gtin, ['10', 'L'], ['17', '271231']],
  })
})

test('refuses a value beyond 90 characters instead of cutting it', () => {
  assert.equal(parseDigitalLink(`https://a/01/09506000134352?99=${'A'.repeat(90)}`).ok, true)
  assert.equal(parseDigitalLink(`https://a/01/09506000134352?99=${'A'.repeat(91)}`).ok, false)
})

test('refuses more than 8191 characters', () => {
  const link = 'https://a/01/09506000134352#'
  assert.equal(parseDigitalLink(link.padEnd(8191, 'x')).ok, true)
  assert.equal(parseDigitalLink(link.padEnd(8192, 'x')).ok, false)
})

test('counts strangers towards the 64 elements', () => {
  const strangers = (count: number): string => Array.from({ length: count }, (_, index) => `x${index}=1`).join('&')
  assert.equal(parseDigitalLink(`https://a/01/09506000134352?${strangers(63)}`).ok, true)
  assert.equal(parseDigitalLink(`https://a/01/09506000134352?${strangers(64)}`).ok, false)
})

test('reads the raw path and query of an HTTP request', () => {
  const result = parseDigitalLinkPath('/01/09506000134352/10/A%2FB?17=271231&linkType=all')
  assert.deepEqual(result.ok && [result.value.stem, result.value.elements], [
    '',
    [gtin, ['10', 'A/B'], ['17', '271231']],
  ])
  for (const path of ['', 'x', '/', '/foo', '/01/09506000134352/', '/01/09506000134352/10/a b', '//', '/%00/01/x']) {
    assert.equal(parseDigitalLinkPath(path).ok, false, path)
  }
})
