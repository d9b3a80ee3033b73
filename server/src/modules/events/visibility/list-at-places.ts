import type { Tx } from '../../../platform/postgres/database.ts'
import { storedFacts } from '../upkeep/stored-facts.ts'
import { insertAtPlaces, nameOfListed, selectListed, selectOpenedBodies } from './at-places.store.ts'
import { addAtPlaces, type OpenAtPlaces } from './at-places.ts'

/** An event that is open to a viewer from now on. */
export type Opened = { viewer: string; uid: string; time: string }

/** Lists at their places events that were opened later than they were captured, from their bodies. */
export const listOpened = async (tx: Tx, opened: readonly Opened[]): Promise<void> => {
  if (opened.length === 0) return
  const viewers = Map.groupBy(opened, ({ uid }) => uid)
  const open: OpenAtPlaces = new Map()
  for (const stored of await selectOpenedBodies(tx, opened)) {
    const seers = new Set((viewers.get(stored.uid) ?? []).map(({ viewer }) => viewer))
    addAtPlaces(open, { uid: stored.uid, facts: storedFacts(stored) }, seers)
  }
  await listAtPlaces(tx, open)
}

/** Lists at their places events that may have been open before, each that is not listed yet. */
export const listAtPlaces = async (tx: Tx, open: OpenAtPlaces): Promise<void> => {
  if (open.size > 0) await insertAtPlaces(tx, without(open, await selectListed(tx, open)))
}

const without = (open: OpenAtPlaces, listed: ReadonlySet<string>): OpenAtPlaces => {
  const rest: OpenAtPlaces = new Map()
  for (const [name, list] of open) {
    const kept = list.uids.flatMap((uid, at) => (listed.has(nameOfListed(list.viewer, list.place, uid)) ? [] : [at]))
    const of = <T>(values: readonly T[]): T[] => kept.flatMap((at) => values.slice(at, at + 1))
    if (kept.length > 0) rest.set(name, { ...list, times: of(list.times), uids: of(list.uids) })
  }
  return rest
}
