import { sessionCookie } from '../../../../platform/browser/forms.ts'
import type { Config } from '../../../../platform/config.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import type { ReadCredential } from '../../resolve-actor.ts'
import { hashOf } from '../secret-token.ts'
import { findOpenSession, touchSession } from './session.store.ts'

/** `secondFactor`: where it is required, a password alone lets its person read, and add one. */
export type ReadSessionDeps = { db: Reader; publicUrl: string; secondFactor: Config['secondFactor'] }

/**
 * Who calls, from the session's cookie; a key that is sent goes before it. That a cookie counts for this request at all the web
 * server has seen to (platform/browser/same-origin.ts). One that opens nothing is none: the page of sign-in must still come.
 */
export const createReadSession = ({ db, publicUrl, secondFactor }: ReadSessionDeps): ReadCredential => {
  const cookie = sessionCookie(publicUrl)
  return async (headers) => {
    const token = cookie.read(headers)
    if (token === undefined || headers.authorization !== undefined || headers['x-api-key'] !== undefined)
      return undefined
    const session = await findOpenSession(db, hashOf(token))
    if (session === undefined) return undefined
    if (!session.seenLately) await touchSession(db, session.id)
    const { id, accountID, partyID, method } = session
    const bare = secondFactor === 'required' && method === 'password'
    const duties = bare ? session.duties.filter((duty) => duty === 'reader') : session.duties
    return { partyID, accountID, delegateID: null, credentialID: id, duties, scopes: null }
  }
}
