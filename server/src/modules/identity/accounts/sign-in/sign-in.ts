import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { findPassword, holdPassword, updateHash } from '../password/password.store.ts'
import { hashPassword, isOutdated, isPassword } from '../password/password.ts'
import { findAccountByName, getAccount } from '../people/account.store.ts'
import { type Origins, verifyPasskey } from '../second-factor/passkey.ts'
import { takeRecoveryCode } from '../second-factor/recovery-codes.ts'
import { factorsOf } from '../second-factor/second-factor.store.ts'
import { type TotpDeps, takeTotp } from '../second-factor/totp.ts'
import { hashOf } from '../secret-token.ts'
import type { SeenFrom } from '../seen-from.ts'
import { type Method, type OpenedSession, openHalf, openSession } from '../sessions/open-session.ts'
import { findHalfOpen } from '../sessions/session.store.ts'
import { toTypedName } from '../sign-in-name/sign-in-name.ts'
import { type AttemptKey, passAttempt, takeAttempt } from './attempt.ts'
import { isKnownDevice, upsertKnownDevice } from './device.store.ts'

/** The browser at the door: `device` is what its own long-lived cookie holds, `token` that of the session that it was in before. */
export type Visitor = { from: SeenFrom; device: string; token: string | undefined }
export type Factor = 'totp' | 'passkey' | 'recovery-code'

/** `secondFactor`: with which of these the sign-in is to be completed; empty: it is complete. */
export type SignIn = { session: OpenedSession; secondFactor: Factor[] }
export type Proof = { code: string } | { recoveryCode: string }

/**
 * First proof. Whoever is unknown gets the same answer after the same work as who mistyped: one look at the attempts, one at the
 * account, one Argon2id.
 */
export async function signIn(
  db: Db,
  visitor: Visitor,
  typed: { signInName: string; password: string },
): Promise<SignIn> {
  const signInName = toTypedName(typed.signInName)
  const attempt = await takeAttempt(db, await keysAt(db, visitor, signInName))
  const account = await findAccountByName(db, signInName)
  const kept = await findPassword(db, account?.id ?? noAccount)
  const right = await isPassword(kept?.hash, typed.password)
  if (!right || account === undefined || kept === undefined) throw problem('account.sign-in-wrong')
  await passAttempt(db, attempt)
  const request = { accountID: account.id, method: 'password' as const, from: visitor.from, replaces: visitor.token }
  const renewed = isOutdated(kept.hash) ? await hashPassword(typed.password) : undefined
  return db.transaction(async (tx) => {
    // It took a while to judge: whoever set another meanwhile, or took the name away, shut out who knows this one.
    const isSame = (await holdPassword(tx, account.id)) === kept.changedAt
    const named = await findAccountByName(tx, signInName)
    if (!isSame || named?.id !== account.id) throw problem('account.sign-in-wrong')
    if (renewed !== undefined) await updateHash(tx, account.id, renewed)
    const secondFactor = await factorsOf(tx, account.id)
    if (secondFactor.length > 0) return { session: await openHalf(tx, request), secondFactor }
    await upsertKnownDevice(tx, account.id, hashOf(visitor.device))
    return { session: await openSession(tx, request), secondFactor }
  })
}

const noAccount = '00000000-0000-0000-0000-000000000000'

/** Guesses from a browser that the account knows are counted apart from all others. */
async function keysAt(db: Db, { from, device }: Visitor, signInName: string): Promise<AttemptKey[]> {
  if (await isKnownDevice(db, signInName, hashOf(device))) return [{ kind: 'device', parts: [signInName, device] }]
  return [
    { kind: 'pair', parts: [signInName, from.network] },
    { kind: 'network', parts: [from.network] },
  ]
}

/** The same for the second proof; whoever tries has given the first. */
async function codeKeysAt(db: Db, { from, device }: Visitor, accountID: string): Promise<AttemptKey[]> {
  const { signInName } = await getAccount(db, accountID)
  if (await isKnownDevice(db, signInName, hashOf(device)))
    return [{ kind: 'code', parts: [accountID, 'device', device] }]
  return [
    { kind: 'code', parts: [accountID, from.network] },
    { kind: 'codes', parts: [accountID] },
  ]
}

/** Whose first proof waits for the second; refused where none does. */
export async function halfOpenOf(
  reader: Reader,
  token: string | undefined,
): Promise<{ id: string; accountID: string }> {
  const half = token === undefined ? undefined : await findHalfOpen(reader, hashOf(token))
  if (half === undefined) throw problem('account.second-factor-first')
  return half
}

/** Second proof by a code of the telephone, or by one of the codes on paper. Each works once. */
export async function completeSignIn({ db, box }: TotpDeps, visitor: Visitor, proof: Proof): Promise<OpenedSession> {
  const { accountID } = await halfOpenOf(db, visitor.token)
  const attempt = await takeAttempt(db, await codeKeysAt(db, visitor, accountID))
  const method: Method = 'code' in proof ? 'totp' : 'recovery-code'
  const session = await db.transaction(async (tx) => {
    // Whoever set another password meanwhile ended what the former began.
    await holdPassword(tx, accountID)
    await halfOpenOf(tx, visitor.token)
    const right =
      'code' in proof
        ? await takeTotp(tx, box, { accountID, code: proof.code })
        : await takeRecoveryCode(tx, accountID, proof.recoveryCode)
    if (!right) throw problem('account.second-factor-wrong')
    return open(tx, visitor, accountID, method)
  })
  await passAttempt(db, attempt)
  return session
}

/**
 * A passkey is both proofs in one: something one has, opened by a finger, a face or a PIN. Nobody guesses a signature, so none is
 * counted.
 */
export const signInByPasskey = (
  db: Db,
  visitor: Visitor,
  origins: Origins,
  response: unknown,
): Promise<OpenedSession> =>
  db.transaction(async (tx) => {
    const accountID = await verifyPasskey(tx, origins, response)
    if (accountID === undefined) throw problem('account.second-factor-wrong')
    return open(tx, visitor, accountID, 'passkey')
  })

async function open(tx: Tx, visitor: Visitor, accountID: string, method: Method): Promise<OpenedSession> {
  await upsertKnownDevice(tx, accountID, hashOf(visitor.device))
  return openSession(tx, { accountID, method, from: visitor.from, replaces: visitor.token })
}
