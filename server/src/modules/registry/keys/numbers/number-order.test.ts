import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createOrder } from './number-order.ts'

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

test('each place has a number and leads back from it', () => {
  fc.assert(
    fc.property(secret, fc.bigInt(10n, 10n ** 18n), fc.bigInt(0n, 10n ** 18n), (key, size, some) => {
      const { numberAt, placeOf } = createOrder(key, size)
      const place = some % size
      const number = numberAt(place)
      assert.ok(number >= 0n && number < size)
      assert.equal(placeOf(number), place)
    }),
    { numRuns: 100 },
  )
})

test('all places together have all numbers, each once, in another order under another secret', () => {
  const orderUnder = (key: Buffer) =>
    Array.from({ length: 1000 }, (_, place) => createOrder(key, 1000n).numberAt(BigInt(place)))
  const [a, b] = [orderUnder(Buffer.alloc(32, 1)), orderUnder(Buffer.alloc(32, 2))]
  assert.deepEqual(
    a.toSorted((x, y) => Number(x - y)),
    Array.from({ length: 1000 }, (_, n) => BigInt(n)),
  )
  assert.notDeepEqual(a, b)
})
