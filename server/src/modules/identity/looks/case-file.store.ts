import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'

/** A case of an authority's, under which it looks at what it may. Days are of Viet Nam, the last of the delay included. */
export type CaseFile = {
  id: string
  number: string
  partyID: string
  subject: string
  openedAt: string
  delayUntil: string
  delayReason: string
  closedAt: string | null
}

const columns = `case_id as id, number, party_id as "partyID", subject, ${utc('opened_at')} as "openedAt",
  delay_until::text as "delayUntil", delay_reason as "delayReason", ${utc('closed_at')} as "closedAt"`

export const insertCase = async (
  tx: Tx,
  row: Omit<CaseFile, 'openedAt' | 'closedAt'> & { accountID: string | null },
): Promise<void> => {
  await tx.query(
    `insert into identity.case_file (case_id, number, party_id, account_id, subject, delay_until, delay_reason)
     values ($1, $2, $3, $4, $5, $6::date, $7)`,
    [
      row.id,
      row.number,
      row.partyID,
      row.accountID,
      row.subject.normalize('NFC'),
      row.delayUntil,
      row.delayReason.normalize('NFC'),
    ],
  )
}

/** A case of one of these parties by its number; another's is as unknown as none. */
export const selectCase = async (
  reader: Reader,
  partyIDs: readonly string[],
  number: string,
): Promise<CaseFile | undefined> => {
  const [row] = await reader.query<CaseFile>(
    `select ${columns} from identity.case_file where number = $2 and party_id = any($1::uuid[])`,
    [partyIDs, number],
  )
  return row
}

/** Cases of these parties, newest first, those before one. */
export const selectCases = (
  reader: Reader,
  partyIDs: readonly string[],
  before: string | undefined,
  limit: number,
): Promise<CaseFile[]> =>
  reader.query<CaseFile>(
    `select ${columns} from identity.case_file
      where party_id = any($1::uuid[]) and ($2::uuid is null or case_id < $2) order by case_id desc limit $3`,
    [partyIDs, before ?? null, limit],
  )

/** The case as it is then; undefined where it was closed. */
export const updateDelay = async (tx: Tx, id: string, until: string, reason: string): Promise<CaseFile | undefined> => {
  const [row] = await tx.query<CaseFile>(
    `update identity.case_file set delay_until = $2::date, delay_reason = $3
      where case_id = $1 and closed_at is null returning ${columns}`,
    [id, until, reason.normalize('NFC')],
  )
  return row
}

/** The case as it is then; undefined where it was closed before. */
export const updateClosed = async (tx: Tx, id: string): Promise<CaseFile | undefined> => {
  const [row] = await tx.query<CaseFile>(
    `update identity.case_file set closed_at = now() where case_id = $1 and closed_at is null returning ${columns}`,
    [id],
  )
  return row
}
