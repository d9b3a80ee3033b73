import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { hashOf } from '../secret-token.ts'
import { type Allowance, forgetAttempts, takeAttemptRow } from './attempt.store.ts'

/** What is counted together. `parts`: whom or what it is about. */
export type AttemptKey = { kind: keyof typeof allowances; parts: readonly string[] }
export type Attempt = { own: Buffer[]; shared: Buffer[] }

/**
 * Guesses are slowed down by the pair of name and network, and by network; never by name alone, by which anybody could lock
 * somebody out. Codes, which only who has the password can try, are counted by account as well, a hundred of them. A browser that
 * is known to the account counts by itself, whatever others do from its network. Guesses of who is signed in already,
 * at its password or the first code of an app, are counted by session: a stolen one does not hold up the owner.
 */
const allowances = {
  pair: { free: 5, longest: 900 },
  network: { free: 50, longest: 300 },
  device: { free: 5, longest: 900 },
  code: { free: 5, longest: 900 },
  codes: { free: 100, longest: 900 },
  password: { free: 5, longest: 900 },
} as const satisfies Record<string, Allowance>

/** Counts an attempt; refuses it, and counts nothing, for as long as a wait lasts. To be passed if it succeeds. */
export const takeAttempt = async (db: Db, keys: readonly AttemptKey[]): Promise<Attempt> => {
  const hashed = keys
    .map((key) => ({ ...key, hash: hashOf(JSON.stringify([key.kind, ...key.parts])) }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash))
  await db.transaction(async (tx) => {
    const waits: number[] = []
    for (const { kind, hash } of hashed) waits.push(await takeAttemptRow(tx, hash, allowances[kind]))
    const wait = Math.max(...waits)
    if (wait > 0) throw problem('account.sign-in-wait', { wait }, { headers: { 'retry-after': String(wait) } })
  })
  const isShared = ({ kind }: AttemptKey) => kind === 'network' || kind === 'codes'
  return {
    own: hashed.filter((key) => !isShared(key)).map(({ hash }) => hash),
    shared: hashed.filter(isShared).map(({ hash }) => hash),
  }
}

/** The attempt succeeded: it was none. */
export const passAttempt = (db: Db, { own, shared }: Attempt): Promise<void> =>
  db.transaction((tx: Tx) => forgetAttempts(tx, own, shared))
