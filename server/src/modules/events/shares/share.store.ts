import { positionTable } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { today, utc } from '../../../platform/postgres/times.ts'
import { mergedNow } from '../../registry/index.ts'
import { eventAt } from '../event-at.store.ts'
import { noteAudience } from '../visibility/audience.store.ts'
import { heldIn, ways } from '../visibility/viewers.ts'

/** A chain that its owner shares with a partner. Days are of Viet Nam, `validTo` the last. */
export type Share = {
  id: string
  owner: string
  partner: string
  key: string
  validFrom: string
  validTo: string
  givenAt: string
  endedAt: string | null
  complete: boolean
}

const columns = `share_id as id, owner, partner, key, valid_from::text as "validFrom", valid_to::text as "validTo",
  ${utc('given_at')} as "givenAt", ${utc('ended_at')} as "endedAt", complete`

export const insertShare = async (tx: Tx, share: Omit<Share, 'givenAt' | 'endedAt' | 'complete'>): Promise<void> => {
  await tx.query(
    `insert into events.share (share_id, owner, partner, key, valid_from, valid_to, keys, complete)
     values ($1, $2, $3, $4, $5::date, $6::date, '{}', true)`,
    [share.id, share.owner, share.partner, share.key, share.validFrom, share.validTo],
  )
}

/** A share, for one of its two sides (a party and those merged into it); `forUpdate`: held until the transaction ends. */
export const selectShare = async (
  reader: Reader,
  side: readonly string[],
  id: string,
  { forUpdate = false } = {},
): Promise<Share | undefined> => {
  const [row] = await reader.query<Share>(
    `select ${columns} from events.share where share_id = $2 and (owner = any($1::uuid[]) or partner = any($1::uuid[]))
     ${forUpdate ? 'for update' : ''}`,
    [side, id],
  )
  return row
}

/** What a party gave and was given, newest first, those before one. */
export const selectShares = (
  reader: Reader,
  side: readonly string[],
  before: string | undefined,
  limit: number,
): Promise<Share[]> =>
  reader.query<Share>(
    `select ${columns} from events.share
      where (owner = any($1::uuid[]) or partner = any($1::uuid[])) and ($2::uuid is null or share_id < $2)
      order by share_id desc limit $3`,
    [side, before ?? null, limit],
  )

/** How many shares of an owner's are not over. */
export const countShares = async (reader: Reader, owner: string): Promise<number> => {
  const [row] = await reader.query<{ count: number }>(
    `select count(*)::float8 as count from events.share
      where owner = $1 and ended_at is null and valid_to >= ${today}`,
    [owner],
  )
  return row?.count ?? 0
}

export const updateShareEnded = async (tx: Tx, id: string): Promise<void> => {
  await tx.query('update events.share set ended_at = now() where share_id = $1', [id])
}

/** Notes the keys of a share's chain, and up to which position it was read; whether any of them is new. */
export const updateChain = async (
  tx: Tx,
  id: string,
  { keys, complete, asOf }: { keys: readonly string[]; complete: boolean; asOf: number },
): Promise<{ grew: boolean }> => {
  const [row] = await tx.query<{ grew: boolean }>(
    `update events.share s set keys = $2::uuid[], complete = $3, read_until = $4
       from (select keys from events.share where share_id = $1) before
      where s.share_id = $1
      returning exists (select unnest($2::uuid[]) except select unnest(before.keys)) as grew`,
    [id, keys, complete, asOf],
  )
  return { grew: row?.grew === true }
}

/** Shares of an owner, and of those merged into it, that are not over and whose chains have one of the things. */
export const selectSharesOfThings = async (
  reader: Reader,
  owner: string,
  things: readonly string[],
): Promise<OwnedShare[]> =>
  reader.query(
    `select owner, share_id as share from events.share
      where owner = any(array${mergedNow('$1')}) and ended_at is null and valid_to >= ${today}
        and keys && $2::uuid[]`,
    [owner, things],
  )

export type OwnedShare = { owner: string; share: string }

/** Those of some shares whose chains were not read since a capture had its position. */
export const selectUnread = (
  reader: Reader,
  shares: readonly OwnedShare[],
  captureNumber: number,
): Promise<OwnedShare[]> =>
  reader.query(
    `select s.owner, s.share_id as share from unnest($1::uuid[], $2::uuid[]) as g (owner, share)
       join events.share s on s.owner = g.owner and s.share_id = g.share and s.ended_at is null
      where s.read_until < (select position from ${positionTable} where number = $3) order by s.share_id`,
    [shares.map(({ owner }) => owner), shares.map(({ share }) => share), captureNumber],
  )

/** All shares that are not over, or those of some owners. */
export const selectStandingShares = (reader: Reader, owners: readonly string[] | null = null): Promise<OwnedShare[]> =>
  reader.query(
    `select owner, share_id as share from events.share
      where ended_at is null and ($1::uuid[] is null or owner = any($1::uuid[])) order by share_id`,
    [owners],
  )

/** Puts events in the place of those that a share has opened. */
export const replaceShared = async (
  tx: Tx,
  share: string,
  events: readonly { uid: string; time: string }[],
): Promise<void> => {
  await tx.query('delete from events.sight where opened_by = $1 and opened_by <> event_uid', [share])
  const opened = await tx.query<{ captureNumber: number }>(
    `insert into events.sight (viewer, event_time, event_uid, opened_by, capture_number, event_type, action, biz_step,
                               disposition, declaration)
     select $1, e.event_time, e.event_uid, $1, e.capture_number, e.event_type, e.action, e.biz_step, e.disposition,
            e.declaration
       from unnest($2::uuid[], $3::timestamptz[]) as shared (uid, time) ${eventAt('shared.uid', 'shared.time')}
     on conflict do nothing returning capture_number::float8 as "captureNumber"`,
    [share, events.map(({ uid }) => uid), events.map(({ time }) => time)],
  )
  await noteAudience(tx, heldIn(opened.map(({ captureNumber }) => ({ viewer: share, way: ways.open, captureNumber }))))
}
