import { canonicalKey, type EpcisEvent, type EventFacts, type KeyRole } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import { isID, keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { isFull } from '../bodies.store.ts'
import { isTimestamp } from '../timestamp.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { sightOf } from '../visibility/sight.ts'
import { roleNumber } from '../vocabulary.ts'
import { type Outlook, type SeenEvent, type Spot, selectIsNamed, selectNamedBefore, selectSeen } from './epcs.store.ts'
import { readListToken, writeListToken } from './list-token.ts'
import type { ListRequest, ValuePage } from './list-words.ts'
import { uriOf } from './word.ts'

/** The roles in which an event names instances (EPCIS 2.0 §7.4, MATCH_anyEPC). */
export const epcRoles: readonly KeyRole[] = ['epc', 'child', 'parent', 'input', 'output']

const list = 'epcs'
const eventsAtOnce = 50
/** How many events, and how many EPCs of them, one page looks at: fewer than perPage may come of it. */
const eventsAtMost = 200
const epcsAtMost = 5000

/** Where the walk stands: after an event, and so many EPCs of the next one are gone over. */
type Spotted = { after: Spot | null; skip: number }
type WalkPlace = Spotted & { asOf: number }

/** An EPC as its event spells it, that event and where it stands, and where the walk goes on behind it. */
type NamedEpc = { spelling: string; key: string; spot: Spot; behind: Spotted; event: SeenEvent }

/**
 * The EPCs of the events that the actor sees, each where the first of these events names it. The walk goes over these
 * events alone, so neither a page nor its token tells anything of other events.
 */
export const listEpcs = async (
  reader: Reader,
  actor: Actor,
  { perPage, nextPageToken }: ListRequest,
): Promise<ValuePage> => {
  const start: WalkPlace =
    nextPageToken === undefined
      ? { asOf: await currentPosition(reader), after: null, skip: 0 }
      : readListToken<WalkPlace>(list, nextPageToken, isWalkPlace)
  const outlook: Outlook = { sight: await sightOf(reader, actor), asOf: start.asOf }
  const { found, rest } = await walk(reader, outlook, start, perPage + 1)
  const page = found.slice(0, perPage)
  await noteLooks(
    reader,
    actor,
    outlook.sight,
    page.map(({ event }) => event),
  )
  const next = found.length > perPage ? page.at(-1)?.behind : rest
  return {
    values: page.map(({ spelling }) => spelling),
    ...(next === undefined ? {} : { nextPageToken: writeListToken(list, { asOf: start.asOf, ...next }) }),
  }
}

/** New EPCs from a place on, until there are enough; `rest`: where it goes on, when this was work enough for a page. */
const walk = async (
  reader: Reader,
  outlook: Outlook,
  start: Spotted,
  wanted: number,
): Promise<{ found: NamedEpc[]; rest?: Spotted }> => {
  const found: NamedEpc[] = []
  let place = start
  for (let events = 0, epcs = 0; events < eventsAtMost; events += eventsAtOnce) {
    const seen = await selectSeen(reader, outlook, place.after ?? undefined, eventsAtOnce)
    const named = seen.flatMap((event, index) => epcsOf(event, index === 0 ? place.after : spotOf(seen[index - 1])))
    const asked = named.slice(place.skip, place.skip + epcsAtMost - epcs)
    const before = await selectNamedBefore(
      reader,
      outlook,
      asked.map(({ key, spot }) => ({ hash: keyHash(key), spot })),
      epcRoles.map(roleNumber),
    )
    found.push(...asked.filter((_, index) => !before.has(index)))
    if (found.length >= wanted) return { found: found.slice(0, wanted) }
    epcs += asked.length
    if (place.skip + asked.length < named.length) return { found, rest: asked.at(-1)?.behind ?? place }
    if (seen.length < eventsAtOnce && !isFull(seen.map(({ body }) => body))) return { found }
    place = { after: spotOf(seen.at(-1)), skip: 0 }
  }
  return { found, rest: place }
}

const spotOf = (event: Spot | undefined): Spot | null =>
  event === undefined ? null : { eventTime: event.eventTime, uid: event.uid }

/** The EPCs that an event names, each once. */
const epcsOf = (event: SeenEvent, before: Spot | null): NamedEpc[] => {
  const named = event.body === null ? tombstoneEpcs(event.tombstone) : bodyEpcs(JSON.parse(event.body))
  const distinct = new Map(named.map((spelling) => [canonicalKey(spelling), spelling]))
  const { eventTime, uid } = event
  return [...distinct].map(([key, spelling], nth) => ({
    key,
    spelling,
    spot: { eventTime, uid },
    behind: { after: before, skip: nth + 1 },
    event,
  }))
}

/** An extension's event may have members of any shape. */
const bodyEpcs = ({ epcList, childEPCs, parentID, inputEPCList, outputEPCList }: EpcisEvent): string[] =>
  [epcList, childEPCs, [parentID], inputEPCList, outputEPCList]
    .flatMap((epcs) => (Array.isArray(epcs) ? epcs : []))
    .filter((epc): epc is string => typeof epc === 'string' && epc !== '')

const tombstoneEpcs = (tombstone: unknown): string[] =>
  (tombstone as { facts: EventFacts }).facts.keys
    .filter(({ role }) => epcRoles.includes(role))
    .map(({ key }) => uriOf(key))

const isWalkPlace = ({ asOf, after, skip }: WalkPlace): boolean =>
  Number.isSafeInteger(asOf) &&
  Number.isSafeInteger(skip) &&
  skip >= 0 &&
  (after === null || (isTimestamp(String(after?.eventTime)) && isID(String(after?.uid))))

/** Whether an event that the actor sees names the key in one of the roles. */
export const isNamed = async (reader: Reader, actor: Actor, key: string, roles: readonly KeyRole[]): Promise<boolean> =>
  selectIsNamed(
    reader,
    { sight: await sightOf(reader, actor), asOf: await currentPosition(reader) },
    keyHash(key),
    roles.map(roleNumber),
  )
