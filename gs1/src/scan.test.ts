import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssueCode } from './issue-codes.ts'
import type { Element } from './result.ts'
import { parseScan } from './scan.ts'

const gs = '\u001d'
const gtin: Element = ['01', '09506000134352']

const good: [text: string, elements: Element[]][] = [
  [`]C1010950600013435210ABC${gs}21S1`, [gtin, ['10', 'ABC'], ['21', 'S1']]],
  [`]e0010950600013435210ABC${gs}`, [gtin, ['10', 'ABC']]],
  [']d20109506000134352', [gtin]],
  [`]Q30109506000134352${gs}1727123110ABC`, [gtin, ['17', '271231'], ['10', 'ABC']]],
  [
    `]J1400A${gs}400A`,
    [
      ['400', 'A'],
      ['400', 'A'],
    ],
  ],
  [']E09520123456788', [['01', '09520123456788']]],
  [']E495201238', [['01', '00000095201238']]],
  [
    `]E09520123456788|]e010A${gs}21B`,
    [
      ['01', '09520123456788'],
      ['10', 'A'],
      ['21', 'B'],
    ],
  ],
  [']Q1https://a.example/01/09506000134352/10/A', [gtin, ['10', 'A']]],
  [']d1HTTP://a/01/09506000134352?17=271231', [gtin, ['17', '271231']]],
  [']Q1some other text', []],
  [']J0', []],
]

for (const [text, elements] of good) {
  test(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseScan(text), { ok: true, value: elements }))
}

const bad: [text: string, code: IssueCode, at: number][] = [
  ['', 'symbology-missing', 0],
  ['010950600013435', 'symbology-missing', 0],
  [']C', 'symbology-missing', 0],
  [']C0010950600013435', 'symbology-unknown', 1],
  [']I114952012345678', 'symbology-unknown', 1],
  [']c10109506000134352', 'symbology-unknown', 1],
  [']C1', 'input-empty', 3],
  [`]C1${gs}0109506000134352`, 'ai-unknown', 3],
  [`]C10109506000134352${gs}${gs}10A`, 'ai-unknown', 20],
  [']C10109506000134352^10A', 'character-not-allowed', 19],
  [']C1(01)09506000134352', 'ai-unknown', 3],
  [']C1010950600013435', 'value-too-short', 18],
  [`]C1010950600013435${gs}10A`, 'value-too-short', 18],
  [']C101095060001343522', 'ai-unknown', 19],
  [']C10109506000134353', 'check-digit-wrong', 18],
  [`]C101095060001343522421234567${gs}10A`, 'value-too-long', 28],
  [']E0952012345678', 'value-too-short', 15],
  [']E095201234567880', 'value-too-long', 16],
  [']E0952012345678X', 'character-not-allowed', 15],
  [']E09520123456789', 'check-digit-wrong', 15],
  [']E09520123456788|]e0', 'input-empty', 20],
  [']Q1https://a/01/09506000134353', 'check-digit-wrong', 29],
  [']Q3https://a/01/09506000134352', 'ai-unknown', 3],
]

for (const [text, code, at] of bad) {
  test(`refuses ${JSON.stringify(text)}: ${code} at ${at}`, () => {
    const result = parseScan(text)
    assert.equal(result.ok, false)
    if (!result.ok) assert.deepEqual([result.issues[0]?.code, result.issues[0]?.at], [code, at])
  })
}
