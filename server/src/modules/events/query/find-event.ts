import type { Actor } from '../../../platform/actor.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { uidRange } from '../event-uid.ts'
import { visibleParty } from '../visibility.ts'
import { type StoredBody, selectBodies, selectByUid } from './query.store.ts'

const most = 1000

/** The event of an ID with its error declarations, as far as the actor may see them; another's is as unknown as none. */
export const findEvent = async (reader: Reader, actor: Actor, eventID: string): Promise<StoredBody[]> => {
  const places = await selectByUid(reader, [uidRange(eventID)], {
    columns: {},
    party: visibleParty(actor),
    asOf: await currentPosition(reader),
    order: 'recordTime',
    descending: false,
    after: undefined,
    limit: most,
  })
  const bodies = places.length === 0 ? new Map<string, StoredBody>() : await selectBodies(reader, places)
  const events = places
    .map(({ uid }) => bodies.get(uid))
    .filter((body) => body !== undefined)
    .filter((body) => body.eventID === eventID)
  if (events.length === 0) throw problem('events.event-unknown', { eventID })
  return events
}
