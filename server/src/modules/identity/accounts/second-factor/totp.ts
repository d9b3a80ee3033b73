import { Secret, TOTP } from 'otpauth'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { SecretBox } from '../../../../platform/secret-box.ts'
import { passAttempt, takeAttempt } from '../sign-in/attempt.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import {
  deleteTotp,
  findTotp,
  type KeptSecret,
  selectFactors,
  selectTotpNotUnder,
  takeTotpStep,
  updateTotpConfirmed,
  updateTotpSecret,
  upsertTotp,
} from './second-factor.store.ts'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, half a minute. */
const manner = { algorithm: 'SHA1', digits: 6, period: 30 } as const

const toTotp = (secret: Uint8Array, label = ''): TOTP =>
  new TOTP({ ...manner, issuer: 'Nguồn', label, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) })

/** Where secrets are kept, and what opens them. */
export type TotpDeps = { db: Db; box: SecretBox }

/** Makes a secret for the person's telephone; it proves nothing until a first code has confirmed it. */
export async function startTotp(
  { db, box }: TotpDeps,
  account: { id: string; signInName: string },
): Promise<{ secret: string; uri: string }> {
  const secret = box.encrypt(new Secret({ size: 20 }).bytes, account.id)
  await db.transaction((tx) => upsertTotp(tx, account.id, secret))
  return shownTotp({ db, box }, account)
}

/** The secret that waits for its first code, as text and as the address in the QR code. */
export async function shownTotp(
  { db, box }: TotpDeps,
  account: { id: string; signInName: string },
): Promise<{ secret: string; uri: string }> {
  const kept = await findTotp(db, account.id)
  if (kept === undefined || kept.confirmed) throw problem('account.totp-unknown')
  const totp = toTotp(openKept(box, account.id, kept), account.signInName)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The first code: from now on sign-in asks for one. Answers the codes on paper, unless the person has such already. */
export async function confirmTotp(
  { db, box }: TotpDeps,
  actor: Actor,
  accountID: string,
  code: string,
): Promise<string[]> {
  const attempt = await takeAttempt(db, [{ kind: 'code', parts: [accountID, actor.credentialID ?? '', 'confirm'] }])
  const codes = await db.transaction(async (tx) => {
    const kept = await findTotp(tx, accountID)
    if (kept === undefined || kept.confirmed) throw problem('account.totp-unknown')
    if (!(await takeTotp(tx, box, { accountID, code }, { unconfirmed: true }))) throw problem('account.totp-wrong')
    await updateTotpConfirmed(tx, accountID)
    await recordDeed(tx, actor, { action: 'identity.add-totp', subject: accountID })
    const { recoveryCodes } = await selectFactors(tx, accountID)
    return recoveryCodes > 0 ? [] : newRecoveryCodes(tx, accountID)
  })
  await passAttempt(db, attempt)
  return codes
}

export const removeTotp = (db: Db, actor: Actor, accountID: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await deleteTotp(tx, accountID))) throw problem('account.totp-unknown')
    await recordDeed(tx, actor, { action: 'identity.remove-totp', subject: accountID })
  })

/** Whether it is a code of this half minute, or of the ones beside it, that was not used before. */
export async function takeTotp(
  tx: Tx,
  box: SecretBox,
  { accountID, code }: { accountID: string; code: string },
  { unconfirmed = false } = {},
): Promise<boolean> {
  const kept = await findTotp(tx, accountID)
  if (kept === undefined || (!kept.confirmed && !unconfirmed)) return false
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return false
  const now = Date.now()
  const delta = toTotp(openKept(box, accountID, kept)).validate({ token, timestamp: now, window: 1 })
  return (
    delta !== null &&
    (await takeTotpStep(tx, accountID, TOTP.counter({ period: manner.period, timestamp: now }) + delta))
  )
}

/** The secret itself. That its key is missing is a fault of whoever runs this, which the log tells. */
function openKept(box: SecretBox, accountID: string, { bytes, keyID }: KeptSecret): Buffer {
  const secret = keyID === null ? undefined : box.decrypt({ bytes, keyID }, accountID)
  if (secret === undefined) throw new Error('no key in the file of keys opens a second factor')
  return secret
}

/**
 * Brings all secrets under the newest key, those too that stood as they are before there was one. What it has no key for is
 * left, and counted.
 */
export const renewTotpKeys = ({ db, box }: TotpDeps): Promise<{ renewed: number; closed: number }> =>
  db.transaction(async (tx) => {
    const rows = await selectTotpNotUnder(tx, box.keyID)
    let closed = 0
    for (const { accountID, bytes, keyID } of rows) {
      const secret = keyID === null ? bytes : box.decrypt({ bytes, keyID }, accountID)
      if (secret === undefined) closed += 1
      else await updateTotpSecret(tx, accountID, box.encrypt(secret, accountID))
    }
    return { renewed: rows.length - closed, closed }
  })
