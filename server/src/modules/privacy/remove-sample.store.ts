import type { Tx } from '../../platform/postgres/database.ts'

/** With sample parties go their consents and requests. */
export const removePrivacyOf = async (tx: Tx, partyIDs: readonly string[]): Promise<void> => {
  await tx.query(
    'delete from privacy.request_turn where request_id in (select request_id from privacy.request where subject_id = any($1::uuid[]))',
    [partyIDs],
  )
  await tx.query('delete from privacy.request where subject_id = any($1::uuid[])', [partyIDs])
  await tx.query('delete from privacy.consent where subject_id = any($1::uuid[])', [partyIDs])
}
