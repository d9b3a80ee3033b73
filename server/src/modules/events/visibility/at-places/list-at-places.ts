import type { Tx } from '../../../../platform/postgres/database.ts'
import { insertAtPlaces, nameOfListed, selectListed } from './at-places.store.ts'
import type { OpenAtPlaces } from './at-places.ts'

/** Lists at their places events that may have been open before, each that is not listed yet. */
export const listAtPlaces = async (tx: Tx, open: OpenAtPlaces): Promise<void> => {
  if (open.size > 0) await insertAtPlaces(tx, without(open, await selectListed(tx, open)))
}

const without = (open: OpenAtPlaces, listed: ReadonlySet<string>): OpenAtPlaces => {
  const rest: OpenAtPlaces = new Map()
  for (const [name, list] of open) {
    const kept = list.uids.flatMap((uid, at) => (listed.has(nameOfListed(list, uid)) ? [] : [at]))
    const of = <T>(values: readonly T[]): T[] => kept.flatMap((at) => values.slice(at, at + 1))
    if (kept.length > 0) rest.set(name, { ...list, times: of(list.times), uids: of(list.uids) })
  }
  return rest
}
