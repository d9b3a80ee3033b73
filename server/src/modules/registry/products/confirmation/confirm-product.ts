import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { selectKeysOfKind } from '../../statements/attributes/statement.store.ts'
import { changeRegistry } from '../../versions/change.ts'
import { dayOf } from '../../versions/moment.ts'
import { pathName } from '../product-key.ts'
import { insertConfirmations } from './confirmation.store.ts'

/** The owner's word, today, that what stands of its product still holds. Nobody else can give it. */
export const confirmProduct = (db: Db, actor: Actor, product: string): Promise<void> =>
  changeRegistry(db, actor, async (tx, position) => {
    const check = await confirmationCheck(tx, actor, [product])
    const confirmed = { product, party: check(product), confirmedOn: dayOf(new Date()) }
    await insertConfirmations(tx, [confirmed], position)
    const details = { confirmedOn: confirmed.confirmedOn, position }
    return { deed: { action: 'registry.confirm-product', subject: product, details }, keys: [], result: undefined }
  })

/** Judges of many products, read once, whether the actor may confirm one; answers whose word it is. */
export async function confirmationCheck(
  reader: Reader,
  actor: Actor,
  products: readonly string[],
): Promise<(product: string) => string> {
  const known = new Set(await selectKeysOfKind(reader, products, 'product'))
  const described = await describeKeys(reader, products)
  return (product) => {
    if (!known.has(product)) throw problem('registry.product-unknown', { key: pathName(product) })
    const { partyID } = actor
    if (partyID === null || described.get(product)?.owner !== partyID) throw problem('registry.not-yours')
    return partyID
  }
}
