import Type from 'typebox'
import { claimCandidates } from '../../keys/claims/claim-key.ts'
import { Day } from '../../parties/party.ts'

export const mandatePurposes = ['capture', 'claim-key', 'act'] as const
export type MandatePurpose = (typeof mandatePurposes)[number]

/** What a principal can let another's machines do as if they were its own. Never: giving keys, mandates or rights away. */
export const lentScopes = [
  'events.capture',
  'events.query',
  'registry.read-own',
  'registry.write-own',
  'files.write',
] as const

/**
 * A written mandate: the principal lets the holder capture in its name, create and describe its keys, or act for it (a
 * delegation): the holder's machines then come as the principal, within the scopes that are named. The last the principal
 * alone gives; the others the operator may enter, from a paper.
 */
export const NewMandate = Type.Object(
  {
    principal: Type.Optional(Type.String({ format: 'uuid', description: "The caller's party where not named" })),
    holder: Type.String({ format: 'uuid' }),
    purpose: Type.Enum([...mandatePurposes]),
    keys: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
        minItems: 1,
        maxItems: 500,
        description: 'Keys it is for, each with all below it; all keys where not named',
      }),
    ),
    scopes: Type.Optional(
      Type.Array(Type.Enum([...lentScopes]), {
        minItems: 1,
        maxItems: lentScopes.length,
        description: "What the holder's machines may do; with the purpose act, and only with it",
      }),
    ),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
    basisText: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })),
    basisFile: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of the signed document' })),
  },
  { additionalProperties: false },
)
export type NewMandate = Type.Static<typeof NewMandate>

export const Mandate = Type.Object({
  id: Type.String(),
  principal: Type.String(),
  holder: Type.String(),
  purpose: Type.String(),
  keys: Type.Optional(Type.Array(Type.String())),
  scopes: Type.Optional(Type.Array(Type.String())),
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  basisText: Type.Optional(Type.String()),
  basisFile: Type.Optional(Type.String()),
})

/** Whether a mandate for `keys` (all, where null) holds for a key: the same, one below it, or one of its company prefix. */
export const coversKey = (keys: readonly string[] | null, key: string): boolean =>
  keys === null || keys.some((covered) => key.startsWith(`${covered}/`) || claimCandidates(key).includes(covered))

/** Whether a mandate lets its holder capture in the principal's name: one made for it, or one to act that has it in its scopes. */
export const letsCapture = ({
  purpose,
  scopes,
}: {
  purpose: MandatePurpose
  scopes: readonly string[] | null
}): boolean => purpose === 'capture' || (scopes ?? []).includes('events.capture')
