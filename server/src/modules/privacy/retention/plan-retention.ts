import { dayOf } from '../../../platform/days.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type EventPlace, type OldEvent, oldEvents } from '../../events/index.ts'
import { groupLines, standingParties } from '../../registry/index.ts'
import type { HoldRow } from './hold.store.ts'
import { holdsOn } from './holds-on.ts'
import { type Keeping, keepingOf, type RetentionRule } from './rule.ts'

/** What becomes of an event: `keep` while its time runs or nothing is decided, `held` where it would go but a hold stands. */
export type Verdict = 'erase' | 'held' | 'keep'
export type Planned = { event: OldEvent; verdict: Verdict; keeping: Keeping | undefined; hold: HoldRow | undefined }

/** Judges a page of the events that are past the shortest time of any rule, the oldest first. Reads only. */
export const planRetention = async (
  reader: Reader,
  rules: readonly RetentionRule[],
  { after, limit, today = dayOf(new Date()) }: { after: EventPlace; limit: number; today?: string },
): Promise<Planned[]> => {
  if (!rules.some(({ active }) => active)) return []
  const events = await oldEvents(reader, { before: `${today}T00:00:00+07:00`, after, limit })
  const parties = [...new Set(events.flatMap(({ capturedBy, declaredBy }) => [capturedBy, declaredBy]))]
  const holds = await holdsOn(reader, {
    parties,
    keys: events.flatMap(({ keys }) => keys),
    eventIDs: events.map(({ eventID }) => eventID),
  })
  const standing = await standingParties(reader, [...parties, ...holds.flatMap(({ partyID }) => partyID ?? [])])
  const lines = await groupLines(reader, [...new Set(events.flatMap(({ groups }) => groups))])
  return events.map((event) => {
    const keeping = keepingOf(rules, event, lines)
    const hold = holds.find((each) => holdsEvent(each, event, standing))
    const over = keeping !== undefined && keeping.until < today
    return { event, keeping, hold, verdict: over ? (hold === undefined ? 'erase' : 'held') : 'keep' }
  })
}

/** Whether a hold stands on an event: on a party of it or one that is one with it, on a key of it or one above, on itself. */
const holdsEvent = (
  { partyID, key, eventID }: HoldRow,
  event: OldEvent,
  standing: ReadonlyMap<string, string>,
): boolean =>
  (partyID !== null &&
    [event.capturedBy, event.declaredBy].some((party) => standing.get(party) === standing.get(partyID))) ||
  (eventID !== null && eventID === event.eventID) ||
  (key !== null && event.keys.some((each) => each === key || each.startsWith(`${key}/`)))
