import { keyHash } from '../server/src/platform/ids.ts'
import { currentPosition } from '../server/src/platform/positions.ts'
import { openDatabase, type Reader } from '../server/src/platform/postgres/database.ts'
import { serverRole } from '../server/src/roles/open.ts'
import { type Figure, say } from './figure.ts'
import type { Ground } from './ground.ts'
import { type Latencies, latenciesOf } from './statistics.ts'
import type { ChainTrace } from './trace-chains.ts'
import { walkOf } from './trace-inside.ts'
import { selectRecursively } from './trace-rival.store.ts'

/**
 * The same traces as one recursive SQL query each, beside the walk in turn. The query finds the items alone: no hop with
 * its evidence, no interval, no end; both must find the same.
 */
export const traceRivalFigure = async (ground: Ground, traces: readonly ChainTrace[]): Promise<Figure> => {
  say('the same traces as one recursive query …')
  const db = openDatabase(ground.databaseUrl, { role: serverRole, connections: 2 })
  try {
    const asOf = await currentPosition(db)
    const [walks, queries]: [number[], number[]] = [[], []]
    for (const trace of [...traces.slice(0, 2), ...traces]) {
      const byWalk = await timed(walks, () => itemsByWalk(db, asOf, trace))
      const byQuery = await timed(queries, () => selectRecursively(db, keyHash(trace.key), trace.direction, asOf))
      mustBeEqual(trace, byWalk, new Set(byQuery))
    }
    return figureOf(latenciesOf(walks.slice(2)), latenciesOf(queries.slice(2)))
  } finally {
    await db.end()
  }
}

const timed = async <T>(milliseconds: number[], work: () => Promise<T>): Promise<T> => {
  const started = performance.now()
  const result = await work()
  milliseconds.push(performance.now() - started)
  return result
}

const itemsByWalk = async (db: Reader, asOf: number, { key, direction }: ChainTrace): Promise<Set<string>> => {
  const { nodes } = await walkOf(db, asOf, keyHash(key), direction)
  return new Set(nodes.filter(({ kind }) => kind !== 'process').map((node) => node.key))
}

const mustBeEqual = ({ key }: ChainTrace, byWalk: ReadonlySet<string>, byQuery: ReadonlySet<string>): void => {
  const differing = byWalk.symmetricDifference(byQuery).size
  if (differing > 0) throw new Error(`of ${key} the walk and the recursive query find ${differing} items differently`)
}

const figureOf = (walks: Latencies, queries: Latencies): Figure => ({
  name: 'the walk of such a trace, median',
  value: walks.p50,
  unit: 'ms',
  floor: { value: queries.p50, of: 'one recursive SQL query, items alone' },
  notes: [`${walks.count} traces in turn, equal items; p95 ${walks.p95} ms, of the query ${queries.p95} ms`],
  details: { walks, queries },
})
