import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { merged, standsFor, wasEverOneOf } from '../../parties/merging/standing.store.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import type { Fulfilment } from './obligation.ts'

/** A party's words that obligations are met, of each the latest; one that was taken back is none. */
export const selectFulfilments = (reader: Reader, party: string, moment: Moment): Promise<Fulfilment[]> =>
  reader.query<Fulfilment>(
    `select obligation, "doneOn", "evidenceText", "evidenceFile" from (
       select distinct on (obligation) obligation, done_on::text as "doneOn", evidence_text as "evidenceText",
         evidence_file as "evidenceFile"
       from registry.fulfilment where party_id in ${merged('$1')} and position <= $2 order by obligation, position desc) latest
     where "doneOn" is not null`,
    [party, momentValues(moment)[0]],
  )

/** The latest word of each party (of one, where named) on each obligation that stands, in order of parties and obligations. */
export const selectFulfilmentPage = (
  reader: Reader,
  asked: { party: string | null; after: { party: string; obligation: string }; limit: number },
  asOf?: number,
) =>
  reader.query<Fulfilment & { party: string }>(
    `select party, obligation, "doneOn", "evidenceText", "evidenceFile" from (
       select distinct on (party, obligation) ${standsFor('f.party_id')} as party, obligation, done_on::text as "doneOn",
         evidence_text as "evidenceText", evidence_file as "evidenceFile"
       from registry.fulfilment f where position <= $2 and ($1::uuid is null or f.party_id in ${merged('$1')})
       order by party, obligation, position desc) latest
     where "doneOn" is not null and (party, obligation) > ($3::uuid, $4) order by party, obligation limit $5`,
    [asked.party, momentValues({ asOf })[0], asked.after.party, asked.after.obligation, asked.limit],
  )

/** The latest words of these parties on these obligations, those that stand. */
export const selectFulfilmentsNamed = (reader: Reader, parties: readonly string[], obligations: readonly string[]) =>
  reader.query<Fulfilment & { party: string }>(
    `select party, obligation, "doneOn", "evidenceText", "evidenceFile" from (
       select distinct on (party, obligation) ${standsFor('f.party_id')} as party, obligation, done_on::text as "doneOn",
         evidence_text as "evidenceText", evidence_file as "evidenceFile"
       from registry.fulfilment f
       where position <= $2 and ${wasEverOneOf('f.party_id', '$1')} and obligation = any($3)
       order by party, obligation, position desc) latest
     where "doneOn" is not null`,
    [parties, momentValues({})[0], obligations],
  )

export type Word = Omit<Fulfilment, 'doneOn'> & { party: string; doneOn: string | null }

export async function insertFulfilments(
  tx: Tx,
  rows: readonly Word[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.fulfilment (party_id, obligation, position, done_on, evidence_text, evidence_file, declared_by)
     select party, obligation, $2, "doneOn", "evidenceText", "evidenceFile", $3
     from jsonb_to_recordset($1::jsonb) as given (party uuid, obligation text, "doneOn" date, "evidenceText" text,
       "evidenceFile" text)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}
