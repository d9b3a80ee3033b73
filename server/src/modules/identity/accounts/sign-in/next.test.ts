import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { safeNext } from './next.ts'

/** What could lead a browser elsewhere, put together in every way. */
const piece = fc.constantFrom(
  '/',
  '\\',
  '//',
  '.',
  '..',
  '@',
  ':',
  '?',
  '#',
  '%2f',
  '\t',
  '\n',
  'evil.example',
  'https:',
  'a',
)
const target = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
  fc.anything(),
)

test('whatever is asked for, it leads to this host and to a path that a browser reads as written', () => {
  fc.assert(
    fc.property(target, (asked) => {
      const next = safeNext(asked)
      const url = new URL(next, 'https://own.example/sign-in')
      assert.equal(url.origin, 'https://own.example')
      assert.equal(url.pathname + url.search, next)
      assert.doesNotMatch(next, /^\/\/|[\\\s]/)
    }),
    { numRuns: 2000 },
  )
})

test('a path of ours is kept with its query', () => {
  for (const path of ['/', '/account/people', '/office/rights?lang=en', '/scan/01/09521234543213?lang=vi&x=%2F'])
    assert.equal(safeNext(path), path)
})
