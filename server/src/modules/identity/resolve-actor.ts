import type { Actor } from '../../platform/actor.ts'
import { operatorPartyID } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { machineCredential } from './machines/machine-credential.ts'
import type { ActsFor } from './machines/oauth/grant-token.ts'
import { hashSecret, sameHash } from './machines/secret.ts'
import { buildActor, type Credential } from './rights/build-actor.ts'
import { selectGrantedRoles } from './rights/role-grant.store.ts'

export type Headers = {
  authorization?: string | undefined
  'x-api-key'?: string | string[] | undefined
  cookie?: string | undefined
}

/** Reads the credential of a person from a request without a key or token; undefined where none is sent, or it opens nothing. */
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

/** A key or token as it is sent: `Authorization: Bearer`, or `X-API-Key`, by which trace clients of GDST call. */
const sentSecret = ({ authorization, 'x-api-key': apiKey }: Headers): string | undefined =>
  authorization === undefined ? String(apiKey).trim() : /^Bearer +(\S+) *$/i.exec(authorization)?.[1]

/** `actsFor`: what one party's machines may do as another. `credentials`: other ways to say who one is, such as a session. */
export type ResolveDeps = {
  db: Reader
  operatorKey: string | undefined
  actsFor: ActsFor
  credentials?: readonly ReadCredential[]
}

/**
 * Who calls, from what is sent. Nothing: anonymous, with no look-up. A header that opens nothing is refused
 * (RFC 6750 §3.1) rather than taken for none, so that a mistyped key is not mistaken for a right that is missing.
 * Roles are read at each request: one that has ended gives no right from then on.
 */
export function createResolveActor(deps: ResolveDeps) {
  const { db, operatorKey, credentials = [] } = deps
  const operatorHash = operatorKey ? hashSecret(operatorKey) : undefined
  const actorOf = async (credential: Credential): Promise<Actor> =>
    buildActor(credential, await selectGrantedRoles(db, credential.partyID, credential.accountID))
  const machineOf = async (sent: string | undefined): Promise<Actor> => {
    if (sent === undefined) throw wrongKey()
    if (operatorHash && sameHash(hashSecret(sent), operatorHash)) return operatorActor
    const machine = await machineCredential(deps, sent)
    if (machine === undefined) throw wrongKey()
    return actorOf(machine)
  }
  return async (headers: Headers): Promise<Actor> => {
    const { authorization, 'x-api-key': apiKey, cookie } = headers
    if (authorization !== undefined || apiKey !== undefined) return machineOf(sentSecret(headers))
    for (const read of cookie === undefined ? [] : credentials) {
      const person = await read(headers)
      if (person !== undefined) return actorOf(person)
    }
    return anonymous
  }
}

const wrongKey = (): Error =>
  problem('identity.key-wrong', {}, { headers: { 'www-authenticate': 'Bearer realm="nguon", error="invalid_token"' } })
