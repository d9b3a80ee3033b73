import { kinds } from '../server/src/modules/trace/assertion.ts'
import { positionOf } from '../server/src/platform/positions.ts'
import type { Reader } from '../server/src/platform/postgres/database.ts'

/**
 * Which rows lead on, and by which time what they lead to is bound. Back: an output's process, a process's inputs not later,
 * what a container holds; forward: the mirror of it, and containers that an item rides in.
 */
const ways = {
  back: { kinds: [kinds.outputOf, kinds.hasInput, kinds.contains], compare: '<=', start: 'infinity' },
  forward: { kinds: [kinds.inputTo, kinds.hasOutput, kinds.containedIn], compare: '>=', start: '-infinity' },
} as const

/** All that a key stems from, or went into, by one recursive query: for chains in which nothing is unpacked or taken back. */
export const selectRecursively = async (
  reader: Reader,
  key: string,
  direction: 'back' | 'forward',
  asOf: number,
): Promise<string[]> => {
  const { kinds: followed, compare, start } = ways[direction]
  const bound =
    direction === 'back' ? `case when a.kind = ${kinds.contains} then r.bound else a.event_time end` : 'a.event_time'
  const rows = await reader.query<{ key: string }>(
    `with recursive reached (key, bound, process) as (
       select $1::uuid, '${start}'::timestamptz, false
       union
       select a.other, ${bound}, a.kind in (${kinds.outputOf}, ${kinds.inputTo})
         from reached r join trace.assertion a on a.key = r.key ${positionOf('a')}
        where a.kind = any($2::smallint[]) and a.event_time ${compare} r.bound and p.position <= $3
          and not exists (select from trace.cancellation c where c.event_uid = a.event_uid))
     select distinct key from reached where not process`,
    [key, followed, asOf],
  )
  return rows.map((row) => row.key)
}
