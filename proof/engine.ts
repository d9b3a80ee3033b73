import { canonicalKey } from '@nguon/epcis'
import type { Statement } from '../server/src/modules/trace/walk/statement.ts'
import { walk } from '../server/src/modules/trace/walk/walk.ts'
import type { WalkGraph } from '../server/src/modules/trace/walk/walk-graph.ts'
import { type Cursor, inIndex, type WalkReader } from '../server/src/modules/trace/walk/walk-reader.ts'
import { keyHash } from '../server/src/platform/ids.ts'
import type { Question } from './questions.ts'

/** The engine's answer. */
export const walkOf = (
  read: WalkReader,
  { start, direction, from, to }: Omit<Question, 'captures'>,
): Promise<WalkGraph> =>
  walk(
    read,
    { key: keyHash(canonicalKey(start)) },
    { directions: [direction], from: instant(from), to: instant(to), items: 1_000_000, depth: 1_000, sightings: false },
  )

const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())

type Many = Parameters<WalkReader['many']>

/**
 * What the engine's own reader answers about all keys of a load, read from the database at once: as many walks as there
 * are in a proof would ask for it row by row.
 */
export const readAtOnce = async (read: WalkReader, keys: readonly string[]): Promise<WalkReader> => {
  const { told } = await read.own(keys)
  const many = Map.groupBy(await readMany(read, keys), ({ key }) => key)
  return {
    own: async (asked) => ({
      told: new Map(asked.map((key) => [key, told.get(key) ?? []])),
      holding: new Set(asked.filter((key) => many.has(key))),
    }),
    many: async (...[asked, [first, last], most, after]: Many) => {
      const rows = [...new Set(asked)]
        .flatMap((key) => many.get(key) ?? [])
        .filter((row) => row.kind >= first && row.kind <= last && (after === undefined || inIndex(row, after) > 0))
        .toSorted(inIndex)
      const page = rows.slice(0, most)
      const next = rows.length > most ? page.at(-1) : undefined
      return { rows: page, ...(next && { next }) }
    },
  }
}

const rowsOfRead = 50_000

const readMany = async (read: WalkReader, keys: readonly string[]): Promise<Statement[]> => {
  const rows: Statement[] = []
  for (let after: Cursor | undefined; ; ) {
    const page = await read.many(keys, [0, 99], rowsOfRead, after)
    for (const row of page.rows) rows.push(row)
    after = page.next
    if (after === undefined) return rows
  }
}
