import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { speaksOf } from '../../keys/claims/speaker.store.ts'
import { isOneOf, standsFor, wasEverOneOf } from '../../parties/merging/standing.store.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import { turnsOf } from '../attestation/attestation.store.ts'
import type { TestResultRow } from './test-result.ts'

const columns = `r.result_id as id, ${standsFor('r.holder_id')} as holder, ${standsFor('r.laboratory_id')} as laboratory, r.laboratory_name as "laboratoryName",
  r.key, r.certificate_id as certificate, r.parameter, r.value, r.unit, r.limit_text as "limit", r.method, r.sample,
  r.tested_on::text as "testedOn", r.conforms, r.file, r.position::float8 as position, turn.*`

const from = `from registry.test_result r ${turnsOf({ id: 'r.result_id', holder: 'r.holder_id', issuer: 'r.laboratory_id' })}`

export const findResult = async (reader: Reader, id: string, moment: Moment = {}) =>
  (
    await reader.query<TestResultRow>(`select ${columns} ${from} where r.result_id = $1 and r.position <= $2`, [
      id,
      momentValues(moment)[0],
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
     where r.position <= $2 and r.result_id > $1::uuid and ($3::text is null or r.key = $3)
       and ($4::uuid is null or ${isOneOf('r.holder_id', '$4')} or ${isOneOf('r.laboratory_id', '$4')})
     order by r.result_id limit $5`,
    [asked.after, momentValues(moment)[0], asked.key ?? null, viewer, asked.limit],
  )

/** What these holders ever stated of these keys. */
export const selectResultsOn = (
  reader: Reader,
  holders: readonly string[],
  keys: readonly string[],
): Promise<TestResultRow[]> =>
  reader.query<TestResultRow>(
    `select ${columns} ${from} where r.position <= $2 and r.key = any($1) and ${wasEverOneOf('r.holder_id', '$3')}
     order by r.result_id`,
    [keys, momentValues({})[0], holders],
  )

/** Of these keys those of which results were stated. */
export const selectTestedKeys = async (reader: Reader, keys: readonly string[], moment: Moment): Promise<string[]> => {
  const rows = await reader.query<{ key: string }>(
    `select asked.key from unnest($1::text[]) as asked (key)
     where exists (select from registry.test_result r where r.key = asked.key and r.position <= $2)`,
    [keys, momentValues(moment)[0]],
  )
  return rows.map(({ key }) => key)
}

/** A key with whose it is, and what a claim on it may stand under. */
export type OwnedKey = { key: string; owner: string | null; candidates: readonly string[] }

/**
 * Results on exactly these keys that may be shown: of who may speak of the key now, neither revoked nor withdrawn, those that the
 * laboratory attests first.
 */
export const selectResultsFor = (
  reader: Reader,
  keys: readonly OwnedKey[],
  moment: Moment,
  limit: number,
): Promise<TestResultRow[]> => {
  const [position, day] = momentValues(moment)
  return reader.query<TestResultRow>(
    `select ${columns} ${from} join jsonb_to_recordset($1::jsonb) as asked (key text, owner uuid, candidates text[]) on asked.key = r.key
     where r.position <= $2 and r.key = any($5) and r.tested_on <= $3::date
       and turn."revokedAt" is null and turn."withdrawnAt" is null
       and ${speaksOf({ party: 'r.holder_id', owner: 'asked.owner', candidates: 'asked.candidates' })}
     order by turn."attestedAt" is null, r.tested_on desc, r.parameter, r.result_id limit $4`,
    [JSON.stringify(keys), position, day, limit, keys.map(({ key }) => key)],
  )
}

export type StatedResult = Omit<TestResultRow, 'attestedAt' | 'revokedAt' | 'withdrawnAt' | 'reason'>

export const insertResults = async (tx: Tx, rows: readonly StatedResult[], declaredBy: string): Promise<void> => {
  await tx.query(
    `insert into registry.test_result (result_id, holder_id, laboratory_id, laboratory_name, key, certificate_id, parameter,
       value, unit, limit_text, method, sample, tested_on, conforms, file, position, declared_by)
     select id, holder, laboratory, "laboratoryName", key, certificate, parameter, value, unit, "limit", method, sample,
       "testedOn", conforms, file, position, $2
     from jsonb_to_recordset($1::jsonb) as given (id uuid, holder uuid, laboratory uuid, "laboratoryName" text, key text,
       certificate uuid, parameter text, value text, unit text, "limit" text, method text, sample text, "testedOn" date,
       conforms boolean, file text, position bigint)`,
    [JSON.stringify(rows), declaredBy],
  )
}
