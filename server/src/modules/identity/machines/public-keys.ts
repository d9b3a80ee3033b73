import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose'
import Type from 'typebox'
import { problem } from '../../../platform/problem.ts'

/** What a client signs its assertions with (RFC 7517), public halves only. */
export const PublicKeys = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        kty: Type.Enum(['OKP', 'EC', 'RSA']),
        alg: Type.Enum(['EdDSA', 'ES256', 'PS256', 'RS256']),
        kid: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      }),
      { minItems: 1, maxItems: 10 },
    ),
  },
  {
    additionalProperties: false,
    description: 'JWK Set of a client that signs (private_key_jwt); it is given no secret',
  },
)
export type PublicKeys = Type.Static<typeof PublicKeys>

/** What assertions may be signed by. Nothing else is looked at, `none` least of all. */
export const assertionAlgorithms = ['EdDSA', 'ES256', 'PS256', 'RS256']

/**
 * The key that an assertion is held against: that of the client which fits its header, and else one that nothing was ever
 * signed with, so that a client without such a key, and none at all, take as long to refuse as a wrong signature.
 */
export const verifyingKey =
  (publicKeys: object | null): JWTVerifyGetKey =>
  async (header, token) => {
    const nobodys = () => createLocalJWKSet({ keys: nobodysKeys })({ ...header, kid: undefined }, token)
    return publicKeys === null
      ? nobodys()
      : createLocalJWKSet(publicKeys as JSONWebKeySet)(header, token).catch(nobodys)
  }

/** As strong as a curve of 256 bits (NIST SP 800-57 part 1, table 2). */
const shortestModulus = 3072

/** Every key must be readable and strong enough, and no key may bring its private half: a secret that we know is none. */
export async function checkPublicKeys(publicKeys: PublicKeys): Promise<void> {
  refuseAlike(publicKeys.keys)
  for (const [index, key] of (publicKeys.keys as JWK[]).entries()) {
    const fits = !('d' in key || 'k' in key) && (key.kty !== 'RSA' || modulusOf(key.n) >= shortestModulus)
    const read = fits ? await importJWK(key).catch(() => undefined) : undefined
    if (read === undefined) throw problem('machines.public-key-unfit', { index })
  }
}

/** A token names its key by `kid` (RFC 7515 §4.1.4): of keys that sign alike and have none of their own, none is ever found. */
const refuseAlike = (keys: PublicKeys['keys']): void => {
  for (const [index, { alg, kid }] of keys.entries()) {
    const others = keys.filter((other, at) => at !== index && other.alg === alg)
    if (others.length > 0 && (kid === undefined || others.some((other) => other.kid === kid)))
      throw problem('machines.public-keys-alike', { index })
  }
}

/** One of each kind; to be the modulus of a key that opens nothing, a number need not be a product of two primes. */
const nobodysModulus = (): string => {
  const bytes = randomBytes(shortestModulus / 8)
  bytes[0] = (bytes[0] ?? 0) | 0x80
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1
  return bytes.toString('base64url')
}

const nobodysKeys: JWK[] = [
  generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as JWK,
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JWK,
  { kty: 'RSA', e: 'AQAB', n: nobodysModulus() },
]

const modulusOf = (n: unknown): number => (typeof n === 'string' ? Buffer.from(n, 'base64url').length * 8 : 0)
