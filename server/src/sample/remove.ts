import { removeSample as removeFromRegister, samplePartyIDs } from '../modules/registry/index.ts'
import type { Actor } from '../platform/actor.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'

/** What a module takes away of these parties, in the transaction of the whole removal. */
export type RemovalStep = (tx: Tx, partyIDs: string[]) => Promise<void>

export type RemovalDeps = { db: Db; actor: Actor; steps: readonly RemovalStep[] }

/** How many parties went, and the files whose bytes the caller discards now that nothing names them. */
export type Removed = { parties: number; blobs: string[] }

/** Takes away all sample parties and all that they declared: in one transaction, the register last, for the steps ask it. */
export const removeSample = ({ db, actor, steps }: RemovalDeps): Promise<Removed> =>
  db.transaction(async (tx) => {
    const partyIDs = await samplePartyIDs(tx)
    for (const step of steps) await step(tx, partyIDs)
    const { parties, blobs } = await removeFromRegister(tx, actor)
    return { parties: parties.length, blobs }
  })
