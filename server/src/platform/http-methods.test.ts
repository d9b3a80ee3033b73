import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedMethods, toKnownRoute } from './http-methods.ts'

const routes = [
  toKnownRoute('/things', 'GET'),
  toKnownRoute('/things', ['POST', 'PUT']),
  toKnownRoute('/things/:id', 'GET'),
  toKnownRoute('/:digits(^\\d+$)/*', 'GET'),
  toKnownRoute('/.well-known/a', 'GET'),
]

test('a path answers to what all its routes answer to', () => {
  assert.deepEqual(allowedMethods(routes, '/things?a=b'), ['GET', 'POST', 'PUT'])
  assert.deepEqual(allowedMethods(routes, '/things/1%2F2'), ['GET'])
  assert.deepEqual(allowedMethods(routes, '/01/2/3'), ['GET'])
})

test('a path that is none answers to nothing', () => {
  for (const path of ['/thing', '/things/1/2', '/a1/2', '/xwell-known/a', '/'])
    assert.deepEqual(allowedMethods(routes, path), [], path)
})
