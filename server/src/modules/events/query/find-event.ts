import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { isOfDeclaration, uidRange } from '../event-uid.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { officeOf, sightNow } from '../visibility/sight.ts'
import { type StoredBody, selectBodies } from './query.store.ts'
import { positionAskedFor } from './query.ts'
import { selectByUid } from './record-order.store.ts'

const most = 1000

/**
 * The event of an ID, then its error declarations in their order, as far as the actor may see them; another's is as unknown as none.
 * `asOf`, ours: as at an earlier position.
 */
export const findEvent = async (
  reader: Reader,
  actor: Actor,
  eventID: string,
  asOf?: string,
): Promise<StoredBody[]> => {
  const { sight, current } = await sightNow(reader, actor)
  const selection = {
    columns: {},
    sight,
    positions: { first: 0, last: positionAskedFor(current, asOf) },
    descending: false,
    after: undefined,
    limit: most,
    enough: most,
  }
  const { places } = await selectByUid(reader, [uidRange(eventID)], selection, 'recordTime')
  const { bodies } = await selectBodies(reader, places, officeOf(actor, sight))
  const events = bodies.filter((body) => body.eventID === eventID)
  if (events.length === 0) throw problem('events.event-unknown', { eventID })
  await noteLooks(reader, actor, sight, events)
  return events.toSorted((a, b) => Number(isOfDeclaration(a.uid)) - Number(isOfDeclaration(b.uid)))
}
