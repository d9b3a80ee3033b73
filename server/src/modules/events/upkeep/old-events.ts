import type { EventFacts } from '@nguon/epcis'
import { dayOf } from '../../../platform/days.ts'
import { keyHash } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type LotFactName, wordsOf } from '../creation.ts'
import { storedFacts } from '../stored-event.ts'
import { type OldEventRow, selectGroups, selectLastDays, selectOldEvents, statedDay } from './old-events.store.ts'

/** A place in the order of events' times. */
export type EventPlace = { eventTime: string; uid: string }

/** What decides for how long an event is kept. `groups`: of its goods, '' where a good has none; `expiry`: the last that is stated. */
export type OldEvent = {
  place: EventPlace
  eventID: string
  capturedBy: string
  declaredBy: string
  day: string
  keys: string[]
  groups: string[]
  expiry: string | undefined
}

type Page = { before: string; after: EventPlace; limit: number }

/** By which words it is said until when something is good. */
const expiries: readonly LotFactName[] = ['expiryDate', 'bestBeforeDate']

/** A page of the events before an instant whose bodies are still there, the oldest first. */
export const oldEvents = async (reader: Reader, asked: Page): Promise<OldEvent[]> => {
  const events = await readPage(reader, asked)
  if (events.length === 0) return []
  const goods = events.flatMap(({ facts }) => facts.keys.map(({ key }) => key).filter(isGoods))
  const hashes = [...new Set(goods.map(keyHash))]
  const [uids, times] = [events.map(({ head }) => head.place.uid), events.map(({ head }) => head.place.eventTime)]
  const groups = await selectGroups(reader, { keys: hashes, uids, times })
  const groupOf = new Map(groups.map(({ key, uid, group }) => [`${uid} ${key}`, group ?? '']))
  const lastDays = await selectLastDays(reader, { keys: hashes, names: expiries })
  const lastDayOf = new Map(lastDays.map(({ key, day }) => [key, day]))
  return events.map(({ head, facts }) => {
    const keys = [...new Set(facts.keys.map(({ key }) => key))]
    const own = keys.filter(isGoods)
    const stated = wordsOf(facts).flatMap(([name, text]) => (expiries.includes(name) ? [text] : []))
    return {
      ...head,
      keys,
      groups: [...new Set(own.map((key) => groupOf.get(`${head.place.uid} ${keyHash(key)}`) ?? ''))],
      expiry: latestDay([...stated, ...own.flatMap((key) => lastDayOf.get(keyHash(key)) ?? [])]),
    }
  })
}

/** Their bodies are read some at a time, and not kept. */
const readPage = async (reader: Reader, { before, after, limit }: Page) => {
  const events: { head: ReturnType<typeof headOf>; facts: EventFacts }[] = []
  for (let place = after; events.length < limit; ) {
    const rows = await selectOldEvents(reader, { before, after: place, limit: limit - events.length })
    const last = rows.at(-1)
    if (last === undefined) break
    for (const row of rows) events.push({ head: headOf(row), facts: storedFacts(row) })
    place = headOf(last).place
  }
  return events
}

const headOf = ({ uid, eventTime, eventID, capturedBy, declaredBy }: OldEventRow) => ({
  place: { eventTime, uid },
  eventID,
  capturedBy,
  declaredBy,
  day: dayOf(eventTime),
})

const isGoods = (key: string): boolean => key.startsWith('/01/')

/** Of days as they were written; what is no day says nothing. */
const latestDay = (texts: readonly string[]): string | undefined =>
  texts
    .flatMap((text) => statedDay.exec(text)?.[0] ?? [])
    .sort()
    .at(-1)
