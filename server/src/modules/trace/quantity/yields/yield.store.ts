import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { YieldRow } from './stated-yield.ts'

/** Versions of parties' yields on products (of all, where null), as known at a position, the newest first. */
export const selectYields = (
  reader: Reader,
  parties: readonly string[],
  products: readonly string[] | null,
  asOf: number,
): Promise<YieldRow[]> =>
  reader.query<YieldRow>(
    `select party_id as party, product, biz_step as "bizStep", position::float8 as position, yielded::text, tolerance::text,
            valid_from::text as "validFrom", valid_to::text as "validTo"
       from trace.stated_yield
      where party_id = any($1::uuid[]) and ($2::text[] is null or product = any($2::text[])) and position <= $3
      order by position desc limit 10000`,
    [parties, products, asOf],
  )

/** Appends a version. */
export const insertYield = async (tx: Tx, row: YieldRow): Promise<void> => {
  await tx.query(
    `insert into trace.stated_yield (party_id, product, biz_step, position, valid_from, valid_to, yielded, tolerance)
     values ($1, $2, $3, $4, $5::date, $6::date, $7::numeric, $8::numeric)`,
    [
      ...[row.party, row.product, row.bizStep, row.position],
      ...[row.validFrom, row.validTo, row.yielded, row.tolerance],
    ],
  )
}
