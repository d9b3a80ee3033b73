import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { readSecret, sameHash } from '../secret.ts'
import { deleteAccessToken, findAccessToken } from './access-token.store.ts'
import type { Client } from './authenticate-client.ts'
import { asClient } from './grant-token.ts'
import { oauthError } from './oauth-error.ts'

/** RFC 7009 §2.1: a client gives up a token of its own. One that is unknown or has expired opens nothing already. */
export async function revokeToken(db: Db, caller: Actor, client: Client, text: string): Promise<void> {
  const given = readSecret('nt', text)
  const kept = given && (await findAccessToken(db, given.id))
  if (!given || !kept || !sameHash(given.secretHash, kept.secretHash)) return
  if (kept.credentialID !== client.id) throw oauthError('oauth.token-of-another')
  const actor = asClient(caller, kept)
  await db.transaction(async (tx) => {
    await deleteAccessToken(tx, kept.id)
    await recordDeed(tx, actor, { action: 'identity.revoke-token', subject: kept.partyID, details: { token: kept.id } })
  })
}
