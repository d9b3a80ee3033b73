import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { type Moment, momentValues } from '../moment.ts'
import { turnsOf } from './attestation.store.ts'
import type { TestResultRow } from './test-result.ts'

const columns = `r.result_id as id, r.holder_id as holder, r.laboratory_id as laboratory, r.laboratory_name as "laboratoryName",
  r.key, r.certificate_id as certificate, r.parameter, r.value, r.unit, r.limit_text as "limit", r.method, r.sample,
  r.tested_on::text as "testedOn", r.conforms, r.file, r.position::float8 as position, turn.*`

const from = `from registry.test_result r ${turnsOf('r.result_id')}`

export const findResult = async (reader: Reader, id: string, moment: Moment = {}) =>
  (
    await reader.query<TestResultRow>(`select ${columns} ${from} where r.result_id = $2 and r.position <= $1`, [
      momentValues(moment)[0],
      id,
    ])
  )[0]

/** Results of what `viewer` holds or tested, in order of their ids; null: all. */
export const selectResults = (
  reader: Reader,
  viewer: string | null,
  asked: { key?: string | undefined; after: string; limit: number },
  moment: Moment,
): Promise<TestResultRow[]> =>
  reader.query<TestResultRow>(
    `select ${columns} ${from}
     where r.position <= $1 and r.result_id > $2::uuid and ($3::text is null or r.key = $3)
       and ($4::uuid is null or r.holder_id = $4 or r.laboratory_id = $4)
     order by r.result_id limit $5`,
    [momentValues(moment)[0], asked.after, asked.key ?? null, viewer, asked.limit],
  )

export const insertResult = async (
  tx: Tx,
  row: Omit<TestResultRow, 'attestedAt' | 'revokedAt' | 'withdrawnAt' | 'reason'>,
  declaredBy: string,
): Promise<void> => {
  await tx.query(
    `insert into registry.test_result (result_id, holder_id, laboratory_id, laboratory_name, key, certificate_id, parameter,
       value, unit, limit_text, method, sample, tested_on, conforms, file, position, declared_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::date, $14, $15, $16, $17)`,
    [
      row.id,
      row.holder,
      row.laboratory,
      row.laboratoryName,
      row.key,
      row.certificate,
      row.parameter,
      row.value,
      row.unit,
      row.limit,
      row.method,
      row.sample,
      row.testedOn,
      row.conforms,
      row.file,
      row.position,
      declaredBy,
    ],
  )
}
