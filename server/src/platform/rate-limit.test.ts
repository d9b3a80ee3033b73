import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createRateLimit } from './rate-limit.ts'

test('so many at once, then as many as time brings back', () => {
  let now = 0
  const limit = createRateLimit(60, 60_000, () => now)
  const taken = (count: number) =>
    Array.from({ length: count }, () => limit.take('203.0.113.1')).filter((wait) => wait === 0)
  assert.equal(taken(80).length, 60)
  assert.equal(limit.take('203.0.113.1'), 1)
  now += 5000
  assert.equal(taken(80).length, 5)
  now += 3_600_000
  assert.equal(taken(80).length, 60, 'never more than a minute holds')
})

test('a clock that is set back an hour holds nobody up', () => {
  mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-07-01T12:00:00Z') })
  try {
    const limit = createRateLimit(60)
    assert.equal(limit.take('203.0.113.1'), 0)
    mock.timers.setTime(Date.parse('2026-07-01T11:00:00Z'))
    assert.equal(limit.take('203.0.113.1'), 0)
  } finally {
    mock.timers.reset()
  }
})

test('an IPv6 network is one client, an IPv4 address is one, the machine itself is none', () => {
  const limit = createRateLimit(1, 60_000, () => 0)
  assert.deepEqual(
    [
      '2001:db8:1:2::1',
      '2001:db8:1:2:3:4:5:6',
      '2001:db8:1:3::1',
      '2001:db8::1',
      '2001:db8::2',
      '203.0.113.1',
      '203.0.113.2',
    ].map((address) => limit.take(address) === 0),
    [true, false, true, true, false, true, true],
  )
  assert.deepEqual(
    ['127.0.0.1', '127.0.0.1', '::1', '::1', '::ffff:127.0.0.1', '::ffff:127.0.0.1'].map(limit.take),
    Array(6).fill(0),
  )
})

test('networks of IPv6 are told apart however their zeros are written', () => {
  const limit = createRateLimit(1)
  const taken = (...addresses: string[]) => addresses.map((address) => limit.take(address) === 0)
  assert.deepEqual(taken('2001::1:a:b:c:d', '2001::2:a:b:c:d', '2001:0:0:1:e::', '::1:0:0:0:1'), [
    true,
    true,
    false,
    true,
  ])
})

test('no limit is none', () => {
  const limit = createRateLimit(0, 60_000, () => 0)
  assert.deepEqual(['203.0.113.1', '203.0.113.1'].map(limit.take), [0, 0])
})

test('very many clients do not fill the memory, and one that is waiting is not let in by them', () => {
  const limit = createRateLimit(1, 60_000, () => 0)
  for (let client = 0; client < 60_000; client += 1)
    limit.take(`10.${client >> 16}.${(client >> 8) & 255}.${client & 255}`)
  assert.ok(limit.take('10.0.234.95') > 0, 'the last one still waits')
})
