import { lowestID } from '../../../platform/ids.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { RetentionRule } from './rule.ts'

const columns = `rule_id as id, sector, goods, months_after_expiry as "monthsAfterExpiry",
  months_without_expiry as "monthsWithoutExpiry", source, status, groups, active`

export const selectRules = (reader: Reader): Promise<RetentionRule[]> =>
  reader.query<RetentionRule>(`select ${columns} from privacy.retention_rule order by rule_id`)

export const updateRule = async (
  tx: Tx,
  id: string,
  { groups, active, basis }: { groups: readonly string[]; active: boolean; basis: string },
): Promise<boolean> => {
  const rows = await tx.query(
    'update privacy.retention_rule set groups = $2, active = $3, basis = $4 where rule_id = $1 returning rule_id',
    [id, groups, active, basis],
  )
  return rows.length > 0
}

/** Where a run goes on; held until the transaction ends. */
export const selectPlace = async (reader: Reader): Promise<{ eventTime: string; uid: string }> => {
  const [row] = await reader.query<{ eventTime: string; uid: string }>(
    'select event_time::text as "eventTime", event_uid as uid from privacy.retention_place',
  )
  return row ?? { eventTime: '-infinity', uid: lowestID }
}

export const updatePlace = async (reader: Reader, place: { eventTime: string; uid: string }): Promise<void> => {
  await reader.query('update privacy.retention_place set event_time = $1::timestamptz, event_uid = $2', [
    place.eventTime,
    place.uid,
  ])
}
