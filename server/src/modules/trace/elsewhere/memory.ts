import { linksOf } from '@nguon/epcis'
import { keyHash } from '../../../platform/ids.ts'
import type { TrustedRepository } from '../../../platform/trusted-repositories.ts'
import type { EventHeader } from '../answer/trace-events.ts'
import { toAssertions } from '../assertion.ts'
import { fromInstant } from '../walk/instant.ts'
import type { Statement } from '../walk/statement.ts'
import type { ReadEvent } from './read-events.ts'

/** How our own store calls events: as if another origin had captured one of an ID, and what all of one ID have in common. */
export type Uids = { of: (origin: string, eventID: string) => string; common: (uid: string) => string }

/** What others told during one trace. It is kept for as long as the trace is made, and stored nowhere. */
export type Memory = {
  uids: Uids
  /** By key, of its own. */
  statements: Map<string, Statement[]>
  /** Canonical texts by hash. */
  texts: Map<string, string>
  headers: Map<string, EventHeader>
  /** IDs of events: what two repositories have is told once. */
  eventIDs: Set<string>
  transformations: Map<string, string>
}

/** Of the key that is asked for, the text is known whether or not we have ever heard of it. */
export const newMemory = (start: string, uids: Uids): Memory => ({
  uids,
  statements: new Map(),
  texts: new Map([[keyHash(start), start]]),
  headers: new Map(),
  eventIDs: new Set(),
  transformations: new Map(),
})

/** Takes what a repository told; its error declarations take back its own events and nobody else's. Whether any was new. */
export const remember = (memory: Memory, repository: TrustedRepository, events: readonly ReadEvent[]): boolean => {
  const wrong = new Set(events.filter(({ facts }) => facts.declaration).map(({ eventID }) => eventID))
  const fresh = new Map(
    events
      .filter(({ eventID }) => !wrong.has(eventID))
      .filter(({ eventID }) => !memory.eventIDs.has(eventID))
      .map((event) => [memory.uids.of(repository.origin, event.eventID), event] as const),
  )
  for (const [uid, event] of fresh) rememberOne(memory, repository, uid, event)
  return fresh.size > 0
}

const rememberOne = (
  memory: Memory,
  { origin, name }: TrustedRepository,
  uid: string,
  { eventID, facts }: ReadEvent,
) => {
  const place = facts.bizLocation ?? facts.readPoint
  const noted = (canonical: string): string => {
    const hashed = keyHash(canonical)
    if (!canonical.startsWith('process:')) memory.texts.set(hashed, canonical)
    return hashed
  }
  const source = {
    uid,
    time: fromInstant(facts.eventTime) ?? facts.eventTime,
    captureNumber: 0,
    association: facts.type === 'AssociationEvent',
    declaredBy: origin,
    place,
  }
  for (const { captureNumber: _, ...statement } of toAssertions(linksOf(facts), source, noted)) {
    const known = memory.statements.get(statement.key)
    if (known === undefined) memory.statements.set(statement.key, [statement])
    else known.push(statement)
  }
  const transformation = facts.keys.find(({ role }) => role === 'transformation')?.key
  memory.eventIDs.add(eventID)
  if (transformation !== undefined) memory.transformations.set(uid, transformation)
  memory.headers.set(uid, {
    eventID,
    eventTime: facts.eventTime,
    zone: facts.zone,
    type: facts.type,
    bizStep: facts.bizStep ?? null,
    disposition: facts.disposition ?? null,
    place: place === undefined ? null : noted(place),
    declaredBy: origin,
    sourceParties: [],
    destinationParties: [],
    elsewhere: name,
  })
}
