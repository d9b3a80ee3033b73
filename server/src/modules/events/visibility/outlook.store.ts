import { positionNow } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { today } from '../../../platform/postgres/times.ts'

/** The shares that a party has of others today, and the last position. */
export const selectOutlook = async (
  reader: Reader,
  partner: string,
): Promise<{ shares: string[]; current: number }> => {
  const [row] = await reader.query<{ shares: string[]; current: number }>(
    `select ${positionNow} as current, array(
       select share_id from events.share
        where partner = $1 and ended_at is null
          and ${today} between valid_from and valid_to) as shares`,
    [partner],
  )
  return row ?? { shares: [], current: 0 }
}
