import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lookupLanguage, namedType, weighed, weightOfType } from './accept.ts'

test('weights order a header; weight nought and garbage fall away', () => {
  assert.deepEqual(
    weighed('en;q=0.5, vi, fr;q=0, de;q=x').map(({ value }) => value),
    ['vi', 'en'],
  )
  assert.deepEqual(weighed(undefined), [])
  fc.assert(fc.property(fc.string(), (text) => weighed(text).every(({ q }) => q > 0 && q <= 1)))
})

test('lookup shortens the range, never the tag (RFC 4647 §3.4)', () => {
  const tags = new Set(['pt', 'vi', 'zh-hant'])
  assert.equal(lookupLanguage(weighed('pt-BR, vi;q=0.9'), tags), 'pt')
  assert.equal(lookupLanguage(weighed('de, vi;q=0.1'), tags), 'vi')
  assert.equal(lookupLanguage(weighed('zh-Hant-x-private'), tags), 'zh-hant')
  assert.equal(lookupLanguage(weighed('zh'), tags), undefined)
  assert.equal(lookupLanguage(weighed('*'), tags), undefined)
})

test('the most specific range speaks for a media type', () => {
  const ranges = weighed('text/*;q=0.3, text/html;q=0.7, */*;q=0.5')
  assert.equal(weightOfType(ranges, 'text/html'), 0.7)
  assert.equal(weightOfType(ranges, 'text/plain'), 0.3)
  assert.equal(weightOfType(ranges, 'image/png'), 0.5)
})

test('only what is named is chosen by name', () => {
  assert.equal(namedType(weighed('*/*'), ['text/html']), undefined)
  assert.equal(
    namedType(weighed('text/html;q=0.2,application/json'), ['text/html', 'application/json']),
    'application/json',
  )
})
