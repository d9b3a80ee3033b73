import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { merged, standsFor } from '../../parties/merging/standing.store.ts'
import type { Moment } from '../../versions/moment.ts'
import { momentValues } from '../../versions/moment.ts'

export type ConfirmationRow = { key: string; confirmedOn: string | null; since: string }

/** Of products with their owners: the day of the owner's last confirmation up to a day, and that of its first word. */
export const selectConfirmations = (
  reader: Reader,
  owned: readonly { key: string; owner: string }[],
  moment: Moment,
): Promise<ConfirmationRow[]> =>
  reader.query<ConfirmationRow>(
    `select o.key, c.confirmed_on::text as "confirmedOn",
       (coalesce(w.at, s.at, now()) at time zone 'Asia/Ho_Chi_Minh')::date::text as since
     from unnest($1::text[], $4::uuid[]) o (key, owner)
     left join lateral (select max(confirmed_on) as confirmed_on from registry.product_confirmation
       where product = o.key and party_id in ${merged('o.owner')} and position <= $2 and confirmed_on <= $3::date) c on true
     left join lateral (select min(recorded_at) as at from registry.statement
       where subject = o.key and (declared_by in ${merged('o.owner')} or in_name_of in ${merged('o.owner')}) and position <= $2) w on true
     left join lateral (select min(recorded_at) as at from registry.statement
       where subject = o.key and position <= $2) s on true`,
    [owned.map(({ key }) => key), ...momentValues(moment), owned.map(({ owner }) => owner)],
  )

/** Every confirmation of a party's products (of everybody's, where null), in the order of products and of time. */
export const selectConfirmationPage = (
  reader: Reader,
  asked: { party: string | null; after: { product: string; position: number }; limit: number },
  asOf?: number,
) =>
  reader.query<{ product: string; party: string; confirmedOn: string; position: number }>(
    `select product, ${standsFor('c.party_id')} as party, confirmed_on::text as "confirmedOn", position::float8 as position
     from registry.product_confirmation c
     where ($1::uuid is null or c.party_id in ${merged('$1')}) and position <= $2 and (product, position) > ($3, $4::bigint)
     order by product, position limit $5`,
    [asked.party, momentValues({ asOf })[0], asked.after.product, asked.after.position, asked.limit],
  )

export async function insertConfirmation(
  tx: Tx,
  row: { key: string; party: string; position: number; confirmedOn: string; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.product_confirmation (product, party_id, position, confirmed_on, declared_by)
     values ($1, $2, $3, $4, $5)`,
    [row.key, row.party, row.position, row.confirmedOn, row.declaredBy],
  )
}
