import type { Actor } from '../../../../platform/actor.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { subjectExists } from '../../statements/attributes/statement.store.ts'
import { changeRegistry } from '../../versions/change.ts'
import { dayOf } from '../../versions/moment.ts'
import { pathName } from '../product-key.ts'
import { insertConfirmation } from './confirmation.store.ts'

/** The owner's word, today, that what stands of its product still holds. Nobody else can give it. */
export const confirmProduct = (db: Db, actor: Actor, key: string): Promise<void> =>
  changeRegistry(db, actor, async (tx, position) => {
    if (!(await subjectExists(tx, key, {}))) throw problem('registry.product-unknown', { key: pathName(key) })
    const { partyID } = actor
    const owner = (await describeKeys(tx, [key])).get(key)?.owner
    if (partyID === null || owner !== partyID) throw problem('registry.not-yours')
    const confirmedOn = dayOf(new Date())
    await insertConfirmation(tx, { key, party: partyID, position, confirmedOn, declaredBy: partyID })
    return {
      deed: { action: 'registry.confirm-product', subject: key, details: { confirmedOn, position } },
      keys: [],
      result: undefined,
    }
  })
