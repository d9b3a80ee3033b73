import type { Reader } from '../../platform/postgres/database.ts'
import { selectBackward } from './trace.store.ts'
import { type BackwardWalk, walkBack } from './walk-back.ts'

/** All that an item stems from and rode in, as at a position; see walkBack. `key` is a key's 128-bit hash. */
export const originsOf = (reader: Reader, key: string, asOf: number): Promise<BackwardWalk> =>
  walkBack(key, (keys) => selectBackward(reader, keys, asOf))
