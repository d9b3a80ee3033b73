import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { partiesMergedInto } from '../../registry/index.ts'
import { noteWords, type Words } from '../resources/note-words.ts'
import { wordsOfOpened } from '../visibility/words-of-opened.ts'
import { type Chain, chainOf } from './chain-of.ts'
import { replaceShared, type Share, selectShare, updateChain } from './share.store.ts'

/** Opens to a share what its chain has now. Running twice does no harm. Answers the words of its events. */
export const refreshShare = (db: Db, { owner, share }: { owner: string; share: string }): Promise<Words> =>
  db.transaction(async (tx) => {
    const found = await selectShare(tx, [owner], share, { forUpdate: true })
    return found === undefined || found.endedAt !== null
      ? new Map()
      : openChain(tx, found, await chainOf(tx, await partiesMergedInto(tx, owner), found.key))
  })

/** Opens a chain's events to a share. */
export const openChain = async (tx: Tx, { id }: Pick<Share, 'id'>, chain: Chain): Promise<Words> => {
  await replaceShared(tx, id, chain.events)
  await updateChain(tx, id, chain.keys, chain.complete)
  const opened = chain.events.map(({ uid }) => ({ viewer: id, event: uid }))
  const words = await wordsOfOpened(tx, opened, new Map(chain.events.map((event) => [event.uid, event])))
  await noteWords(tx, words)
  return words
}
