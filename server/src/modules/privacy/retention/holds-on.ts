import type { Reader } from '../../../platform/postgres/database.ts'
import { standingParties } from '../../registry/index.ts'
import { type HoldRow, selectHoldsOn } from './hold.store.ts'

/** On what holds may stand: parties, keys with what lies above them, events. */
export type Holdable = { parties: readonly string[]; keys?: readonly string[]; eventIDs?: readonly string[] }

/** The holds that stand on any of these. Parties that were merged are one: a hold on either is on both. */
export const holdsOn = async (reader: Reader, { parties, keys = [], eventIDs = [] }: Holdable): Promise<HoldRow[]> => {
  const standing = await standingParties(reader, [...new Set(parties)])
  return selectHoldsOn(reader, { standing: [...new Set(standing.values())], keys, eventIDs })
}
