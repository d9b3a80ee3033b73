import type { Tx } from '../../../platform/postgres/database.ts'
import { statedOf } from '../for-trace/stated-events.store.ts'
import { gatherWords, type Words } from '../resources/note-words.ts'
import { storedEvent } from '../stored-event.ts'
import { addAtPlaces, type OpenAtPlaces } from './at-places/at-places.ts'
import { listAtPlaces } from './at-places/list-at-places.ts'

/** An event that is open to a viewer from now on. */
type Opened = { viewer: string; uid: string; time: string }

/**
 * What follows where events are opened later than they were captured: they are listed at their places. Answers their words,
 * which are to be noted when all else is done.
 */
export const noteOpened = async (tx: Tx, opened: readonly Opened[]): Promise<Words> => {
  const words: Words = new Map()
  if (opened.length === 0) return words
  const viewers = Map.groupBy(opened, ({ uid }) => uid)
  const events = new Map(opened.map(({ uid, time }) => [uid, { uid, eventTime: time }]))
  const open: OpenAtPlaces = new Map()
  for await (const { uid, ...stored } of statedOf(tx, [...events.values()])) {
    const { event, facts } = storedEvent(stored)
    const seers = new Set((viewers.get(uid) ?? []).map(({ viewer }) => viewer))
    addAtPlaces(open, { uid, facts }, seers)
    gatherWords(words, { event, facts }, seers)
  }
  await listAtPlaces(tx, open)
  return words
}
