import type { Tx } from '../../../../platform/postgres/database.ts'

/** How often in a row one may fail before waits begin, and the longest of them in seconds. */
export type Allowance = { free: number; longest: number }

/** A failure is forgotten after so many seconds. */
const forgottenAfter = 600

/**
 * Counts an attempt as failed before it is judged, so that many at once are many. Waits double with each further failure. While
 * one lasts nothing is counted; the answer is then how many seconds it still is.
 */
export async function takeAttemptRow(tx: Tx, key: Buffer, { free, longest }: Allowance): Promise<number> {
  const rows = await tx.query(
    `insert into identity.attempt as a (attempt_key, failures, last_at, blocked_until) values ($1, 1, now(), now())
     on conflict (attempt_key) do update set last_at = now(),
       failures = greatest(0, a.failures - floor(extract(epoch from now() - a.last_at) / ${forgottenAfter}))::int + 1,
       blocked_until = now() + case
         when greatest(0, a.failures - floor(extract(epoch from now() - a.last_at) / ${forgottenAfter})) + 1 < $2 then interval '0'
         else make_interval(secs => least($3::float8, power(2, least(30,
           greatest(0, a.failures - floor(extract(epoch from now() - a.last_at) / ${forgottenAfter})) + 1 - $2)))) end
     where a.blocked_until <= now() returning attempt_key`,
    [key, free, longest],
  )
  if (rows.length > 0) return 0
  const [row] = await tx.query<{ wait: number }>(
    `select greatest(1, ceil(extract(epoch from blocked_until - now())))::int as wait from identity.attempt where attempt_key = $1`,
    [key],
  )
  return row?.wait ?? 1
}

/** The attempt was no failure: what was its own is forgotten, of what it shares with others it is taken back. */
export async function forgetAttempts(tx: Tx, own: readonly Buffer[], shared: readonly Buffer[]): Promise<void> {
  await tx.query('delete from identity.attempt where attempt_key = any($1::bytea[])', [own])
  await tx.query(
    `update identity.attempt set failures = greatest(0, failures - 1), blocked_until = now()
     where attempt_key = any($1::bytea[])`,
    [shared],
  )
}
