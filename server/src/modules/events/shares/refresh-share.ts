import { announce } from '../../../platform/jobs.ts'
import { writersDone } from '../../../platform/positions.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { partiesMergedInto, standingParties } from '../../registry/index.ts'
import { noteWords, type Words } from '../resources/note-words.ts'
import { noteOpened } from '../visibility/note-opened.ts'
import type { Growth } from './announce-growth.ts'
import { type Chain, chainOf } from './chain-of.ts'
import {
  type OwnedShare,
  replaceShared,
  type Share,
  selectShare,
  selectStandingShares,
  selectUnread,
  updateChain,
} from './share.store.ts'

/** So many are made anew in one transaction, with one job for those that grew. */
const atOnce = 20

/** Opens to shares what their chains have now. Running twice does no harm. `onWords` hears the words of their events. */
export const refreshShares = async (
  db: Db,
  shares: readonly OwnedShare[],
  { stopping, onWords = () => {} }: { stopping?: AbortSignal | undefined; onWords?: (words: Words) => void } = {},
): Promise<void> => {
  for (let at = 0; at < shares.length; at += atOnce) {
    stopping?.throwIfAborted()
    onWords(await db.transaction((tx) => refreshSome(tx, shares.slice(at, at + atOnce))))
  }
}

const refreshSome = async (tx: Tx, shares: readonly OwnedShare[]): Promise<Words> => {
  const opened: Opened[] = []
  for (const { owner, share } of shares) {
    const found = await selectShare(tx, [owner], share, { forUpdate: true })
    if (found === undefined || found.endedAt !== null) continue
    opened.push(await openChain(tx, found, await chainOf(tx, await oneWith(tx, owner), found.key)))
  }
  return noteChains(tx, opened)
}

/** Makes the chains anew that a capture made longer, but for those that were read since: captures that wait together are read once. */
export const refreshGrown = async (db: Db, { number, shares }: Growth, stopping?: AbortSignal): Promise<void> =>
  refreshShares(db, await selectUnread(db, shares, number), { stopping })

/** The same when all that goes on now has ended: a capture that did not see the chains' keys has told nobody that they grew. */
export const settleShares = async (
  db: Db,
  { shares }: Pick<Growth, 'shares'>,
  stopping?: AbortSignal,
): Promise<void> => {
  await writersDone(db)
  await refreshShares(db, shares, { stopping })
}

/** After parties were merged or parted: what they share is what those who are one with each declared. */
export const refreshSharesOf = async (db: Db, owners: readonly string[]): Promise<void> =>
  refreshShares(db, await selectStandingShares(db, owners))

/** Who shares, though it may go on as another by now, and all that are one with it. */
const oneWith = async (reader: Reader, owner: string): Promise<string[]> =>
  partiesMergedInto(reader, (await standingParties(reader, [owner])).get(owner) ?? owner)

/** A share whose chain was opened, the words of it, and whether it has keys that it had not before. */
type Opened = OwnedShare & { words: Words; grew: boolean }

/** Opens a chain's events to a share. What is captured beside this does not see yet which keys the chain has now. */
export const openChain = async (tx: Tx, { id, owner }: Pick<Share, 'id' | 'owner'>, chain: Chain): Promise<Opened> => {
  await replaceShared(tx, id, chain.events)
  const { grew } = await updateChain(tx, id, chain)
  const words = await noteOpened(
    tx,
    chain.events.map((event) => ({ viewer: id, ...event })),
  )
  return { owner, share: id, words, grew }
}

/** What follows when chains were opened: their words are listed, and those that grew are looked at once more. */
export const noteChains = async (tx: Tx, opened: readonly Opened[]): Promise<Words> => {
  const grown = opened.filter(({ grew }) => grew).map(({ owner, share }) => ({ owner, share }))
  if (grown.length > 0) await announce(tx, 'events.chains-opened', { shares: grown })
  const words: Words = new Map(opened.flatMap((each) => [...each.words]))
  await noteWords(tx, words)
  return words
}
