import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import { announce } from '../../../../platform/jobs.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { moveParty, unmoveParty } from '../../../identity/index.ts'
import { targetReachedTwice } from '../../compliance/systems/connections/declare-connection.ts'
import { changeRegistry } from '../../versions/change.ts'
import { selectParties } from '../party.store.ts'
import { selectKeysOf } from '../sample/sample.store.ts'
import type { MergeRow } from './merge.store.ts'
import { findMerge, insertMerge, insertUnmerge, selectFollowers, selectSince } from './merge.store.ts'
import { builtOn, type NewMerge, unfitReason } from './merge.ts'
import { insertStandings, selectMergedParties } from './standing.store.ts'

/**
 * Two entries are found to be one party. No row of either is touched: from this position on what the merged one declared,
 * claimed, gave and bore is read as the other's; its credentials, persons and roles follow.
 */
export const mergeParties = (db: Db, actor: Actor, { merged, into, basis }: NewMerge): Promise<MergeRow> =>
  changeRegistry(db, actor, async (tx, position) => {
    await refuseUnfit(tx, merged, into)
    const followers = await selectMergedParties(tx, merged)
    const keys = await selectKeysOf(tx, followers)
    const id = newID()
    await insertStandings(tx, followers, into, position)
    const moved = await moveParty(tx, actor, merged, into)
    await announce(tx, 'parties.merged', { parties: followers, into })
    await insertMerge(tx, { id, merged, into, moved }, { position, declaredBy: partyOf(actor), basis })
    return {
      deed: { action: 'registry.merge-parties', subject: into, details: { merge: id, merged } },
      keys,
      result: await getMerge(tx, id),
    }
  })

/** Parts them again, where nothing has been built on the merge since: both stand as before, the merge stays readable. */
export const unmergeParties = (db: Db, actor: Actor, id: string, basis: string): Promise<MergeRow> =>
  changeRegistry(db, actor, async (tx, position) => {
    const merge = await getMerge(tx, id)
    if (merge.undoneAt !== null) throw problem('registry.merge-unknown', { merge: id })
    const { merged, into } = merge
    const followers = await selectFollowers(tx, merge.position)
    const ids = followers.map((follower) => follower.id)
    const keys = await selectKeysOf(tx, ids)
    const since = await selectSince(tx, [into, ...ids], ids, merge.position)
    const count = builtOn(since, new Set(keys)) + followers.filter(({ later }) => later).length
    if (count > 0) throw problem('registry.merge-built-on', { count })
    await insertStandings(tx, ids, merged, position)
    await unmoveParty(tx, actor, merge.moved)
    await announce(tx, 'parties.merged', { parties: ids, into })
    await insertUnmerge(tx, id, { position, declaredBy: partyOf(actor), basis })
    return {
      deed: { action: 'registry.unmerge-parties', subject: into, details: { merge: id, merged } },
      keys,
      result: await getMerge(tx, id),
    }
  })

async function refuseUnfit(tx: Tx, merged: string, into: string): Promise<void> {
  const rows = new Map((await selectParties(tx, [merged, into], {})).map((row) => [row.id, row]))
  const [one, other] = [merged, into].map((id) => {
    const row = rows.get(id)
    if (!row) throw problem('registry.party-unknown', { party: id })
    return row
  })
  const reason = one && other && unfitReason(one, other)
  if (reason) throw problem(reason)
  const target = await targetReachedTwice(tx, merged, into)
  if (target !== undefined) throw problem('registry.merge-connections', { target })
}

async function getMerge(tx: Tx, id: string): Promise<MergeRow> {
  const merge = await findMerge(tx, id)
  if (!merge) throw problem('registry.merge-unknown', { merge: id })
  return merge
}

const partyOf = (actor: Actor): string => {
  if (actor.partyID === null) throw problem('registry.not-yours')
  return actor.partyID
}
