import type { Reader } from '../../../platform/postgres/database.ts'
import { samplePartyIDs } from '../../registry/index.ts'
import { selectStoredCount } from './query.store.ts'

/** How many events are stored, sample data left out. Summed over the captures, which are few. */
export const countEvents = async (reader: Reader): Promise<number> =>
  selectStoredCount(reader, await samplePartyIDs(reader))
