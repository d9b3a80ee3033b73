import { announce } from '../../../platform/jobs.ts'
import { writersDone } from '../../../platform/positions.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { partiesMergedInto, standingParties } from '../../registry/index.ts'
import { noteWords, type Words } from '../resources/note-words.ts'
import { noteOpened } from '../visibility/note-opened.ts'
import { type Chain, chainOf } from './chain-of.ts'
import {
  type OwnedShare,
  replaceShared,
  type Share,
  selectShare,
  selectStandingShares,
  updateChain,
} from './share.store.ts'

/** Opens to a share what its chain has now. Running twice does no harm. Answers the words of its events. */
export const refreshShare = (db: Db, { owner, share }: OwnedShare): Promise<Words> =>
  db.transaction(async (tx) => {
    const found = await selectShare(tx, [owner], share, { forUpdate: true })
    return found === undefined || found.endedAt !== null
      ? new Map()
      : openChain(tx, found, await chainOf(tx, await oneWith(tx, owner), found.key))
  })

/** The same when all that goes on now has ended: a capture that did not see the chain's keys has told nobody that they grew. */
export const settleShare = async (db: Db, share: OwnedShare): Promise<void> => {
  await writersDone(db)
  await refreshShare(db, share)
}

/** After parties were merged or parted: what they share is what those who are one with each declared. */
export const refreshSharesOf = async (db: Db, owners: readonly string[]): Promise<void> => {
  for (const share of await selectStandingShares(db, owners)) await refreshShare(db, share)
}

/** Who shares, though it may go on as another by now, and all that are one with it. */
const oneWith = async (reader: Reader, owner: string): Promise<string[]> =>
  partiesMergedInto(reader, (await standingParties(reader, [owner])).get(owner) ?? owner)

/** Opens a chain's events to a share. What is captured beside this does not see yet which keys the chain has now. */
export const openChain = async (tx: Tx, { id, owner }: Pick<Share, 'id' | 'owner'>, chain: Chain): Promise<Words> => {
  await replaceShared(tx, id, chain.events)
  const { grew } = await updateChain(tx, id, chain.keys, chain.complete)
  if (grew) await announce(tx, 'events.chain-opened', { owner, share: id })
  const opened = chain.events.map((event) => ({ viewer: id, ...event }))
  const words = await noteOpened(tx, opened)
  await noteWords(tx, words)
  return words
}
