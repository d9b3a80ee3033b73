import { decodeJwt, type JWTPayload, jwtVerify } from 'jose'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import type { RateLimit } from '../../../../platform/rate-limit.ts'
import { type CredentialRow, findCredential, touchCredential } from '../credential.store.ts'
import { assertionAlgorithms, verifyingKey } from '../public-keys.ts'
import { hashSecret, sameHash } from '../secret.ts'
import { insertAssertion } from './access-token.store.ts'
import type { ClientProof } from './client-proof.ts'
import { oauthError } from './oauth-error.ts'

/** `audiences`: what an assertion may be made out to. */
export type ClientDeps = { db: Db; guesses: RateLimit; audiences: readonly string[] }

/** A machine that has proved to be a client of its party. */
export type Client = { id: string; partyID: string; scopes: readonly string[] | null }

/**
 * Who the client is, or `invalid_client`, whether it is unknown, revoked, expired or wrong in its proof. Guessing is limited
 * by client and address together: whoever guesses shuts nobody out but itself.
 */
export async function authenticateClient(deps: ClientDeps, address: string, proof: ClientProof): Promise<Client> {
  const named = proof.clientID ?? ('assertion' in proof ? subjectOf(proof.assertion) : undefined)
  // What is no id of ours is nobody's: it is not looked up, and not kept for counting either, however long it is.
  const clientID = named !== undefined && ownID.test(named) ? named : undefined
  const guesser = `client ${clientID ?? ''} ${address}`
  const wait = deps.guesses.wait(guesser)
  if (wait > 0) throw oauthError('oauth.too-many-guesses', { wait })
  const kept = clientID === undefined ? undefined : await findCredential(deps.db, 'client', clientID)
  if (kept === undefined || !(await isProved(deps, kept, proof)) || !kept.isThere) {
    deps.guesses.take(guesser)
    throw oauthError('oauth.client-wrong')
  }
  if (!kept.usedLately) await touchCredential(deps.db, kept.id)
  return { id: kept.id, partyID: kept.partyID, scopes: kept.scopes }
}

const ownID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const isProved = async (
  { db, audiences }: ClientDeps,
  { id, secretHash, formerHash, publicKeys }: CredentialRow,
  proof: ClientProof,
): Promise<boolean> => {
  if ('assertion' in proof) return isSigned(db, { id, publicKeys, audiences }, proof.assertion)
  const given = hashSecret(proof.secret)
  return [secretHash, formerHash].some((hash) => hash !== null && sameHash(hash, given))
}

/** An assertion is for a moment: one that is good for hours would be a secret that travels. */
const longestAssertion = 600

const isSigned = async (
  reader: Reader,
  { id, publicKeys, audiences }: { id: string; publicKeys: object | null; audiences: readonly string[] },
  assertion: string,
): Promise<boolean> => {
  const verified = await jwtVerify(assertion, verifyingKey(publicKeys), {
    algorithms: assertionAlgorithms,
    issuer: id,
    subject: id,
    audience: [...audiences],
    requiredClaims: ['exp', 'jti'],
    clockTolerance: 30,
  }).catch(() => undefined)
  if (verified === undefined || publicKeys === null) return false
  const { exp = 0, jti = '' }: JWTPayload = verified.payload
  if (exp > Date.now() / 1000 + longestAssertion || jti.length > 200) return false
  // Until the tolerance has passed as well, it could be verified again.
  return insertAssertion(reader, { credentialID: id, id: jti, expiresAt: new Date((exp + 60) * 1000) })
}

const subjectOf = (assertion: string): string | undefined => {
  try {
    return decodeJwt(assertion).sub
  } catch {
    return undefined
  }
}
