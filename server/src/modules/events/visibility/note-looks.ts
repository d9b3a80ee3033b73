import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { recordLooks } from '../../identity/index.ts'
import { partiesMergedInto } from '../../registry/index.ts'
import { isOfAuthority, partySight, type Sight } from './sight.ts'
import { visibleTo } from './visible-to.store.ts'

/** An event that an answer tells. `asParty`: whether its reader sees it as a party, where that was read with it. */
export type ToldEvent = { uid: string; eventTime: string; eventID: string; declaredBy: string; asParty?: boolean }

/**
 * Notes for their owners what an answer tells an authority of the events of others. What its party sees as a party (its own,
 * a hand-over's, a share) is no look. Awaited before the answer goes out.
 */
export const noteLooks = async (
  reader: Reader,
  actor: Actor,
  sight: Sight,
  told: readonly ToldEvent[],
): Promise<void> => {
  if (actor.partyID === null || told.length === 0 || !isOfAuthority(actor)) return
  const beyond = [...new Map(told.map((event) => [event.uid, event])).values()].filter(
    ({ declaredBy, asParty }) => declaredBy !== actor.partyID && asParty !== true,
  )
  if (beyond.length === 0) return
  const own = await partiesMergedInto(reader, actor.partyID)
  const others = beyond.filter(({ declaredBy }) => !own.includes(declaredBy))
  const unsure = others.flatMap(({ uid, eventTime: time, asParty }) => (asParty === undefined ? [{ uid, time }] : []))
  const asParty = unsure.length === 0 ? new Set() : await visibleTo(reader, partySight(actor, sight))(unsure)
  await recordLooks(
    reader,
    partiesMergedInto,
    actor,
    others.filter(({ uid }) => !asParty.has(uid)).map(({ declaredBy, eventID }) => ({ owner: declaredBy, eventID })),
  )
}
