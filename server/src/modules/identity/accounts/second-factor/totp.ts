import { Secret, TOTP } from 'otpauth'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { takeAttempt } from '../sign-in/attempt.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import {
  deleteTotp,
  findTotp,
  selectFactors,
  takeTotpStep,
  updateTotpConfirmed,
  upsertTotp,
} from './second-factor.store.ts'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, half a minute. */
const manner = { algorithm: 'SHA1', digits: 6, period: 30 } as const

const toTotp = (secret: Uint8Array, label = ''): TOTP =>
  new TOTP({ ...manner, issuer: 'Nguồn', label, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) })

/** Makes a secret for the person's telephone; it proves nothing until a first code has confirmed it. */
export async function startTotp(
  db: Db,
  account: { id: string; signInName: string },
): Promise<{ secret: string; uri: string }> {
  const secret = Buffer.from(new Secret({ size: 20 }).bytes)
  await db.transaction((tx) => upsertTotp(tx, account.id, secret))
  return shownTotp(db, account)
}

/** The secret that waits for its first code, as text and as the address in the QR code. */
export async function shownTotp(
  db: Db,
  account: { id: string; signInName: string },
): Promise<{ secret: string; uri: string }> {
  const kept = await findTotp(db, account.id)
  if (kept === undefined || kept.confirmed) throw problem('account.totp-unknown')
  const totp = toTotp(kept.secret, account.signInName)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The first code: from now on sign-in asks for one. Answers the codes on paper, unless the person has such already. */
export async function confirmTotp(db: Db, actor: Actor, accountID: string, code: string): Promise<string[]> {
  await takeAttempt(db, [{ kind: 'code', parts: [accountID, 'confirm'] }])
  return db.transaction(async (tx) => {
    const kept = await findTotp(tx, accountID)
    if (kept === undefined || kept.confirmed) throw problem('account.totp-unknown')
    if (!(await takeTotp(tx, accountID, code, { unconfirmed: true }))) throw problem('account.totp-wrong')
    await updateTotpConfirmed(tx, accountID)
    await recordDeed(tx, actor, { action: 'identity.add-totp', subject: accountID })
    const { recoveryCodes } = await selectFactors(tx, accountID)
    return recoveryCodes > 0 ? [] : newRecoveryCodes(tx, accountID)
  })
}

export const removeTotp = (db: Db, actor: Actor, accountID: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await deleteTotp(tx, accountID))) throw problem('account.totp-unknown')
    await recordDeed(tx, actor, { action: 'identity.remove-totp', subject: accountID })
  })

/** Whether it is a code of this half minute, or of the ones beside it, that was not used before. */
export async function takeTotp(
  tx: Tx,
  accountID: string,
  code: string,
  { unconfirmed = false } = {},
): Promise<boolean> {
  const kept = await findTotp(tx, accountID)
  if (kept === undefined || (!kept.confirmed && !unconfirmed)) return false
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return false
  const now = Date.now()
  const delta = toTotp(kept.secret).validate({ token, timestamp: now, window: 1 })
  return (
    delta !== null &&
    (await takeTotpStep(tx, accountID, TOTP.counter({ period: manner.period, timestamp: now }) + delta))
  )
}
