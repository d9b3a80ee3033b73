import type { Reader, Tx } from '../../../platform/postgres/database.ts'

export const selectIsFreed = async (reader: Reader, token: string): Promise<boolean> => {
  const [row] = await reader.query<{ freed: boolean }>(
    'select exists (select from events.freed_token where token = $1) as freed',
    [token],
  )
  return row?.freed ?? false
}

/** Notes that a token is freed, and forgets those that would have ended by now. False where it was freed already. */
export const insertFreed = async (tx: Tx, token: string, seconds: number): Promise<boolean> => {
  await tx.query('delete from events.freed_token where freed_at < now() - make_interval(secs => $1)', [seconds])
  const rows = await tx.query(
    'insert into events.freed_token (token) values ($1) on conflict do nothing returning token',
    [token],
  )
  return rows.length > 0
}
