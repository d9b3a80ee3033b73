import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseElementString } from './element-string.ts'
import type { IssueCode } from './issue-codes.ts'
import type { Element } from './result.ts'

const good: [text: string, elements: Element[]][] = [
  ['(01)09506000134352', [['01', '09506000134352']]],
  [
    '(01)09506000134352(10)ABC123(17)271231(21)SN1',
    [
      ['01', '09506000134352'],
      ['10', 'ABC123'],
      ['17', '271231'],
      ['21', 'SN1'],
    ],
  ],
  [
    '(01)09506000134352(10)A\\(11)B',
    [
      ['01', '09506000134352'],
      ['10', 'A(11)B'],
    ],
  ],
  [
    '(01)09506000134352(10)12345\\(',
    [
      ['01', '09506000134352'],
      ['10', '12345('],
    ],
  ],
  ['(400)A)B', [['400', 'A)B']]],
  [
    '(01)09506000134352|(10)ABC',
    [
      ['01', '09506000134352'],
      ['10', 'ABC'],
    ],
  ],
  [
    '(400)ABC(400)ABC',
    [
      ['400', 'ABC'],
      ['400', 'ABC'],
    ],
  ],
  [
    '(00)952012345678912345(02)09506000134352(37)25',
    [
      ['00', '952012345678912345'],
      ['02', '09506000134352'],
      ['37', '25'],
    ],
  ],
  ['(8003)09520123456788', [['8003', '09520123456788']]],
  [
    '(01)09506000134352(7007)211225211231',
    [
      ['01', '09506000134352'],
      ['7007', '211225211231'],
    ],
  ],
  [
    '(01)09506000134352(423)704528',
    [
      ['01', '09506000134352'],
      ['423', '704528'],
    ],
  ],
  [
    '(01)09506000134352(21)A(8030)AQIDBA',
    [
      ['01', '09506000134352'],
      ['21', 'A'],
      ['8030', 'AQIDBA'],
    ],
  ],
  [
    '(01)09506000134352(21)A(8040)123456789012345(8041)123456789012345',
    [
      ['01', '09506000134352'],
      ['21', 'A'],
      ['8040', '123456789012345'],
      ['8041', '123456789012345'],
    ],
  ],
  [
    '(01)09506000134352(3925)12599(3105)654321',
    [
      ['01', '09506000134352'],
      ['3925', '12599'],
      ['3105', '654321'],
    ],
  ],
]

for (const [text, elements] of good) {
  test(`reads ${text}`, () => assert.deepEqual(parseElementString(text), { ok: true, value: elements }))
}

const bad: [text: string, code: IssueCode, at: number][] = [
  ['', 'input-empty', 0],
  ['12345', 'bracket-expected', 0],
  ['1(10)A', 'bracket-expected', 0],
  ['(10', 'bracket-not-closed', 0],
  ['()12345', 'ai-unknown', 1],
  ['(1)12345', 'ai-unknown', 1],
  ['(1A)12345', 'ai-unknown', 1],
  ['(12345)12345', 'ai-unknown', 1],
  ['(89)12345', 'ai-unknown', 1],
  ['(400)', 'value-empty', 5],
  ['(400)(403)A', 'value-empty', 5],
  ['(400)A^B', 'character-not-allowed', 6],
  ['(400)A\u001dB', 'character-not-allowed', 6],
  ['(400)ABC ', 'character-not-allowed', 8],
  ['(400)cà phê', 'character-not-allowed', 6],
  ['(01)09506000134353', 'check-digit-wrong', 17],
  ['(01)9506000134352', 'value-too-short', 17],
  ['(01)095060001343521', 'value-too-long', 18],
  ['(17)9(90)217', 'value-too-short', 5],
  ['(01)09506000134352(17)271332', 'date-impossible', 24],
  ['(01)09506000134352(10)A\\(B~', 'character-not-allowed', 26],
  ['(01)09506000134352(7007)2112252112', 'value-length-wrong', 34],
  ['(400)ABC|', 'input-empty', 9],
  ['(400)ABC|403)A', 'bracket-expected', 9],
  ['(10)ABC', 'requisite-ai-missing', 1],
  ['(02)09506000134352(37)25', 'requisite-ai-missing', 19],
  ['(01)09506000134352(250)A', 'requisite-ai-missing', 19],
  ['(01)09506000134352(3925)12599', 'requisite-ai-missing', 19],
  ['(01)09506000134352(7258)1/2', 'requisite-ai-missing', 19],
  ['(01)09506000134352(21)A(8041)123456789012345', 'requisite-ai-missing', 24],
  ['(01)09506000134352(255)9520123456788', 'ai-excluded', 1],
  ['(01)09506000134352(3100)000001(3101)000001', 'ai-excluded', 19],
  ['(01)09506000134352(21)A(235)B', 'ai-excluded', 19],
  ['(400)ABC(400)XYZ', 'repeated-ai-differs', 9],
  ['(8003)09520123456788(8030)AQID', 'serial-missing', 1],
  ['(8030)AQID=(00)952012345678912345', 'padding-wrong', 10],
]

for (const [text, code, at] of bad) {
  test(`refuses '${text}': ${code} at ${at}`, () => {
    const result = parseElementString(text)
    assert.equal(result.ok, false)
    if (!result.ok) assert.deepEqual([result.issues[0]?.code, result.issues[0]?.at], [code, at])
  })
}

test('names every wrong value, and the partners that are missing', () => {
  const values = parseElementString('(01)09506000134353(17)271332')
  assert.deepEqual(values.ok ? [] : values.issues.map(({ code }) => code), ['check-digit-wrong', 'date-impossible'])
  const partners = parseElementString('(250)A')
  assert.deepEqual(partners.ok ? undefined : partners.issues[0]?.params, { ai: '250', requires: '01,8006' })
})

test('reads 64 elements and refuses more', () => {
  assert.equal(parseElementString('(400)A'.repeat(64)).ok, true)
  const result = parseElementString('(400)A'.repeat(65))
  assert.deepEqual(result.ok ? [] : result.issues, [{ code: 'too-many-elements', at: 64 * 6 }])
})
