import type { Tx } from '../../../platform/postgres/database.ts'
import { deleteNamedQueriesOf } from '../queries/named-query.store.ts'
import { deleteSubscriptionsOf } from './subscription.store.ts'

/** Takes away what the parties asked for by name, and whom they had told of it. */
export const removeSampleSubscriptions = async (tx: Tx, partyIDs: string[]): Promise<void> => {
  await deleteSubscriptionsOf(tx, partyIDs)
  await deleteNamedQueriesOf(tx, partyIDs)
}
