import { canonicalKey } from '@nguon/epcis'
import { hasCheckDigit } from '@nguon/gs1'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { takePosition } from '../../../../platform/positions.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { productOf } from '../balance/line.ts'
import { type StatedYield, toStatedYield, type YieldInput } from './stated-yield.ts'
import { insertYield } from './yield.store.ts'

/** The product that a path names: a GTIN of 8, 12, 13 or 14 digits, or the URI of a product that has none. */
export const readProduct = (text: string): string => {
  if (/^(?:\d{8}|\d{12,14})$/.test(text)) {
    if (!hasCheckDigit(text)) throw problem('balance.product-malformed', { product: text })
    return `/01/${text.padStart(14, '0')}`
  }
  const key = canonicalKey(text)
  if (
    !/^(?:\/\d{2,4}\/|[a-z][a-z0-9+.-]*:)/.test(key) ||
    productOf(key) !== key ||
    !key.isWellFormed() ||
    key.includes('\0')
  )
    throw problem('balance.product-malformed', { product: text.slice(0, 200) })
  return key
}

/** A party's own word on a product's yield: a new version, over those of the same days and step. */
export const stateYield = (db: Db, actor: Actor, product: string, input: YieldInput): Promise<StatedYield> => {
  const { bizStep = '', validFrom = '-infinity', validTo = 'infinity' } = input
  const party = actor.partyID
  if (party === null) throw new Error('an anonymous actor reached the yields')
  if (input.validFrom !== undefined && input.validTo !== undefined && input.validFrom > input.validTo)
    throw problem('balance.validity-reversed', { validFrom, validTo })
  if (!bizStep.isWellFormed() || bizStep.includes('\0')) throw problem('balance.step-malformed')
  return db.transaction(async (tx) => {
    const position = await takePosition(tx)
    const numbers = { yielded: String(input.yield), tolerance: String(input.tolerance) }
    const row = { party, product, bizStep, position, validFrom, validTo, ...numbers }
    await insertYield(tx, row)
    await recordDeed(tx, actor, {
      action: 'trace.yield-stated',
      subject: product,
      details: { ...numbers, bizStep, validFrom, validTo, position },
    })
    return toStatedYield(row)
  })
}
