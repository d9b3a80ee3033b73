import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { isProblem } from '../../../platform/problem.ts'
import { createResumeTokens, type ResumeScope } from './resume-token.ts'
import { readTraceKey } from './trace-key.ts'
import { readTraceRequest } from './trace-request.ts'

const lot = '/01/09521234543213/10/L1'

const sscc = `/00/09520000000000001${checkDigit('09520000000000001')}`

const keys: [path: string, key: string][] = [
  [lot, lot],
  [`${lot}/`, lot],
  ['/%30%31/09521234543213/10/%4c1', lot],
  ['/01/09521234543213/10/A%2FB', '/01/09521234543213/10/A%2FB'],
  ['/01/09521234543213/10/L1/21/S', '/01/09521234543213/21/S'],
  [sscc, sscc],
  [`/${encodeURIComponent(`https://id.gs1.org${lot}`)}`, lot],
  [`/${encodeURIComponent(`HTTPS://Example.COM/any${lot}?17=261231`)}`, lot],
  [`/${encodeURIComponent(lot)}`, lot],
  [`/${encodeURIComponent(lot.slice(1))}`, lot],
  ['/urn:epc:class:lgtin:9521234.054321.L1', lot],
  ['/urn%3Aepc%3Aid%3Asgtin%3A9521234.054321.S', '/01/09521234543213/21/S'],
  ['/URN%3Aexample%3AThing', 'urn:example:Thing'],
  [`/${encodeURIComponent('https://Shop.example/Goods/7?x=1')}`, 'https://shop.example/Goods/7?x=1'],
]

for (const [path, key] of keys) test(`the key of ${path}`, () => assert.equal(readTraceKey(path), key))

const refused = (work: () => unknown): { code: string; errors: string[] } => {
  try {
    work()
  } catch (error) {
    if (isProblem(error))
      return { code: error.problemCode, errors: (error.errors ?? []).map(({ field, code }) => `${field} ${code}`) }
    throw error
  }
  assert.fail('not refused')
}

const noKeys: [path: string, code: string][] = [
  ['', 'uri-invalid'],
  ['/', 'uri-invalid'],
  ['/01', 'uri-invalid'],
  ['/hello', 'uri-invalid'],
  ['/01/09521234543214/10/L1', 'check-digit-wrong'],
  ['/shop/01/09521234543213/10/L1', 'key-missing'],
  ['//01/09521234543213', 'key-missing'],
  ['/https://id.gs1.org/01/09521234543213', 'key-missing'],
  [`/${encodeURIComponent('https://id.gs1.org/01/09521234543214')}`, 'identifier-invalid'],
  ['/urn:epc:id:sgtin:9521234.0.S', 'identifier-invalid'],
  ['/urn:example:%00', 'uri-invalid'],
  ['/urn:example:a%20b', 'uri-invalid'],
  ['/%FF', 'uri-invalid'],
  ['/%27%3B%20drop%20table%20trace.assertion', 'uri-invalid'],
]

for (const [path, code] of noKeys) {
  test(`no key: ${path}`, () =>
    assert.deepEqual(
      refused(() => readTraceKey(path)),
      { code: 'trace.key-malformed', errors: [`key ${code}`] },
    ))
}

const read = (query: string) => readTraceRequest(lot, new URLSearchParams(query))

test('parameters are read, times in UTC', () => {
  const query =
    'direction=back&depth=3&from=2026-01-01T07:00:00%2B07:00&to=2026-01-02T00:00:00Z&limit=5&asOf=9&resume=x&elsewhere=follow'
  assert.deepEqual(read(query), {
    key: lot,
    direction: 'back',
    depth: 3,
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
    limit: 5,
    asOf: 9,
    resume: 'x',
    elsewhere: true,
  })
})

test('bounds that meet are an instant', () => {
  assert.equal(read('from=2026-01-01T00:00:00Z&to=2026-01-01T07:00:00%2B07:00').to, '2026-01-01T00:00:00.000Z')
})

test('a zone whose plus sign was not encoded is read as it was meant', () => {
  assert.equal(read('from=2026-01-01T07:00:00+07:00').from, '2026-01-01T00:00:00.000Z')
})

const faults: [query: string, errors: string[]][] = [
  ['color=red', ['color query-parameter-unknown']],
  ['Direction=back', ['Direction query-parameter-unknown']],
  ['direction=up', ['direction query-value-invalid']],
  ['direction=back&direction=forward', ['direction query-parameter-repeated']],
  ['depth=-1', ['depth number-out-of-range']],
  ['depth=1e3', ['depth number-out-of-range']],
  ['depth=1001', ['depth number-out-of-range']],
  ['limit=0', ['limit number-out-of-range']],
  ['limit=20001', ['limit number-out-of-range']],
  ['limit=', ['limit number-out-of-range']],
  ['limit=10;drop', ['limit number-out-of-range']],
  ['asOf=x', ['asOf number-out-of-range']],
  ['from=yesterday', ['from time-invalid']],
  ['from=2026-02-30T00:00:00Z', ['from time-invalid']],
  ['to=2026-01-01T00:00:00', ['to time-invalid']],
  ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', ['from bounds-crossed']],
  ['from=2026-01-01T00:00:00.1234Z&to=2026-01-01T00:00:00.123Z', ['from bounds-crossed']],
  ['depth=a&limit=b&x=1', ['depth number-out-of-range', 'limit number-out-of-range', 'x query-parameter-unknown']],
]

for (const [query, errors] of faults) {
  test(`refused: ${query}`, () =>
    assert.deepEqual(
      refused(() => read(query)),
      { code: 'trace.parameter-invalid', errors },
    ))
}

const scope: ResumeScope = { key: lot, direction: 'back', from: null, to: null, viewer: 'party p' }
const tokens = createResumeTokens('secret')
const token = tokens.write({ asOf: 12, state: 'a-state_of-ours' }, scope)

test('a token goes on where it was written', () => {
  assert.deepEqual(tokens.read(token, scope), { asOf: 12, state: 'a-state_of-ours' })
})

const forged: [what: string, token: string, scope: ResumeScope][] = [
  ['cut off', token.slice(0, -1), scope],
  ['nothing', '', scope],
  ['no token', 'abc', scope],
  ['of another key', token, { ...scope, key: '/01/09521234543213/10/L2' }],
  ['of another direction', token, { ...scope, direction: 'forward' }],
  ['of other times', token, { ...scope, to: '2026-01-01T00:00:00.000Z' }],
  ['of another party', token, { ...scope, viewer: 'party q' }],
  ['of another server', createResumeTokens('other').write({ asOf: 12, state: 'a-state_of-ours' }, scope), scope],
  ['with another position', token.replace(/^12/, '11'), scope],
]

for (const [what, text, of] of forged) {
  test(`a token ${what} is refused`, () =>
    assert.deepEqual(
      refused(() => tokens.read(text, of)),
      {
        code: 'trace.parameter-invalid',
        errors: ['resume resume-invalid'],
      },
    ))
}

test('each single character of a token counts', () => {
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A'
    const changed = token.slice(0, at) + other + token.slice(at + 1)
    assert.equal(refused(() => tokens.read(changed, scope)).code, 'trace.parameter-invalid')
  }
})
