import { createWalkReader, walk } from '../server/src/modules/trace/index.ts'
import type { Direction, WalkGraph } from '../server/src/modules/trace/walk/walk-graph.ts'
import type { Reader } from '../server/src/platform/postgres/database.ts'

/** A walk as the API makes it for who may see all, without its words. */
export const walkOf = (db: Reader, asOf: number, key: string, direction: Direction): Promise<WalkGraph> =>
  walk(
    createWalkReader(db, asOf),
    { key },
    { directions: [direction], from: null, to: null, items: 20_000, depth: 64, sightings: true },
  )
