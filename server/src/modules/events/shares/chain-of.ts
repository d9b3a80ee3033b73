import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { createWalkReader, walk } from '../../trace/index.ts'
import { sightBy } from '../visibility/sight.ts'
import { visibleTo } from '../visibility/visible-to.store.ts'

/** What an owner itself declared of a thing, of what it stems from and of what became of it, as of a position. */
export type Chain = { keys: string[]; events: { uid: string; time: string }[]; complete: boolean; asOf: number }

const most = { items: 2000, depth: 64 }

/**
 * The chain of a key both ways, as far as the own events of a party, and of those merged into it, link it. `complete` is
 * false where a limit cut it.
 */
export const chainOf = async (reader: Reader, owners: readonly string[], key: string): Promise<Chain> => {
  const declared = sightBy({ parties: owners, asParty: [], captured: [] })
  const asOf = await currentPosition(reader)
  const read = createWalkReader(reader, asOf, visibleTo(reader, declared))
  const { nodes, hops, sightings, ends } = await walk(
    read,
    { key: keyHash(key) },
    { directions: ['back', 'forward'], from: null, to: null, ...most, sightings: true },
  )
  const cited = [...sightings, ...hops.flatMap(({ evidence }) => evidence)]
  const events = new Map(cited.map(({ eventUid, eventTime }) => [eventUid, { uid: eventUid, time: eventTime }]))
  return {
    keys: [...new Set(nodes.filter(({ kind }) => kind !== 'process').map((node) => node.key))],
    events: [...events.values()],
    complete: ends.every(({ resume }) => resume === undefined),
    asOf,
  }
}
