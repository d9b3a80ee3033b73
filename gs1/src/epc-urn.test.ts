import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEpcUrn } from './epc-urn.ts'
import { toEpcUrn } from './epc-urn-build.ts'
import type { IssueCode } from './issue-codes.ts'
import type { Element } from './result.ts'

/** Each URN, its elements, and its kind; all but patterns go back to the same text. */
const pairs: [urn: string, elements: Element[], kind?: string][] = [
  [
    'urn:epc:id:sgtin:0614141.107346.2017',
    [
      ['01', '10614141073464'],
      ['21', '2017'],
    ],
  ],
  [
    'urn:epc:id:sgtin:9520123.112345.32a%2Fb%25%22%26%3C%3E%3F.x',
    [
      ['01', '19520123123458'],
      ['21', '32a/b%"&<>?.x'],
    ],
  ],
  [
    'urn:epc:id:sgtin:952012.0123456.*',
    [
      ['01', '09520121234562'],
      ['21', '*'],
    ],
  ],
  [
    'urn:epc:class:lgtin:4012345.012345.998877',
    [
      ['01', '04012345123456'],
      ['10', '998877'],
    ],
    'class',
  ],
  ['urn:epc:id:sscc:0614141.1234567890', [['00', '106141412345678908']]],
  [
    'urn:epc:id:sgln:0614141.07346.1234',
    [
      ['414', '0614141073467'],
      ['254', '1234'],
    ],
  ],
  ['urn:epc:id:sgln:0614141.07346.0', [['414', '0614141073467']]],
  [
    'urn:epc:id:sgln:952012345678..A',
    [
      ['414', '9520123456788'],
      ['254', 'A'],
    ],
  ],
  ['urn:epc:id:pgln:0614141.07346', [['417', '0614141073467']]],
  ['urn:epc:id:grai:0614141.12345.400', [['8003', '00614141123452400']]],
  ['urn:epc:id:giai:0614141.12345400', [['8004', '061414112345400']]],
  ['urn:epc:id:gsrn:0614141.0000010253', [['8018', '061414100000102534']]],
  ['urn:epc:id:gsrnp:0614141.0000010253', [['8017', '061414100000102534']]],
  ['urn:epc:id:gdti:0614141.06012.1234', [['253', '06141410601221234']]],
  ['urn:epc:id:sgcn:4012345.67890.04711', [['255', '401234567890104711']]],
  [
    'urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345',
    [
      ['8010', '06141415PQ7/Z43'],
      ['8011', '12345'],
    ],
  ],
  ['urn:epc:id:ginc:0614141.xyz3311cba', [['401', '0614141xyz3311cba']]],
  ['urn:epc:id:gsin:0614141.123456789', [['402', '06141411234567890']]],
  [
    'urn:epc:id:itip:4012345.012345.04.04.987',
    [
      ['8006', '040123451234560404'],
      ['21', '987'],
    ],
  ],
  [
    'urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7',
    [
      ['01', '01234567894560'],
      ['235', '51qIgY)<&Jp3*j7'],
    ],
  ],
  ['urn:epc:idpat:sgtin:4012345.012345.*', [['01', '04012345123456']], 'class'],
  ['urn:epc:idpat:grai:0614141.12345.*', [['8003', '00614141123452']], 'class'],
  ['urn:epc:idpat:gdti:0614141.06012.*', [['253', '0614141060122']], 'class'],
  ['urn:epc:idpat:itip:4012345.012345.04.04.*', [['8006', '040123451234560404']], 'class'],
  ['urn:epc:idpat:cpi:0614141.ABC.*', [['8010', '0614141ABC']], 'class'],
]

for (const [urn, elements, kind = 'instance'] of pairs) {
  test(`reads and writes ${urn}`, () => {
    const result = parseEpcUrn(urn)
    assert.ok(result.ok, JSON.stringify(result))
    assert.deepEqual(result.value.elements, elements)
    assert.equal(result.value.kind, kind)
    assert.deepEqual(toEpcUrn(elements, result.value.companyPrefixLength), { ok: true, value: urn })
  })
}

test('keeps patterns of many keys as parts', () => {
  for (const [urn, length] of [
    ['urn:epc:idpat:sgtin:4012345.*.*', 7],
    ['urn:epc:idpat:sgtin:*.*.*', 0],
    ['urn:epc:idpat:sscc:9520123.*', 7],
  ] as const) {
    const result = parseEpcUrn(urn)
    assert.ok(result.ok)
    assert.equal(result.value.kind, 'pattern')
    assert.deepEqual(result.value.elements, [])
    assert.equal(result.value.companyPrefixLength, length)
    assert.equal(result.value.parts.at(-1), '*')
  }
})

