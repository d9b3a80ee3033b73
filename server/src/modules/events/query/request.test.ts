import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sightBy } from '../visibility/sight.ts'
import { readRequest } from './request.ts'

const own = 'own'
const shares = ['share-a', 'share-b', 'share-c', 'share-d']

/** What tells a query of a party's apart, which sees by shares what others told, too. */
const fingerprintOf = (seen: readonly string[]): string =>
  readRequest([['EQ_bizStep', 'shipping']], { sight: sightBy({ parties: [own], asParty: [own, ...seen] }) }).fingerprint

test('the pages of a query go on in whatever order it was read what one sees, and begin anew once that is more or less', () => {
  const some = fc.shuffledSubarray(shares)
  fc.assert(
    fc.property(some, some, (one, other) => {
      const isSame = one.length === other.length && one.every((share) => other.includes(share))
      assert.equal(fingerprintOf(one) === fingerprintOf(other), isSame)
    }),
  )
})
