import type { Actor } from '../../platform/actor.ts'
import { operatorPartyID } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { findApiKey, touchApiKey } from './api-key.store.ts'
import { hashSecret, readApiKey, sameHash } from './api-key.ts'
import { mayDo } from './permissions.ts'

type Headers = { authorization?: string | undefined; 'x-api-key'?: string | string[] | undefined }

const actorOf = (kind: Actor['kind'], partyID: string | null, credentialID: string | null): Actor => ({
  kind,
  partyID,
  credentialID,
  can: (permission) => mayDo(kind, permission),
})

export const anonymous: Actor = actorOf('anonymous', null, null)

/** For deeds of the system itself: commands that the operator starts on the machine. */
export const operatorActor: Actor = actorOf('operator', operatorPartyID, null)

/** A key as it is sent: `Authorization: Bearer`, or `X-API-Key`, by which trace clients of GDST call. */
const sentKey = ({ authorization, 'x-api-key': apiKey }: Headers): string | undefined =>
  authorization === undefined ? String(apiKey).trim() : /^Bearer +(\S+) *$/i.exec(authorization)?.[1]

/**
 * Who calls, from the key that is sent. No header: anonymous, with no look-up. A header that opens nothing is refused
 * (RFC 6750 §3.1) rather than taken for none, so that a mistyped key is not mistaken for a right that is missing.
 */
export function createResolveActor(deps: { db: Reader; operatorKey: string | undefined }) {
  const operatorHash = deps.operatorKey ? hashSecret(deps.operatorKey) : undefined
  return async (headers: Headers): Promise<Actor> => {
    if (headers.authorization === undefined && headers['x-api-key'] === undefined) return anonymous
    const token = sentKey(headers)
    if (token === undefined) throw wrongKey()
    if (operatorHash && sameHash(hashSecret(token), operatorHash)) return operatorActor
    const given = readApiKey(token)
    const kept = given && (await findApiKey(deps.db, given.id))
    if (!given || !kept || !sameHash(given.secretHash, kept.secretHash)) throw wrongKey()
    if (!kept.usedLately) await touchApiKey(deps.db, kept.id)
    return actorOf('party', kept.partyID, kept.id)
  }
}

const wrongKey = (): Error =>
  problem('identity.key-wrong', {}, { headers: { 'www-authenticate': 'Bearer realm="nguon", error="invalid_token"' } })
