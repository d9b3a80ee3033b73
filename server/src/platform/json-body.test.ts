import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { parseJsonBody } from './json-body.ts'
import { isProblem } from './problem.ts'

const read = (text: string): unknown => {
  let outcome: unknown
  parseJsonBody(undefined as unknown as FastifyRequest, text, (error, value) => {
    outcome = error === null ? value : isProblem(error) ? [error.problemCode, error.params.offset] : error
  })
  return outcome
}

test('JSON is taken as sent', () => {
  assert.deepEqual(read('{"a":[1,"\\u1ea1",null],"constructor":{"b":true}}'), {
    a: [1, 'ạ', null],
    constructor: { b: true },
  })
  assert.deepEqual(read('" \\\\u0000 "'), ' \\u0000 ', 'a backslash before it is text')
})

test('NUL is refused however it is written', () => {
  for (const text of ['"\\u0000"', '"a\\\\\\u0000"', '{"\\u0000":1}'])
    assert.deepEqual(read(text), ['platform.nul-character', undefined])
  assert.deepEqual(read('"\0"'), ['platform.body-malformed', 1])
})

test('a refusal says where it breaks', () => {
  assert.deepEqual(read('{"a":1,}'), ['platform.body-malformed', 7])
  assert.deepEqual(read('[1,2'), ['platform.body-malformed', 4])
  assert.deepEqual(read('[1] [2]'), ['platform.body-malformed', 4])
  assert.deepEqual(read('{"a":{"__proto__":1}}'), ['platform.body-malformed', 7])
  assert.deepEqual(read(' \n'), ['platform.body-empty', undefined])
})
