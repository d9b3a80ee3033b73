import type { Actor } from '../../../platform/actor.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { uidRange } from '../event-uid.ts'
import { visibleParty } from '../visibility.ts'
import { type StoredBody, selectBodies } from './query.store.ts'
import { selectByUid } from './scan.store.ts'

const most = 1000

/** The event of an ID with its error declarations, as far as the actor may see them; another's is as unknown as none. */
export const findEvent = async (reader: Reader, actor: Actor, eventID: string): Promise<StoredBody[]> => {
  const selection = {
    columns: {},
    party: visibleParty(actor),
    positions: { first: 0, last: await currentPosition(reader) },
    descending: false,
    after: undefined,
    limit: most,
  }
  const { places } = await selectByUid(reader, [uidRange(eventID)], selection, 'recordTime')
  const { bodies } = await selectBodies(reader, places)
  const events = bodies.filter((body) => body.eventID === eventID)
  if (events.length === 0) throw problem('events.event-unknown', { eventID })
  return events
}
