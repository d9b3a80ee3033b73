import type { EpcisEvent } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { selectStated } from '../for-trace/stated-events.store.ts'
import { gatherWords, type Words } from '../resources/note-words.ts'
import { storedFacts } from '../upkeep/stored-facts.ts'

/** The words of events for those to whom they have been opened. */
export const wordsOfOpened = async (
  reader: Reader,
  opened: readonly { viewer: string; event: string }[],
  times: ReadonlyMap<string, { time: string }>,
): Promise<Words> => {
  const words: Words = new Map()
  if (opened.length === 0) return words
  const viewers = Map.groupBy(opened, ({ event }) => event)
  const events = [...viewers.keys()].flatMap((uid) => {
    const time = times.get(uid)?.time
    return time === undefined ? [] : [{ uid, eventTime: time }]
  })
  for (const stored of await selectStated(reader, events)) {
    const event = stored.body === null ? undefined : (JSON.parse(stored.body) as EpcisEvent)
    const seers = (viewers.get(stored.uid) ?? []).map(({ viewer }) => viewer)
    gatherWords(words, { facts: storedFacts(stored), event }, seers)
  }
  return words
}
