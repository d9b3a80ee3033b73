import { createWalkReader } from '../../server/src/modules/trace/walk/walk.store.ts'
import type { WalkReader } from '../../server/src/modules/trace/walk/walk-reader.ts'
import { nameIn, namesOf } from '../compare.ts'
import { readAtOnce, walkOf } from '../engine.ts'
import { type Listener, tell } from '../tell.ts'
import type { Find, Played } from './measure.ts'

/** Tells the whole province to a server, and traces in it by the engine. */
export const findByEngine = async (listener: Listener, province: readonly Played[]): Promise<Find> => {
  const positions = await tell(
    listener,
    province.flatMap(({ heard }) => heard),
  )
  const names = new Map(
    province.map((played) => [played, namesOf(played.heard, (party) => listener.parties.get(party)?.id ?? party)]),
  )
  const keys = [...names.values()].flatMap((each) => [...each.keys()])
  const readers = new Map<number, WalkReader>()
  for (const [captures, asOf] of positions)
    readers.set(captures, await readAtOnce(createWalkReader(listener.app.db, asOf), keys))
  return async (played, source, captures) => {
    const read = readers.get(captures) ?? readers.get(1)
    if (read === undefined) throw new Error('nothing was told')
    const { nodes, ends } = await walkOf(read, { start: source, direction: 'forward' })
    const nameOf = nameIn(names.get(played) ?? new Map())
    const byID = new Map(nodes.map((node) => [node.id, node]))
    return {
      things: new Set(nodes.filter(({ kind, contained }) => kind === 'item' && !contained).map(nameOf)),
      ends: ends.flatMap(({ node }) => byID.get(node) ?? []).map(nameOf),
    }
  }
}
