import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClaimRow } from './claim.ts'
import { standingOf, stateOf } from './claim.ts'
import { claimCandidates, prefixKey } from './claim-key.ts'

const gtin = '/01/09521234543213'
const prefix = prefixKey('9521234')

const claim = (party: string, position: number, turns: Partial<ClaimRow> = {}): ClaimRow => ({
  id: `${party}-${position}`,
  key: gtin,
  partyID: party,
  position,
  verifiedAt: null,
  contestedAt: null,
  ...turns,
})

const standing = (claims: Record<string, ClaimRow[]>) =>
  standingOf(claimCandidates(gtin), new Map(Object.entries(claims)))

test('nobody claims: nobody owns', () => {
  assert.deepEqual(standing({}), {})
})

test('the first to assert owns, until somebody objects', () => {
  const first = claim('coop', 1)
  const second = claim('trader', 2)
  assert.deepEqual(standing({ [gtin]: [second, first] }), { owner: 'coop', claim: 'asserted' })
  const contested = claim('coop', 1, { contestedAt: 3 })
  assert.deepEqual(
    standing({ [gtin]: [contested, second] }),
    { claim: 'contested' },
    'the objector gains nothing by it',
  )
})

test('a verified claim is kept through an objection, which is shown', () => {
  const verified = claim('coop', 5, { verifiedAt: 6 })
  assert.deepEqual(standing({ [gtin]: [claim('trader', 1), verified] }), { owner: 'coop', claim: 'verified' })
  const contested = claim('coop', 5, { verifiedAt: 6, contestedAt: 7 })
  assert.deepEqual(standing({ [gtin]: [contested] }), { owner: 'coop', claim: 'contested' })
  const settled = claim('coop', 5, { verifiedAt: 8, contestedAt: 7 })
  assert.deepEqual(standing({ [gtin]: [settled] }), { owner: 'coop', claim: 'verified' })
})

test("a verified company prefix stands before a stranger's word on one of its numbers", () => {
  const licensed = claim('coop', 9, { verifiedAt: 9 })
  assert.deepEqual(standing({ [gtin]: [claim('trader', 1)], [prefix]: [licensed] }), {
    owner: 'coop',
    claim: 'verified',
  })
})

test('of two verified claims the narrower one stands: a prefix holder may let a number to another', () => {
  const licensed = claim('coop', 1, { verifiedAt: 1 })
  const let_ = claim('member', 2, { verifiedAt: 3 })
  assert.equal(standing({ [gtin]: [let_], [prefix]: [licensed] }).owner, 'member')
  const longer = prefixKey('95212345')
  assert.equal(standing({ [longer]: [let_], [prefix]: [licensed] }).owner, 'member')
})

test('a claim is called by what was last decided of it', () => {
  assert.equal(stateOf(claim('a', 1)), 'asserted')
  assert.equal(stateOf(claim('a', 1, { verifiedAt: 2 })), 'verified')
  assert.equal(stateOf(claim('a', 1, { contestedAt: 2 })), 'contested')
  assert.equal(stateOf(claim('a', 1, { verifiedAt: 2, withdrawnAt: 3 })), 'withdrawn')
})

test('a key stands under itself, its key without qualifiers, and the prefixes of its number', () => {
  assert.deepEqual(claimCandidates('/01/09521234543213/10/L1').slice(0, 3), [
    '/01/09521234543213/10/L1',
    '/01/09521234543213',
    '/gcp/952123454321',
  ])
  assert.ok(claimCandidates('/01/19521234543210').includes(prefix), 'the indicator digit is no part of the prefix')
  assert.ok(claimCandidates('/00/195212340000000019').includes(prefix), 'nor is the extension digit of an SSCC')
  assert.ok(claimCandidates('/414/9521234000013/254/P1').includes(prefix))
  assert.ok(claimCandidates('/8003/09521234000013SER').includes(prefix))
})

test('a GTIN-8 and a URI have no company prefix', () => {
  assert.deepEqual(claimCandidates('/01/00000095050003'), ['/01/00000095050003'])
  assert.deepEqual(claimCandidates('urn:uuid:1'), ['urn:uuid:1'])
  assert.deepEqual(claimCandidates('/gcp/9521234'), ['/gcp/9521234'])
})
