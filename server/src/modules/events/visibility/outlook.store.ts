import { positionNow } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { today } from '../../../platform/postgres/times.ts'
import { mergedNow } from '../../registry/index.ts'
import { isHeldFor } from './audience.store.ts'
import { ways } from './viewers.ts'

/**
 * The last position, and as of then: the parties that are one with a party, itself first; the shares that they have of others
 * today; and of these, and of what it sees by its office, whoever has anything to read: `declared` in whose name, `captured`
 * who for another, `open` to whom.
 */
export type Outlook = {
  current: number
  merged: string[]
  shares: string[]
  declared: string[]
  captured: string[]
  open: string[]
}

/** In one statement: it comes before every query. */
export const selectOutlook = async (reader: Reader, party: string, office: readonly string[]): Promise<Outlook> => {
  const [row] = await reader.query<Outlook>(
    `with one as materialized (select id from ${mergedNow('$1')} as merged (id)),
     given as materialized (
       select share_id as id from events.share
        where partner = any(array(select id from one)) and ended_at is null
          and ${today} between valid_from and valid_to),
     viewer as (select id from one union all select id from given union all select unnest($2::uuid[]))
     select ${positionNow} as current, array(select id from one) as merged, array(select id from given) as shares,
            array(select id from one where ${isHeldFor('id', ways.declared)}) as declared,
            array(select id from one where ${isHeldFor('id', ways.captured)}) as captured,
            array(select id from viewer where ${isHeldFor('id', ways.open)}) as open`,
    [party, office],
  )
  return row ?? { current: 0, merged: [party], shares: [], declared: [], captured: [], open: [] }
}
