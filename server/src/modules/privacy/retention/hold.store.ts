import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'
import { mergedNow } from '../../registry/index.ts'

export type HoldRow = {
  id: string
  partyID: string | null
  key: string | null
  eventID: string | null
  reason: string
  basis: string
  setBy: string
  setAt: string
  liftedAt: string | null
  liftReason: string | null
}

const columns = `hold_id as id, party_id as "partyID", key, event_id as "eventID", reason, basis, set_by as "setBy",
  ${utc('set_at')} as "setAt", ${utc('lifted_at')} as "liftedAt", lift_reason as "liftReason"`

const lockName = `hashtextextended('privacy.holds', 0)`

/** Whoever sets a hold waits for erasures under way; whoever erases after it sees it. */
export const lockHolds = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(${lockName})`)
}
export const lockHoldsShared = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock_shared(${lockName})`)
}

export const insertHold = async (
  tx: Tx,
  hold: Pick<HoldRow, 'id' | 'partyID' | 'key' | 'eventID' | 'reason' | 'basis' | 'setBy'>,
): Promise<void> => {
  await tx.query(
    `insert into privacy.legal_hold (hold_id, party_id, key, event_id, reason, basis, set_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [hold.id, hold.partyID, hold.key, hold.eventID, hold.reason, hold.basis, hold.setBy],
  )
}

export const updateLifted = async (tx: Tx, id: string, by: string, reason: string): Promise<boolean> => {
  const rows = await tx.query(
    `update privacy.legal_hold set lifted_at = now(), lifted_by = $2, lift_reason = $3
      where hold_id = $1 and lifted_at is null returning hold_id`,
    [id, by, reason],
  )
  return rows.length > 0
}

export const findHold = async (reader: Reader, id: string): Promise<HoldRow | undefined> => {
  const [row] = await reader.query<HoldRow>(`select ${columns} from privacy.legal_hold where hold_id = $1`, [id])
  return row
}

/** A page of holds in the order of their setting; those that stand alone, or all. */
export const selectHolds = (
  reader: Reader,
  { all, after, limit }: { all: boolean; after: string; limit: number },
): Promise<HoldRow[]> =>
  reader.query<HoldRow>(
    `select ${columns} from privacy.legal_hold where hold_id > $1::uuid and ($2 or lifted_at is null) order by hold_id limit $3`,
    [after, all, limit],
  )

/** Holds that stand on any of these: parties that go on as themselves, with those merged into them; keys or what lies above them; events. */
export const selectHoldsOn = (
  reader: Reader,
  { standing, keys, eventIDs }: { standing: readonly string[]; keys: readonly string[]; eventIDs: readonly string[] },
): Promise<HoldRow[]> =>
  reader.query<HoldRow>(
    `select ${columns} from privacy.legal_hold
      where lifted_at is null and (event_id = any($2::text[]) or key = any($3::text[]) or party_id in (
        select one.id from unnest($1::uuid[]) as given (id) cross join lateral ${mergedNow('given.id')} as one (id)))
      order by hold_id`,
    [standing, eventIDs, keys.flatMap(withAncestors)],
  )

/** A key and those that it lies below: `/01/…/10/…/21/…` → its lot, its product. */
const withAncestors = (key: string): string[] => {
  const parts = key.split('/')
  return parts.flatMap((_, index) => (index >= 2 && index % 2 === 0 ? [parts.slice(0, index + 1).join('/')] : []))
}
