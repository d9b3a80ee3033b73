import Type from 'typebox'
import { claimCandidates } from '../claims/claim-key.ts'
import { Day } from '../parties/party.ts'

export const mandatePurposes = ['capture', 'claim-key'] as const
export type MandatePurpose = (typeof mandatePurposes)[number]

/** A written mandate: the principal lets the holder capture in its name, or create and describe its keys. */
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
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
    basisText: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
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
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  basisText: Type.Optional(Type.String()),
  basisFile: Type.Optional(Type.String()),
})

/** Whether a mandate for `keys` (all, where null) holds for a key: the same, one below it, or one of its company prefix. */
export const coversKey = (keys: readonly string[] | null, key: string): boolean =>
  keys === null || keys.some((covered) => key.startsWith(`${covered}/`) || claimCandidates(key).includes(covered))
