import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { recordLooks } from '../../identity/index.ts'
import { selectSeenAmong } from './seen-among.store.ts'
import { selectSharesWith } from './share-of.store.ts'
import { isOfAuthority } from './sight.ts'

/** An event that an answer tells. */
export type ToldEvent = { uid: string; eventTime: string; eventID: string; declaredBy: string }

/**
 * Notes for their owners what an answer tells an authority of the events of others. What its party sees as a party (its own,
 * a hand-over's, a share) is no look. Awaited before the answer goes out.
 */
export const noteLooks = async (reader: Reader, actor: Actor, told: readonly ToldEvent[]): Promise<void> => {
  if (actor.partyID === null || told.length === 0 || !isOfAuthority(actor)) return
  const others = [...new Map(told.map((event) => [event.uid, event])).values()].filter(
    ({ declaredBy }) => declaredBy !== actor.partyID,
  )
  if (others.length === 0) return
  const viewers = [actor.partyID, ...(await selectSharesWith(reader, actor.partyID))]
  const asParty = await selectSeenAmong(reader, others, { party: actor.partyID, viewers })
  await recordLooks(
    reader,
    actor,
    others.filter(({ uid }) => !asParty.has(uid)).map(({ declaredBy, eventID }) => ({ owner: declaredBy, eventID })),
  )
}
