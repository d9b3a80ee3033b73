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

/** Shares whose chains a capture may have made longer. */
export type Growth = { number: number; shares: OwnedShare[] }

/** Has shared chains made anew: by one job, however many they are. */
export const announceGrowth = async (tx: Tx, growth: Growth): Promise<void> => {
  if (growth.shares.length > 0) await announce(tx, 'events.chains-grew', growth)
}
