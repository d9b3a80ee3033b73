import type { Reader } from '../../../platform/postgres/database.ts'
import { fromInstant } from './instant.ts'
import { createWalkReader } from './walk.store.ts'
import { walk } from './walk.ts'

/** An item, and the time within which its events belong to the story; `inherited`: a container the item rode in. */
export type Span = { key: string; from: string | null; to: string | null; depth: number; inherited: boolean }

const most = { items: 2000, depth: 64 }

/** All that an item stems from and rode in, as at a position; `complete` is false where a limit cut it. `key`: a key's 128-bit hash. */
export const originsOf = async (
  reader: Reader,
  key: string,
  asOf: number,
): Promise<{ spans: Span[]; complete: boolean }> => {
  const asked = { directions: ['back' as const], from: null, to: null, ...most, sightings: false }
  const { nodes, ends } = await walk(createWalkReader(reader, asOf), { key }, asked)
  const spans = nodes
    .filter(({ kind }) => kind !== 'process')
    .map((node) => ({
      key: node.key,
      from: fromInstant(node.from),
      to: fromInstant(node.to),
      depth: node.depth,
      inherited: node.kind === 'container',
    }))
  return { spans, complete: ends.every(({ resume }) => resume === undefined) }
}
