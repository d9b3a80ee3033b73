import type { Actor } from '../../platform/actor.ts'
import { operatorPartyID } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { findApiKey, touchApiKey } from './api-key.store.ts'
import { hashSecret, readApiKey, sameHash } from './api-key.ts'
import { buildActor, type Credential } from './rights/build-actor.ts'
import { selectGrantedRoles } from './rights/role-grant.store.ts'

export type Headers = {
  authorization?: string | undefined
  'x-api-key'?: string | string[] | undefined
  cookie?: string | undefined
}

/** Reads one kind of credential from a request; undefined where none of this kind is sent; throws where it opens nothing. */
export type ReadCredential = (headers: Headers) => Promise<Credential | undefined>

const withoutRights = { partyID: null, accountID: null, delegateID: null, credentialID: null }

export const anonymous: Actor = {
  kind: 'anonymous',
  ...withoutRights,
  can: (permission) => permission === 'public',
  reach: () => [],
}

/** For the holder of the machine: its key, and the commands that are started there. It may do whatever is named. */
export const operatorActor: Actor = {
  kind: 'operator',
  ...withoutRights,
  partyID: operatorPartyID,
  can: () => true,
  reach: () => [{ kind: 'system' }],
}

/** A key as it is sent: `Authorization: Bearer`, or `X-API-Key`, by which trace clients of GDST call. */
const sentKey = ({ authorization, 'x-api-key': apiKey }: Headers): string | undefined =>
  authorization === undefined ? String(apiKey).trim() : /^Bearer +(\S+) *$/i.exec(authorization)?.[1]

/**
 * Who calls, from what is sent. Nothing: anonymous, with no look-up. A header that opens nothing is refused
 * (RFC 6750 §3.1) rather than taken for none, so that a mistyped key is not mistaken for a right that is missing.
 * Roles are read at each request: one that has ended gives no right from then on.
 */
export function createResolveActor(deps: {
  db: Reader
  operatorKey: string | undefined
  credentials?: readonly ReadCredential[]
}) {
  const operatorHash = deps.operatorKey ? hashSecret(deps.operatorKey) : undefined
  const readers = [...(deps.credentials ?? []), apiKeyCredential(deps.db)]
  return async (headers: Headers): Promise<Actor> => {
    const { authorization, 'x-api-key': apiKey, cookie } = headers
    if (authorization === undefined && apiKey === undefined && cookie === undefined) return anonymous
    const token = sentKey(headers)
    if (operatorHash && token !== undefined && sameHash(hashSecret(token), operatorHash)) return operatorActor
    for (const read of readers) {
      const credential = await read(headers)
      if (credential === undefined) continue
      return buildActor(credential, await selectGrantedRoles(deps.db, credential.partyID, credential.accountID))
    }
    if (authorization !== undefined || apiKey !== undefined) throw wrongKey()
    return anonymous
  }
}

const apiKeyCredential =
  (db: Reader): ReadCredential =>
  async (headers) => {
    if (headers.authorization === undefined && headers['x-api-key'] === undefined) return undefined
    const token = sentKey(headers)
    const given = token === undefined ? undefined : readApiKey(token)
    const kept = given && (await findApiKey(db, given.id))
    if (!given || !kept || !sameHash(given.secretHash, kept.secretHash)) throw wrongKey()
    if (!kept.usedLately) await touchApiKey(db, kept.id)
    return {
      partyID: kept.partyID,
      accountID: null,
      delegateID: null,
      credentialID: kept.id,
      duties: null,
      scopes: null,
    }
  }

const wrongKey = (): Error =>
  problem('identity.key-wrong', {}, { headers: { 'www-authenticate': 'Bearer realm="nguon", error="invalid_token"' } })
