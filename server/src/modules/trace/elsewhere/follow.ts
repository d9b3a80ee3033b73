import type { Walked } from '../answer/cited-events.ts'
import type { EventHeader, TraceEvents } from '../answer/trace-events.ts'
import type { WalkEnd } from '../walk/walk-graph.ts'
import type { Away, Elsewhere } from './elsewhere.ts'
import type { Memory } from './memory.ts'

const mostRounds = 16

/**
 * Walks, asks others about whatever has no answer, and walks again over both, until nobody has anything new to tell. What is
 * asked follows from what the caller sees alone: what is hidden here is asked about like what is unknown.
 */
export const follow = async (
  elsewhere: Elsewhere,
  walk: () => Promise<Walked>,
  keyTexts: TraceEvents['keyTexts'],
): Promise<Walked> => {
  for (let round = 1; ; round += 1) {
    const walked = await walk()
    const texts = await keyTexts(openEnds(walked, elsewhere).map(({ hash }) => hash))
    if (round === mostRounds || !(await elsewhere.ask([...texts.values()]))) return walked
  }
}

/** What others have, or failed to tell, about a key at which a walk ended. */
export type AwayEnd = { end: WalkEnd; away: readonly Away[] }

/** Those ends about which there is anything. `texts`: canonical keys by hash. */
export const awayFrom = async (
  elsewhere: Elsewhere,
  walked: Walked,
  texts: ReadonlyMap<string, string>,
): Promise<AwayEnd[]> => {
  const ends = openEnds(walked, elsewhere).flatMap(({ end, hash }) => {
    const key = texts.get(hash)
    return key === undefined ? [] : [{ end, key }]
  })
  await elsewhere.look([...new Set(ends.map(({ key }) => key))])
  return ends.map(({ end, key }) => ({ end, away: elsewhere.awayOf(key) })).filter(({ away }) => away.length > 0)
}

type OpenEnd = { end: WalkEnd; hash: string }

/** Items at which a walk ended without an answer, and containers that others told of and may tell more of; a limit is no such end. */
const openEnds = ({ ends, nodes }: Walked, { memory }: Elsewhere): OpenEnd[] => {
  const items = ends.flatMap((end): OpenEnd[] => {
    const isUnanswered = end.reason === 'unknown' || end.reason === 'open'
    return isUnanswered && end.kind !== 'process' ? [{ end, hash: end.key }] : []
  })
  const containers = nodes.flatMap(({ id, kind, key, direction }): OpenEnd[] =>
    kind === 'container' && direction !== 'start' && memory.statements.has(key)
      ? [{ end: { node: id, direction, reason: 'unknown', since: null }, hash: key }]
      : [],
  )
  return [...items, ...containers]
}

/** The repository's view of events, with what others told during this trace beside it. */
export const withMemory = (events: TraceEvents, memory: Memory): TraceEvents => ({
  ...events,
  headers: async (references) => {
    const headers = new Map<string, EventHeader>(
      await events.headers(references.filter(({ uid }) => !memory.headers.has(uid))),
    )
    for (const { uid } of references) {
      const header = memory.headers.get(uid)
      if (header !== undefined) headers.set(uid, header)
    }
    return headers
  },
  keyTexts: async (hashes) => {
    const texts = await events.keyTexts(hashes.filter((hash) => !memory.texts.has(hash)))
    for (const hash of hashes) {
      const text = memory.texts.get(hash)
      if (text !== undefined) texts.set(hash, text)
    }
    return texts
  },
  transformations: async (asked) => {
    const ids = new Map(await events.transformations(asked.filter(({ uid }) => !memory.headers.has(uid))))
    for (const { uid } of asked) {
      const id = memory.transformations.get(uid)
      if (id !== undefined) ids.set(uid, id)
    }
    return ids
  },
})
