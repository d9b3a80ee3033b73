import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { cancelledWithin, insertCancellations } from '../trace/index.ts'
import { selectTakenBack } from './declarations.store.ts'
import { namesakeRange } from './event-uid.ts'

/** A stored event, original or error declaration. */
export type Identified = { uid: string; eventID: string; declaration: boolean; captureNumber: number }

/** IDs of those events about which there is an error declaration: among them, or stored before. */
export const declaredIDs = async (reader: Reader, events: readonly Identified[]): Promise<string[]> => {
  const ranges = events.map(({ uid }) => namesakeRange(uid))
  const declared = await cancelledWithin(reader, ranges)
  const concerned = events.filter(({ declaration }, index) => declaration || declared.has(ranges[index]?.[0] ?? ''))
  return [...new Set(concerned.map(({ eventID }) => eventID))]
}

/**
 * Takes back what the declarations about these IDs declare wrong, whichever of the two came first. Each declaration
 * is noted too, for its ID to be known as declared when an original comes.
 */
export const cancelDeclared = async (tx: Tx, events: readonly Identified[], eventIDs: string[]): Promise<void> => {
  const noted = events
    .filter(({ declaration }) => declaration)
    .map(({ uid, captureNumber }) => ({ eventUid: uid, captureNumber }))
  const takenBack = eventIDs.length === 0 ? [] : await selectTakenBack(tx, eventIDs)
  await insertCancellations(tx, [...noted, ...takenBack])
}
