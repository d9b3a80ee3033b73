import { randomBytes } from 'node:crypto'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { hashOf } from '../secret-token.ts'
import { replaceRecoveryCodes, takeRecoveryHash } from './second-factor.store.ts'

const howMany = 10
/** Crockford's digits: none looks like another. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'

/** Codes to keep on paper, 120 random bits each, so that a plain hash keeps them: `xxxx-xxxx-xxxx-xxxx-xxxx-xxxx`. */
export async function newRecoveryCodes(tx: Tx, accountID: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, () =>
    Array.from(randomBytes(24), (byte, at) => (at > 0 && at % 4 === 0 ? '-' : '') + digits[byte & 31]).join(''),
  )
  await replaceRecoveryCodes(
    tx,
    accountID,
    codes.map((code) => hashOf(plain(code))),
  )
  return codes
}

/** New codes in place of all that the person had. */
export const renewRecoveryCodes = (db: Db, actor: Actor, accountID: string): Promise<string[]> =>
  db.transaction(async (tx) => {
    await recordDeed(tx, actor, { action: 'identity.renew-recovery-codes', subject: accountID })
    return newRecoveryCodes(tx, accountID)
  })

export const takeRecoveryCode = (tx: Tx, accountID: string, code: string): Promise<boolean> =>
  takeRecoveryHash(tx, accountID, hashOf(plain(code)))

/** As it may be typed from paper. */
const plain = (code: string): string =>
  code.slice(0, 100).toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
