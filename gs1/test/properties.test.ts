import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  canonicalLink,
  checkElements,
  type Element,
  parseDigitalLink,
  parseDigitalLinkPath,
  parseElementString,
  parseEpcUrn,
  parseScan,
  readCode,
  toDigitalLink,
  toEpcUrn,
} from '../src/index.ts'
import { bracketed, randomElements, scanned, seeded } from './random-codes.ts'

const goodElements = fc
  .integer()
  .map((seed) => randomElements(seeded(seed)))
  .filter((elements) => checkElements(elements).ok)

const sorted = (elements: readonly Element[]): string[] => elements.map(([ai, value]) => `${ai} ${value}`).sort()

test('what is built is parsed back, and its canonical spelling is itself', () => {
  fc.assert(
    fc.property(goodElements, (elements) => {
      const link = toDigitalLink(elements)
      if (!link.ok) return
      const parsed = parseDigitalLink(link.value)
      assert.ok(parsed.ok, link.value)
      assert.deepEqual(sorted(parsed.value.elements), sorted(elements))
      assert.equal(canonicalLink(parsed.value), link.value)
      const path = parseDigitalLinkPath(link.value.slice('https://id.gs1.org'.length))
      assert.deepEqual(path.ok && path.value.elements, parsed.value.elements)
    }),
    { numRuns: 500 },
  )
})

test('brackets and scans say the same', () => {
  fc.assert(
    fc.property(goodElements, fc.constantFrom(']C1', ']e0', ']d2', ']Q3', ']J1'), (elements, identifier) => {
      assert.deepEqual(parseElementString(bracketed(elements)), { ok: true, value: elements })
      assert.deepEqual(parseScan(scanned(elements, identifier)), { ok: true, value: elements })
    }),
    { numRuns: 500 },
  )
})

const identity = fc.record({
  scheme: fc.constantFrom('sgtin', 'sgln', 'grai', 'gdti', 'upui'),
  prefixLength: fc.integer({ min: 6, max: 12 }),
  digits: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 13, maxLength: 13 }),
  serial: fc.string({ unit: fc.constantFrom(...'09AZaz!"%&\'()*+,-./:;<=>?_'), minLength: 1, maxLength: 16 }),
})

const escaped = (serial: string): string =>
  serial.replace(/["%&/<>?]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

test('an EPC URN comes back from its Digital Link', () => {
  fc.assert(
    fc.property(identity, ({ scheme, prefixLength, digits, serial }) => {
      const whole = digits.slice(0, scheme === 'sgtin' || scheme === 'upui' ? 13 : 12)
      const tail = scheme === 'sgln' && serial === '0' ? '1' : escaped(serial)
      const urn = `urn:epc:id:${scheme}:${whole.slice(0, prefixLength)}.${whole.slice(prefixLength)}.${tail}`
      const parsed = parseEpcUrn(urn)
      assert.ok(parsed.ok, urn)
      const link = toDigitalLink(parsed.value.elements)
      const back = parseDigitalLink(link.ok ? link.value : '')
      assert.deepEqual(back.ok && toEpcUrn(back.value.elements, prefixLength), { ok: true, value: urn })
    }),
    { numRuns: 500 },
  )
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'()01/2?&=%]CQ^~|\\.*:urnepcidhtps\u001d\u0000é'), maxLength: 60 }),
)

test('nothing throws, whatever the text, and every refusal has its place in it', () => {
  const starts = ['', '(', ']C1', ']E0', ']Q1https://a/', 'https://a/01/', 'urn:epc:id:sgtin:', 'urn:epc:idpat:itip:']
  fc.assert(
    fc.property(fc.constantFrom(...starts), anyText, (start, rest) => {
      const input = start + rest
      const read = readCode(input)
      assert.equal(read.ok, read.issues.length === 0)
      for (const { at } of read.issues) assert.ok(Number.isInteger(at) && at >= 0 && at <= input.length, input)
      parseDigitalLinkPath(input)
      toEpcUrn([[rest, input]], 7)
    }),
    { numRuns: 3000 },
  )
})
