import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalLink, keyPath, toDigitalLink } from './canonical-link.ts'
import { parseDigitalLink } from './digital-link.ts'
import { parseElementString } from './element-string.ts'
import type { IssueCode } from './issue-codes.ts'

const links: [elements: string, link: string][] = [
  ['(01)09506000134352(10)ABC123(17)271231(21)SN1', '/01/09506000134352/10/ABC123/21/SN1?17=271231'],
  ['(21)S(01)09506000134352(22)V(10)L(95)INT', '/01/09506000134352/22/V/10/L/21/S?95=INT'],
  ['(01)09506000134352(10)A+/%"B(99)X+Y', '/01/09506000134352/10/A%2B%2F%25%22B?99=X%2BY'],
  ['(01)09506000134352(10)a-._(95)!*', '/01/09506000134352/10/a-._?95=%21%2A'],
  // Predefined lengths come first, all else as it stood.
  ['(01)09506000134352(99)B(98)A(3103)000195(17)271231', '/01/09506000134352?3103=000195&17=271231&99=B&98=A'],
  // The first of several keys is the key.
  ['(8017)952012345678912345(99)1(253)9520123456788A', '/8017/952012345678912345?99=1&253=9520123456788A'],
  ['(253)9520123456788A(8017)952012345678912345', '/253/9520123456788A?8017=952012345678912345'],
  ['(01)09506000134352(01)09506000134352(10)A(10)A', '/01/09506000134352/10/A'],
  ['(414)9520123456788(254)X', '/414/9520123456788/254/X'],
]

for (const [elements, link] of links) {
  test(`links ${elements}`, () => {
    const parsed = parseElementString(elements)
    assert.deepEqual(parsed.ok && toDigitalLink(parsed.value), { ok: true, value: `https://id.gs1.org${link}` })
  })
}

test('takes another stem, with or without its slash', () => {
  const elements = [['01', '09506000134352']] as const
  assert.deepEqual(toDigitalLink(elements, 'https://a/b/'), { ok: true, value: 'https://a/b/01/09506000134352' })
  assert.deepEqual(toDigitalLink(elements, 'https://a'), { ok: true, value: 'https://a/01/09506000134352' })
})

const refusals: [elements: [string, string][], code: IssueCode, at: number][] = [
  [[], 'input-empty', 0],
  [[['400', 'X']], 'key-missing', 0],
  [[['01', '09506000134353']], 'check-digit-wrong', 0],
  [
    [
      ['01', '09506000134352'],
      ['04', 'x'],
    ],
    'ai-unknown',
    1,
  ],
  [
    [
      ['01', '09506000134352'],
      ['10', 'a b'],
    ],
    'character-not-allowed',
    1,
  ],
  [
    [
      ['01', '09506000134352'],
      ['8200', 'http'],
    ],
    'attribute-not-allowed',
    1,
  ],
  [
    [
      ['01', '09506000134352'],
      ['235', 'T'],
      ['22', 'V'],
    ],
    'attribute-not-allowed',
    1,
  ],
]

for (const [elements, code, at] of refusals) {
  test(`links not ${JSON.stringify(elements)}: ${code}`, () => {
    const result = toDigitalLink(elements)
    assert.deepEqual(result.ok ? [] : [result.issues[0]?.code, result.issues[0]?.at], [code, at])
  })
}

test('spells a parsed link canonically and keeps its key', () => {
  const parsed = parseDigitalLink('HTTP://A/x/01/09506000134352/235/%54?10=%4C&17=271231')
  assert.ok(parsed.ok)
  assert.equal(canonicalLink(parsed.value), 'https://id.gs1.org/01/09506000134352/235/T?17=271231&10=L')
  assert.equal(keyPath(parsed.value), '/01/09506000134352/235/T')
  assert.equal(
    keyPath({ key: ['01', '09521234543213'], qualifiers: [['10', 'ABC/1']] }),
    '/01/09521234543213/10/ABC%2F1',
  )
})
