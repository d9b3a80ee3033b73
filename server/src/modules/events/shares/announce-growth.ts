import type { EventFacts } from '@nguon/epcis'
import { announce } from '../../../platform/jobs.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { thingsOf } from '../visibility/steps/things.ts'
import { type OwnedShare, selectSharesOfThings } from './share.store.ts'

type Told = { facts: EventFacts; declaredBy: string }

/** The shares whose chains new events may have made longer: each owner's own alone. */
export const sharesGrownBy = async (reader: Reader, events: readonly Told[]): Promise<OwnedShare[]> => {
  const shares: OwnedShare[] = []
  for (const [owner, told] of Map.groupBy(events, ({ declaredBy }) => declaredBy)) {
    const things = [...new Set(told.flatMap(({ facts }) => thingsOf(facts)))]
    if (things.length > 0) shares.push(...(await selectSharesOfThings(reader, owner, things)))
  }
  return shares
}

/** Has shared chains made anew. */
export const announceGrowth = async (tx: Tx, shares: Iterable<OwnedShare>): Promise<void> => {
  for (const share of shares) await announce(tx, 'events.chain-grew', share)
}
