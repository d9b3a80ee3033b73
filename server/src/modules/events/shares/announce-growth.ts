import { announce } from '../../../platform/jobs.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { selectSharesOfThings } from './share.store.ts'

/** Has the shared chains made anew that an owner's new events may have made longer. */
export const announceGrowth = async (tx: Tx, owner: string, things: readonly string[]): Promise<void> => {
  if (things.length === 0) return
  for (const share of await selectSharesOfThings(tx, owner, things)) await announce(tx, 'events.chain-grew', share)
}
