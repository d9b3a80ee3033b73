import { canonicalKey, isUri } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { partiesMergedInto, partyCards } from '../../registry/index.ts'
import { chainOf } from './chain-of.ts'
import { noteChains, openChain } from './refresh-share.ts'
import { countShares, insertShare, replaceShared, type Share, selectShare, updateShareEnded } from './share.store.ts'

/** What an owner shares: the chain of a key, with whom, from day to day. */
export type ShareRequest = { partner: string; key: string; validFrom: string; validTo: string }

const mostOfOwner = 1000

/** Shares what the actor's party itself declared of a chain; what others declared of it is not its to share. */
export const giveShare = async (db: Db, actor: Actor, request: ShareRequest): Promise<Share> => {
  const owner = partyOf(actor)
  const { partner, validFrom, validTo } = request
  if (validFrom > validTo) throw problem('events.share-reversed', { validFrom, validTo })
  if (partner === owner) throw problem('events.share-with-oneself')
  const card = (await partyCards(db, [partner])).get(partner)
  if (card === undefined || card.mergedInto !== undefined) throw problem('events.share-partner-unknown', { partner })
  const key = readKey(request.key)
  const id = newID()
  return db.transaction(async (tx) => {
    const chain = await chainOf(tx, await sideOf(tx, actor), key)
    if (chain.events.length === 0) throw problem('events.share-key-unknown', { key: request.key })
    if ((await countShares(tx, owner)) >= mostOfOwner) throw problem('events.shares-too-many', { limit: mostOfOwner })
    await insertShare(tx, { id, owner, partner, key, validFrom, validTo })
    await noteChains(tx, [await openChain(tx, { id, owner }, chain)])
    await recordDeed(tx, actor, {
      action: 'events.give-share',
      subject: owner,
      details: { share: id, partner, key, validFrom, validTo },
    })
    return found(await selectShare(tx, [owner], id), id)
  })
}

/** Takes a share back: from the end of this transaction it opens nothing. Only its owner may; for others it is none. */
export const endShare = (db: Db, actor: Actor, id: string): Promise<void> =>
  db.transaction(async (tx) => {
    const side = await sideOf(tx, actor)
    const share = found(await selectShare(tx, side, id, { forUpdate: true }), id)
    if (!side.includes(share.owner) || share.endedAt !== null) throw unknown(id)
    await updateShareEnded(tx, id)
    await replaceShared(tx, id, [])
    await recordDeed(tx, actor, { action: 'events.end-share', subject: partyOf(actor), details: { share: id } })
  })

/** A share that the actor's party gave or was given; another's is as unknown as none. */
export const findShare = async (reader: Reader, actor: Actor, id: string): Promise<Share> =>
  found(await selectShare(reader, await sideOf(reader, actor), id), id)

/** An actor's party with those that were merged into it: what they gave and were given is its own. */
export const sideOf = (reader: Reader, actor: Actor): Promise<string[]> => partiesMergedInto(reader, partyOf(actor))

/** In whose name an actor shares. */
const partyOf = ({ partyID }: Actor): string => {
  if (partyID === null) throw new Error('an anonymous actor reached the shares')
  return partyID
}

const readKey = (text: string): string => {
  const key = canonicalKey(text)
  if (!key.startsWith('/') && !isUri(key)) throw problem('events.share-key-unknown', { key: text })
  return key
}

const unknown = (id: string): Error => problem('events.share-unknown', { share: id })

const found = (share: Share | undefined, id: string): Share => {
  if (share === undefined) throw unknown(id)
  return share
}
