import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { LotFactName } from '../creation.ts'
import { toInstant } from '../timestamp.ts'
import { type CreationRow, selectCreations, selectMonths } from './story.store.ts'

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

/** Facts of a lot or serial from the ILMD of the events that made it; undefined where none did. `owners`: the key's, and those merged into it. */
export const lotFacts = async (
  reader: Reader,
  canonicalKey: string,
  { owners = [], asOf }: { owners?: readonly string[]; asOf?: number } = {},
): Promise<LotFacts | undefined> => {
  const position = asOf ?? (await currentPosition(reader))
  const key = keyHash(canonicalKey)
  const months = await selectMonths(reader, [key])
  if (months === undefined) return undefined
  const creations = await selectCreations(reader, key, owners, position, months)
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
    mandatedBy,
    eventTime: toInstant(eventTime),
  }))
