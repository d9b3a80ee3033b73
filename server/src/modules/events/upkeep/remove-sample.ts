import type { Tx } from '../../../platform/postgres/database.ts'
import { deleteOfEvents } from '../../trace/index.ts'
import { deleteEventsOf } from './upkeep.store.ts'

/** Takes away all that the parties declared or captured, and what was derived from it. */
export const removeSampleEvents = async (tx: Tx, partyIDs: string[]): Promise<void> => {
  await deleteOfEvents(tx, await deleteEventsOf(tx, partyIDs))
}
