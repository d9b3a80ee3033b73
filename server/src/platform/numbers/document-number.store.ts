import type { Reader, Tx } from '../postgres/database.ts'
import { utc } from '../postgres/times.ts'

/** Whose documents of which kind and year are numbered in one row from 1. */
export type Series = { agency: string; kind: string; year: number }

export type DocumentNumberRow = Series & {
  number: number
  documentID: string
  subject: string
  takenOn: string
  voidedAt: string | null
  voidReason: string | null
}

/** The next number. Whoever takes one of the same series waits until this transaction has ended: none is lost or taken twice. */
export const takeNext = async (tx: Tx, { agency, kind, year }: Series): Promise<number> => {
  const [row] = await tx.query<{ last: number }>(
    `insert into platform.document_series as s (agency_id, kind, year, last) values ($1, $2, $3, 1)
     on conflict (agency_id, kind, year) do update set last = s.last + 1 returning last`,
    [agency, kind, year],
  )
  if (row === undefined) throw new Error('no number was taken')
  return row.last
}

export const insertNumber = async (
  tx: Tx,
  row: Omit<DocumentNumberRow, 'voidedAt' | 'voidReason'>,
  takenBy: string,
): Promise<void> => {
  await tx.query(
    `insert into platform.document_number (agency_id, kind, year, number, document_id, subject, taken_on, taken_by)
     values ($1, $2, $3, $4, $5, $6, $7::date, $8)`,
    [row.agency, row.kind, row.year, row.number, row.documentID, row.subject.normalize('NFC'), row.takenOn, takenBy],
  )
}

const columns = `agency_id as agency, kind, year, number, document_id as "documentID", subject, taken_on::text as "takenOn",
  ${utc('voided_at')} as "voidedAt", void_reason as "voidReason"`

/** An agency's numbers of a kind and year, in their order. */
export const selectNumbers = (
  reader: Reader,
  { agency, kind, year }: Series,
  page: { after: number; limit: number },
): Promise<DocumentNumberRow[]> =>
  reader.query<DocumentNumberRow>(
    `select ${columns} from platform.document_number
      where agency_id = $1 and kind = $2 and year = $3 and number > $4 order by number limit $5`,
    [agency, kind, year, page.after, page.limit],
  )

/** Voids a number of the agency's that is not void yet. */
export const updateVoided = async (
  tx: Tx,
  agency: string,
  documentID: string,
  reason: string,
): Promise<DocumentNumberRow | undefined> => {
  const [row] = await tx.query<DocumentNumberRow>(
    `update platform.document_number set voided_at = now(), void_reason = $3
      where document_id = $2 and agency_id = $1 and voided_at is null returning ${columns}`,
    [agency, documentID, reason.normalize('NFC')],
  )
  return row
}
