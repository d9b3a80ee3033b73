import { importJWK, type JSONWebKeySet } from 'jose'
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

export const keySetOf = (publicKeys: object): JSONWebKeySet => publicKeys as JSONWebKeySet

/** Every key must be readable, and no key may bring its private half: a secret that we know is none. */
export async function checkPublicKeys(publicKeys: PublicKeys): Promise<void> {
  for (const [index, key] of keySetOf(publicKeys).keys.entries()) {
    const read = 'd' in key || 'k' in key ? undefined : await importJWK(key).catch(() => undefined)
    if (read === undefined) throw problem('machines.public-key-unfit', { index })
  }
}
