import { type EventPredicate, emptyContext, type MasterDataPredicate, type Predicate, termOf } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { descendantsOf, keysWithAttribute } from '../../registry/index.ts'
import type { Sight } from '../visibility/sight.ts'

const mostKeys = 10_000

/** Which events are searched, as at which position, and whose eyes read the register (null: the operator's). */
export type Viewpoint = { sight: Sight; party: string | null; asOf: number }

/** Asks the registry what master data say, as far as the viewer may know it: what is left can be held against events. */
export const withMasterData = async (
  reader: Reader,
  predicates: readonly Predicate[],
  viewpoint: Viewpoint,
): Promise<EventPredicate[]> => {
  const resolved: EventPredicate[] = []
  for (const predicate of predicates) {
    const isOfMasterData = predicate.field === 'descendant' || predicate.field === 'attribute'
    resolved.push(isOfMasterData ? await resolve(reader, predicate, viewpoint) : predicate)
  }
  return resolved
}

const resolve = async (
  reader: Reader,
  predicate: MasterDataPredicate,
  { party, asOf }: Viewpoint,
): Promise<EventPredicate> => {
  if (predicate.field === 'descendant') {
    const keys = await descendantsOf(reader, party, predicate.keys, mostKeys, { asOf })
    return { field: 'key', roles: predicate.roles, keys: notTooMany(keys), patterns: [] }
  }
  const found = new Set<string>()
  for (const name of predicate.names) {
    for (const key of await keysWithAttribute(reader, party, name, predicate.values, mostKeys, { asOf })) found.add(key)
  }
  const keys = notTooMany([...found])
  const { of } = predicate
  if ('roles' in of) return { field: 'key', roles: of.roles, keys, patterns: [] }
  if ('term' in of) return { field: of.term, in: keys.map((key) => termOf(of.term, key, emptyContext)) }
  return { field: 'extension', scope: 'event', inner: false, names: of.names, op: 'eq', values: keys }
}

const notTooMany = (keys: string[]): string[] => {
  if (keys.length > mostKeys) throw problem('events.query-too-complex', { limit: mostKeys })
  return keys
}
