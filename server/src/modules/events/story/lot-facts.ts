import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { LotFactName } from '../creation.ts'
import { type CreationRow, selectCreations } from './story.store.ts'
import { toInstant } from './story.ts'

/**
 * One word on a lot or serial: which fact, its value as written, whose word it is, on whose written mandates beside its own,
 * and when it was given for.
 */
export type LotFact = {
  name: LotFactName
  value: string
  declaredBy: string
  mandatedBy: string[]
  eventTime: string
}

/** What is known of how a key came to be: who brought it into being first, and every listed fact with its source. */
export type LotFacts = { createdAt: string; createdBy: string; facts: LotFact[] }

/** Facts of a lot or serial from the ILMD of the events that made it; undefined where none did. */
export const lotFacts = async (reader: Reader, canonicalKey: string, asOf?: number): Promise<LotFacts | undefined> => {
  const creations = await selectCreations(reader, keyHash(canonicalKey), asOf ?? (await currentPosition(reader)))
  const [first] = creations
  if (first === undefined) return undefined
  return {
    createdAt: toInstant(first.eventTime),
    createdBy: first.declaredBy,
    facts: creations.flatMap(factsOf),
  }
}

const factsOf = ({ eventTime, declaredBy, creation: { mandatedBy, words } }: CreationRow): LotFact[] =>
  words.map(([name, value]) => ({
    name,
    value,
    declaredBy,
    mandatedBy: mandatedBy === undefined ? [] : [mandatedBy],
    eventTime: toInstant(eventTime),
  }))
