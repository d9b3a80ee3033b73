import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { holdPassword } from '../password/password.store.ts'
import { findAccountByName, updateSignInName } from '../people/account.store.ts'
import { updateNamedRevoked } from '../people/invitation.store.ts'
import { updateSessionsEnded } from '../sessions/session.store.ts'
import { toSignInName, toTypedName } from './sign-in-name.ts'

/** `basis`: the document by which it was decided. */
export type Renaming = { from: string; to: string; basis: string }

/**
 * Whoever signs in by one name does so by another from now on; the former is free for whom it belongs to. Nobody proves that a
 * name is his when he is invited by it, so an administrator could have taken another's. Links given out for it open nothing.
 */
export const renameAccount = (db: Db, actor: Actor, renaming: Renaming): Promise<void> =>
  db
    .transaction((tx) => rename(tx, actor, renaming))
    .catch((error: { code?: string }) => {
      throw error.code === uniqueViolation ? problem('account.sign-in-name-taken') : error
    })

/** Nobody but the database can say that a name is free, of which somebody else may be making use at this moment. */
const uniqueViolation = '23505'

/** Links, password, account, sessions: in the order in which whoever comes in holds them. */
const rename = async (tx: Tx, actor: Actor, { from, to, basis }: Renaming): Promise<void> => {
  const former = toTypedName(from)
  const account = await findAccountByName(tx, former)
  if (account === undefined) throw problem('account.sign-in-name-unknown')
  const name = toSignInName(to)
  if (name === former) throw problem('account.sign-in-name-taken')
  await updateNamedRevoked(tx, former)
  await holdPassword(tx, account.id)
  if (!(await updateSignInName(tx, account, name))) throw problem('account.sign-in-name-unknown')
  const ended = await updateSessionsEnded(tx, account.id)
  const details = { basis: basis.normalize('NFC'), ended }
  await recordDeed(tx, actor, { action: 'identity.rename-account', subject: account.id, details })
}
