import type { Actor } from '../../../platform/actor.ts'
import { type Deed, recordDeed } from '../../../platform/audit.ts'
import { announce } from '../../../platform/jobs.ts'
import { takePosition } from '../../../platform/positions.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'

type Change<T> = {
  deed: Deed
  /** Keys whose owner, product group, unit or party may read otherwise now; '/gcp/…' stands for all keys it covers. */
  keys: readonly string[]
  result: T
}

/**
 * The one road by which the register changes. The position is taken first: it orders all changes, so what a change has
 * read stays true until it commits, and no unique index has to catch a race.
 */
export const changeRegistry = <T>(
  db: Db,
  actor: Actor,
  change: (tx: Tx, position: number) => Promise<Change<T>>,
): Promise<T> =>
  db.transaction(async (tx) => {
    const position = await takePosition(tx)
    const { deed, keys, result } = await change(tx, position)
    await recordDeed(tx, actor, deed)
    await announceChange(tx, keys, position)
    return result
  })

/** Tells what reads otherwise now, in the transaction in which it was changed; many keys in messages of some thousand. */
export const announceChange = async (tx: Tx, keys: readonly string[], position: number): Promise<void> => {
  for (let from = 0; from < keys.length; from += keysAMessage)
    await announce(tx, 'registry.changed', { keys: keys.slice(from, from + keysAMessage), position })
}

const keysAMessage = 2000
