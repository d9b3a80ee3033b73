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

/** The days on which a party (everybody, where null) confirmed its products, in the order of products and of time. */
export const selectConfirmationPage = (
  reader: Reader,
  asked: { party: string | null; after: { product: string; position: number }; limit: number },
  asOf?: number,
) =>
  reader.query<Confirmed & { position: number }>(
    `select * from (
       select distinct on (product, party, c.confirmed_on) product, ${standsFor('c.party_id')} as party,
         c.confirmed_on::text as "confirmedOn", position::float8 as position
       from registry.product_confirmation c
       where ($1::uuid is null or c.party_id in ${merged('$1')}) and c.position <= $2 and product >= $3
       order by product, party, c.confirmed_on, c.position) days
     where (product, position) > ($3, $4::bigint) order by product, position limit $5`,
    [asked.party, momentValues({ asOf })[0], asked.after.product, asked.after.position, asked.limit],
  )

/** A party's word on a product, on a day. */
export type Confirmed = { product: string; party: string; confirmedOn: string }

/** The days on which these products were confirmed, by a party or by anybody (null). */
export const selectConfirmed = (reader: Reader, products: readonly string[], party: string | null) =>
  reader.query<Confirmed>(
    `select distinct product, ${standsFor('c.party_id')} as party, confirmed_on::text as "confirmedOn"
     from registry.product_confirmation c
     where product = any($3) and ($1::uuid is null or c.party_id in ${merged('$1')}) and position <= $2`,
    [party, momentValues({})[0], products],
  )

export async function insertConfirmations(tx: Tx, rows: readonly Confirmed[], position: number): Promise<void> {
  await tx.query(
    `insert into registry.product_confirmation (product, party_id, position, confirmed_on, declared_by)
     select product, party, $2, "confirmedOn", party
     from jsonb_to_recordset($1::jsonb) as given (product text, party uuid, "confirmedOn" date)`,
    [JSON.stringify(rows), position],
  )
}
