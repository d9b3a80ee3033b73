import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { getAccount } from '../people/account.store.ts'
import { updateSessionsEnded } from '../sessions/session.store.ts'
import { passAttempt, takeAttempt } from '../sign-in/attempt.ts'
import type { BreachedList } from './breached-list.ts'
import { findPassword, holdPassword, upsertPassword } from './password.store.ts'
import { checkPassword, hashPassword, isPassword } from './password.ts'

/** `breached`: what may not be chosen. */
export type PasswordDeps = { db: Db; breached: BreachedList }
export type PasswordChange = { current: string; password: string }

/** The owner sets another password: all other sessions end, for one of them may be why. */
export async function changePassword(
  { db, breached }: PasswordDeps,
  actor: Actor,
  accountID: string,
  change: PasswordChange,
): Promise<void> {
  // Counted by session: whoever sits in a stolen one must not keep the owner from the change that ends it.
  const attempt = await takeAttempt(db, [{ kind: 'password', parts: [accountID, actor.credentialID ?? ''] }])
  const kept = await findPassword(db, accountID)
  if (!(await isPassword(kept?.hash, change.current))) throw problem('account.password-current-wrong')
  await passAttempt(db, attempt)
  const { signInName, name } = await getAccount(db, accountID)
  await checkPassword(breached, change.password, [signInName, name])
  const hash = await hashPassword(change.password)
  await db.transaction(async (tx) => {
    if ((await holdPassword(tx, accountID)) !== kept?.changedAt) throw problem('account.password-current-wrong')
    await upsertPassword(tx, accountID, hash)
    await updateSessionsEnded(tx, accountID, { except: actor.credentialID })
    await recordDeed(tx, actor, { action: 'identity.change-password', subject: accountID })
  })
}
