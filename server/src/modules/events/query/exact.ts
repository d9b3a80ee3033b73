import type { KeyPredicate, Predicate } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { storedFacts } from '../upkeep/stored-facts.ts'
import { selectEvents } from '../upkeep/upkeep.store.ts'
import { eventTypes } from '../vocabulary.ts'
import type { Place } from './query.store.ts'

/** A condition that no column answers: it is held against the body of each candidate. */
export type BodyCondition = (facts: ReturnType<typeof storedFacts>) => boolean

/** Types of transactions and parties, and event types of extensions, stand in bodies alone. */
export const bodyConditions = (predicates: readonly Predicate[]): BodyCondition[] =>
  predicates.flatMap((predicate): BodyCondition[] => {
    if (predicate.field === 'key' && predicate.type !== undefined) return [hasTypedKey(predicate)]
    if (predicate.field !== 'eventType') return []
    const known = predicate.in.every((type) => (eventTypes as readonly string[]).includes(type))
    return known ? [] : [(facts) => predicate.in.includes(facts.type)]
  })

/** For a pattern that so many keys fit that none of them can lead to the events. */
export const fitsPattern =
  ({ roles, keys, prefixes }: KeyPredicate): BodyCondition =>
  (facts) =>
    facts.keys.some(
      ({ role, key }) =>
        roles.includes(role) && (keys.includes(key) || prefixes.some((prefix) => key.startsWith(prefix))),
    )

const hasTypedKey =
  ({ roles, keys, type }: KeyPredicate): BodyCondition =>
  (facts) =>
    facts.keys.some((key) => roles.includes(key.role) && key.type === type && keys.includes(key.key))

/** The places whose bodies fulfil every condition. */
export const fulfilling = async (
  reader: Reader,
  places: Place[],
  conditions: readonly BodyCondition[],
): Promise<Place[]> => {
  if (conditions.length === 0 || places.length === 0) return places
  const events = await selectEvents(
    reader,
    places.map(({ uid }) => uid),
  )
  const good = new Set(
    events
      .filter((stored) => {
        const facts = storedFacts(stored)
        return conditions.every((condition) => condition(facts))
      })
      .map(({ uid }) => uid),
  )
  return places.filter(({ uid }) => good.has(uid))
}
