import type { Actor } from '../../platform/actor.ts'
import { recordDeed } from '../../platform/audit.ts'
import { announce } from '../../platform/jobs.ts'
import { takePosition } from '../../platform/positions.ts'
import type { Db, Tx } from '../../platform/postgres/database.ts'

type Change<T> = {
  deed: { action: string; subject: string; details?: object }
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
    if (keys.length > 0) await announce(tx, 'registry.changed', { keys, position })
    return result
  })