const bad: [urn: string, code: IssueCode, at: number][] = [
  ['urn:x', 'urn-prefix-wrong', 0],
  ['urn:epc:', 'urn-prefix-wrong', 8],
  ['urn:epc:tag:sgtin-96:1.0614141.107346.2017', 'urn-prefix-wrong', 8],
  ['urn:epc:id:sgtin', 'urn-scheme-unknown', 11],
  ['urn:epc:id:gid:1.2.3', 'urn-scheme-unknown', 11],
  ['urn:epc:id:lgtin:4012345.012345.1', 'urn-scheme-unknown', 11],
  ['urn:epc:class:sgtin:4012345.012345.1', 'urn-scheme-unknown', 14],
  ['urn:epc:id:sgtin:0614141.107346', 'urn-part-missing', 31],
  ['urn:epc:id:sgtin:0614141.10734.2017', 'value-too-short', 30],
  ['urn:epc:id:sgtin:0614141.1073466.2017', 'value-too-long', 31],
  ['urn:epc:id:sgtin:06141.10734666.2017', 'value-too-short', 22],
  ['urn:epc:id:sgtin:0614141234567.1.2017', 'value-too-long', 29],
  ['urn:epc:id:sgtin:061414X.107346.2017', 'character-not-allowed', 23],
  ['urn:epc:id:sgtin:0614141.10734A.2017', 'character-not-allowed', 30],
  ['urn:epc:id:sgtin:0614141.107346.', 'value-empty', 32],
  ['urn:epc:id:sgtin:0614141.107346.a/b', 'character-not-allowed', 33],
  ['urn:epc:id:sgtin:0614141.107346.a%zzb', 'escape-malformed', 33],
  ['urn:epc:id:sgtin:0614141.107346.a%20b', 'character-not-allowed', 33],
  ['urn:epc:id:sgtin:0614141.107346.123456789012345678901', 'value-too-long', 52],
  ['urn:epc:id:sscc:0614141.12345678901', 'value-too-long', 34],
  ['urn:epc:id:sgcn:4012345.67890.A', 'character-not-allowed', 30],
  ['urn:epc:id:cpi:0614141.abc.1', 'character-not-allowed', 23],
  ['urn:epc:id:cpi:0614141.ABC.01', 'leading-zero', 27],
  ['urn:epc:id:itip:4012345.012345.05.04.987', 'piece-of-total-wrong', 16],
  ['urn:epc:idpat:sgtin:4012345.*.12', 'urn-wildcard-expected', 30],
]

for (const [urn, code, at] of bad) {
  test(`refuses ${urn}: ${code} at ${at}`, () => {
    const result = parseEpcUrn(urn)
    assert.equal(result.ok, false)
    if (!result.ok) assert.deepEqual([result.issues[0]?.code, result.issues[0]?.at], [code, at])
  })
}

test('needs a key with a URN, good values, and a fitting prefix length', () => {
  const gtin: Element = ['01', '09506000134352']
  const cases: [Element[], number, IssueCode][] = [
    [[], 7, 'input-empty'],
    [[['8013', '1987654Ad4X4bL5ttr2310c2K']], 7, 'urn-scheme-missing'],
    [[gtin], 5, 'company-prefix-length-wrong'],
    [[gtin], 13, 'company-prefix-length-wrong'],
    [[gtin], 7.5, 'company-prefix-length-wrong'],
    [[['01', '09506000134353']], 7, 'check-digit-wrong'],
    [[['8004', '952012']], 6, 'company-prefix-length-wrong'],
    [[['8004', '9520AB12']], 6, 'company-prefix-not-digits'],
  ]
  for (const [elements, length, code] of cases) {
    const result = toEpcUrn(elements, length)
    assert.equal(result.ok ? undefined : result.issues[0]?.code, code, JSON.stringify(elements))
  }
})

test('says as much as a URN can: the serial before the lot', () => {
  const elements: Element[] = [
    ['01', '04012345123456'],
    ['10', 'LOT'],
    ['21', 'S1'],
  ]
  assert.deepEqual(toEpcUrn(elements, 7), { ok: true, value: 'urn:epc:id:sgtin:4012345.012345.S1' })
})
