import type { TraceAnswer } from '../server/src/modules/trace/answer/trace-answer.ts'
import { nothing } from '../server/src/modules/trace/assertion.ts'
import { keyHash } from '../server/src/platform/ids.ts'
import type { Client } from '../server/test/app.ts'
import { linesOfEngine, type Names } from './compare.ts'
import type { Question } from './questions.ts'

/**
 * The answer that GET /api/trace gives, in the lines of the reference; undefined where the server knows no such key.
 * Processes are left out: over HTTP they are told by their transformationID alone, whoever declares it.
 */
export const linesOverHttp = async (
  operator: Client,
  { start, direction, from, to }: Question,
  asOf: number,
  names: Names,
): Promise<string[] | undefined> => {
  const asked = new URLSearchParams({ direction, asOf: String(asOf) })
  if (from !== undefined) asked.set('from', new Date(from).toISOString())
  if (to !== undefined) asked.set('to', new Date(to).toISOString())
  const answer = await operator.get(`/api/trace/${encodeURIComponent(start)}?${asked}`)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  const { nodes, tombstones } = answer.json as TraceAnswer
  const goods = nodes.flatMap((node) =>
    node.kind === 'item' || node.kind === 'container' ? [{ ...node, kind: node.kind, ...partOf(node) }] : [],
  )
  const ids = new Set(goods.map(({ id }) => id))
  const ends = tombstones.flatMap((end) =>
    end.reason === 'elsewhere' || !ids.has(end.node) ? [] : [{ ...end, reason: end.reason }],
  )
  return linesOfEngine({ nodes: goods, hops: [], ends }, names, direction)
}

/** What the engine calls the same: keys by their hashes, and `nowhere` by a key of its own. */
const partOf = ({ key, location }: TraceAnswer['nodes'][number]) => ({
  key: keyHash(key),
  location: location === undefined ? undefined : location === null ? nothing : keyHash(location),
  contained: location?.startsWith('/8003/') ?? false,
})

/** The lines that both ways of asking tell. */
export const goodsAlone = (lines: readonly string[]): string[] => lines.filter((line) => !line.includes('process:'))
