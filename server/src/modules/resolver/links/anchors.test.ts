import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDigitalLinkPath } from '@nguon/gs1'
import { candidateAnchors, isRegistrable, prefixAnchors } from './anchors.ts'

const gtin = '/01/09521234543213'
const read = (path: string) => {
  const parsed = parseDigitalLinkPath(path)
  assert.ok(parsed.ok, path)
  return parsed.value
}

test('a request asks at all registrable subsets of itself, serial before lot, the bare key last (2.5.9)', () => {
  assert.deepEqual(candidateAnchors(read(`${gtin}/22/V/10/L/21/S`)), [
    `${gtin}/21/S`,
    `${gtin}/22/V/10/L`,
    `${gtin}/10/L`,
    `${gtin}/22/V`,
    gtin,
  ])
  assert.deepEqual(candidateAnchors(read(`${gtin}/235/T`)), [`${gtin}/235/T`, gtin])
  assert.deepEqual(candidateAnchors(read(gtin)), [gtin])
})

test('other keys: with their qualifiers, then without', () => {
  assert.deepEqual(candidateAnchors(read('/414/9521234000006/254/P1')), [
    '/414/9521234000006/254/P1',
    '/414/9521234000006',
  ])
  assert.deepEqual(candidateAnchors(read('/00/095212340000000013')), ['/00/095212340000000013'])
})

test('values keep what the path had encoded', () => {
  assert.deepEqual(candidateAnchors(read(`${gtin}/10/A%2FB`)), [`${gtin}/10/A%2FB`, gtin])
})

test('with a serial neither lot nor variant may be registered', () => {
  assert.equal(isRegistrable(read(`${gtin}/21/S`)), true)
  assert.equal(isRegistrable(read(`${gtin}/22/V/10/L`)), true)
  assert.equal(isRegistrable(read(gtin)), true)
  assert.equal(isRegistrable(read(`${gtin}/10/L/21/S`)), false)
  assert.equal(isRegistrable(read(`${gtin}/22/V/21/S`)), false)
})

test('company prefixes are looked for behind the indicator digit, the longest first', () => {
  const anchors = prefixAnchors(['01', '19521234543210'])
  assert.equal(anchors[0], 'gcp:952123454321')
  assert.equal(anchors.at(-1), 'gcp:9521')
  assert.equal(prefixAnchors(['414', '9521234000006'])[0], 'gcp:952123400000')
})
