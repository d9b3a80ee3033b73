import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCode } from './read-code.ts'

const link = 'https://id.gs1.org/01/09506000134352/10/ABC'

const same: [input: string, kind: string][] = [
  ['HTTPS://EXAMPLE.ORG/01/09506000134352/10/ABC', 'digital-link'],
  ['(01)09506000134352(10)ABC', 'element-string'],
  [']C1010950600013435210ABC', 'scan'],
  [']Q1http://a/01/09506000134352/10/ABC', 'scan'],
  ['urn:epc:class:lgtin:9506000.013435.ABC', 'epc-urn'],
]

for (const [input, kind] of same) {
  test(`reads the same from a ${kind}: ${input}`, () => {
    assert.deepEqual(readCode(input), {
      input,
      kind,
      ok: true,
      elements: [
        ['01', '09506000134352'],
        ['10', 'ABC'],
      ],
      digitalLink: link,
      issues: [],
    })
  })
}

test('takes bare digits for a GTIN or an SSCC', () => {
  const cases = [
    ['95201238', '/01/00000095201238'],
    ['614141000036', '/01/00614141000036'],
    ['9520123456788', '/01/09520123456788'],
    ['09506000134352', '/01/09506000134352'],
    ['952012345678912345', '/00/952012345678912345'],
  ] as const
  for (const [input, path] of cases) {
    const read = readCode(input)
    assert.deepEqual([read.kind, read.digitalLink], ['plain', `https://id.gs1.org${path}`])
  }
})

test('refuses plain text honestly and trims nothing', () => {
  const cases = [
    ['', 'plain', 'input-empty', 0],
    ['mangosteen', 'plain', 'code-unknown', 0],
    ['12345', 'plain', 'code-unknown', 0],
    ['9520123456789', 'plain', 'check-digit-wrong', 12],
    [' (01)09506000134352', 'plain', 'code-unknown', 0],
    ['^0109506000134352', 'plain', 'code-unknown', 0],
    [`${link} `, 'digital-link', 'character-not-allowed', link.length],
    ['HtTps://a/01/09506000134352', 'digital-link', 'scheme-not-allowed', 0],
    ['URN:EPC:id:sgtin:0614141.107346.2017', 'epc-urn', 'urn-prefix-wrong', 0],
  ] as const
  for (const [input, kind, code, at] of cases) {
    const read = readCode(input)
    assert.deepEqual(
      [read.kind, read.ok, read.elements, read.digitalLink, read.issues[0]?.code, read.issues[0]?.at],
      [kind, false, [], null, code, at],
      input,
    )
  }
})

test('gives elements without a key no link', () => {
  for (const input of ['(400)X', ']Q1some text', 'urn:epc:idpat:sgtin:4012345.*.*']) {
    const read = readCode(input)
    assert.deepEqual([read.ok, read.digitalLink, read.issues], [true, null, []], input)
  }
})
