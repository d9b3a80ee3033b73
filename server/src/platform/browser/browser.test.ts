import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isProblem } from '../problem.ts'
import { createCookie } from './cookies.ts'
import { parseForm } from './forms.ts'
import { mayUseCookies } from './same-origin.ts'

test('a form’s fields are read as they were filled in, and lists as lists', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ unit: 'grapheme' })), { maxLength: 20 }),
      (pairs) => {
        const fields = parseForm(new URLSearchParams(pairs).toString())
        for (const [name] of pairs) {
          const values = pairs.filter(([each]) => each === name).map(([, value]) => value.toWellFormed())
          assert.deepEqual([fields[name]].flat(), values)
        }
      },
    ),
  )
})

test('a form of very many fields, with NUL or with a prototype is refused', () => {
  for (const text of ['a&'.repeat(501), 'a=%00', '%00=a', '__proto__=a'])
    assert.throws(() => parseForm(text), isProblem)
  assert.equal((parseForm('toString=a') as { toString: unknown }).toString, 'a')
})

test('a cookie is read by its whole name, once, and only as a token', () => {
  const { read, set, clear } = createCookie('http://localhost:8080', 'nguon-session')
  const reads = (cookie: string) => read({ cookie })
  assert.equal(reads('a=b; nguon-session=abc_-1; c=d'), 'abc_-1')
  for (const cookie of [
    '',
    'x-nguon-session=a',
    'nguon-session',
    'nguon-session=a b',
    'nguon-session=a;nguon-session=b',
  ])
    assert.equal(reads(cookie), undefined, cookie)
  assert.equal(read({}), undefined)
  assert.equal(set('abc', 60), 'nguon-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60')
  assert.match(clear(), /Max-Age=0$/)
  assert.match(
    createCookie('https://tx.example.vn', 'a').set('b'),
    /^__Host-a=b; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  )
})

test('a websocket counts as a change: a page of another site opens none in somebody’s name', () => {
  const asks = (headers: Record<string, string>, method = 'GET') =>
    mayUseCookies({ method, headers }, ['http://localhost:8080'])
  assert.equal(asks({}), true)
  assert.equal(asks({ upgrade: 'websocket', origin: 'http://evil.example' }), false)
  assert.equal(asks({ upgrade: 'websocket' }), false)
  assert.equal(asks({ upgrade: 'websocket', origin: 'http://localhost:8080' }), true)
  assert.equal(asks({ origin: 'http://localhost:8080' }, 'PROPFIND'), true)
  assert.equal(asks({}, 'PROPFIND'), false)
})
