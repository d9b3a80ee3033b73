import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkDigit, checkPair, hasCheckDigit, hasCheckPair } from './check-digit.ts'

const keys = [
  '95201238', // GTIN-8
  '614141000036', // GTIN-12
  '9520123456788', // GTIN-13, GLN
  '09506000134352', // GTIN-14
  '952012345678912345', // SSCC
  '95201234567891235', // GSIN
]

for (const key of keys) {
  test(`computes and knows the check digit of ${key}`, () => {
    assert.equal(checkDigit(key.slice(0, -1)), key.slice(-1))
    assert.equal(hasCheckDigit(key), true)
  })
}

test('refuses what is too short or not digits', () => {
  for (const text of ['', '0', '9520123456789', '95201234567 8', '９５２０１２３４５６７８８']) {
    assert.equal(hasCheckDigit(text), false, text)
  }
})

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

test('catches every single wrong digit', () => {
  fc.assert(
    fc.property(digits(17), fc.nat(17), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
      const key = body + checkDigit(body)
      const wrong = String((Number(key.charAt(at)) + shift) % 10)
      assert.equal(hasCheckDigit(key), true)
      assert.equal(hasCheckDigit(key.slice(0, at) + wrong + key.slice(at + 1)), false)
    }),
  )
})

const pairs: [body: string, pair: string][] = [
  ['', '22'],
  ['!', '22'],
  ['1987654Ad4X4bL5ttr2310c', '2K'],
  ['12345678901234567890123', 'NT'],
  ['99999zzzzzzzzzzzzzzzzzz', 'T2'],
]

for (const [body, pair] of pairs) {
  test(`computes the check pair of '${body}'`, () => {
    assert.equal(checkPair(body), pair)
    assert.equal(hasCheckPair(body + pair), true)
    assert.equal(hasCheckPair(`${body}ZZ`), false)
  })
}

test('gives no check pair to text that cannot have one', () => {
  assert.equal(checkPair('a b'), undefined)
  assert.equal(checkPair('1'.repeat(98)), undefined)
  assert.equal(hasCheckPair('2'), false)
})
