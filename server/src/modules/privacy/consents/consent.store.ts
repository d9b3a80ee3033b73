import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'
import type { Subject } from '../subject.ts'

export type ConsentRow = {
  id: string
  purpose: string
  wording: number
  language: string
  givenAt: string
  basis: string | null
  withdrawnAt: string | null
}

const columns = `consent_id as id, purpose, wording, language, ${utc('given_at')} as "givenAt", basis,
  ${utc('withdrawn_at')} as "withdrawnAt"`

/** All that a person ever agreed to, the withdrawn with it. */
export const selectConsents = (reader: Reader, subject: Subject): Promise<ConsentRow[]> =>
  reader.query<ConsentRow>(
    `select ${columns} from privacy.consent where subject_id = any($1::uuid[]) and subject_kind = $2
     order by given_at, consent_id`,
    [subject.ids, subject.kind],
  )

/** Says whether there was none standing. */
export const insertConsent = async (
  tx: Tx,
  subject: Subject,
  row: Pick<ConsentRow, 'id' | 'purpose' | 'wording' | 'language' | 'basis'>,
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into privacy.consent (consent_id, subject_kind, subject_id, purpose, wording, language, basis)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (subject_id, purpose) where withdrawn_at is null do nothing returning consent_id`,
    [row.id, subject.kind, subject.id, row.purpose, row.wording, row.language, row.basis],
  )
  return rows.length > 0
}

/**
 * Ends the consents that stand, also those of who was found to be one with it; says whether there was one. Another wording
 * than that of `keep` alone, where named.
 */
export const endConsent = async (tx: Tx, subject: Subject, purpose: string, keep?: number): Promise<boolean> => {
  const rows = await tx.query(
    `update privacy.consent set withdrawn_at = now() where subject_id = any($1::uuid[]) and subject_kind = $2 and purpose = $3
        and withdrawn_at is null and ($4::smallint is null or wording <> $4) returning consent_id`,
    [subject.ids, subject.kind, purpose, keep ?? null],
  )
  return rows.length > 0
}

export const endAllConsents = async (tx: Tx, subject: Subject): Promise<void> => {
  await tx.query(
    `update privacy.consent set withdrawn_at = now()
      where subject_id = any($1::uuid[]) and subject_kind = $2 and withdrawn_at is null`,
    [subject.ids, subject.kind],
  )
}
