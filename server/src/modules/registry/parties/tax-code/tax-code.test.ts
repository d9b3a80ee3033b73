import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maskNumber, readTaxCode } from './tax-code.ts'

test('a tax code of ten digits, of a branch, of a person', () => {
  assert.equal(readTaxCode('0000001010'), '0000001010')
  assert.equal(readTaxCode(' 0000001010 '), '0000001010')
  assert.equal(readTaxCode('0000001010001'), '0000001010-001')
  assert.equal(readTaxCode('0000001010-001'), '0000001010-001')
  assert.equal(readTaxCode('074190001234'), '074190001234')
})

test('a wrong check digit, a branch without number, other lengths and letters are none', () => {
  for (const code of ['0000001011', '0000001011-001', '0000001010-000', '000000101', '00000010100', '174190001234'])
    assert.equal(readTaxCode(code), undefined, code)
  for (const code of ['', 'abc', '00000010 1a', '٠٠٠٠٠٠١٠١٠']) assert.equal(readTaxCode(code), undefined, code)
})

test('no code with one digit changed is another code', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digits = [...'0000001010']
      digits[at] = String((Number(digits[at]) + by) % 10)
      assert.equal(readTaxCode(digits.join('')), undefined)
    }),
  )
})

test("a person's number is shown in part, an enterprise's whole", () => {
  assert.equal(maskNumber('074190001234'), '••••••••1234')
  assert.equal(maskNumber('0000001010'), '0000001010')
})
