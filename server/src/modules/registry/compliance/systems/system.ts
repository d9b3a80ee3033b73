import Type from 'typebox'
import { Day } from '../../parties/party.ts'
import { languageMap } from '../../statements/language-map.ts'

/** How a chain shares its data (Decree 37/2026 art. 23.1): one step back and one forward, centralised, cumulative, network, distributed. */
export const sharingModels = ['one-step', 'centralised', 'cumulative', 'network', 'distributed'] as const

const content = {
  names: languageMap(300, 'Names by language'),
  provider: Type.Optional(
    Type.String({ format: 'uuid', description: 'The party that provides it, where that is another' }),
  ),
  release: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Version of the software' })),
  standards: Type.Array(Type.String({ minLength: 2, maxLength: 100, pattern: '\\S' }), {
    maxItems: 100,
    uniqueItems: true,
    description: 'Standards that it applies, by their numbers',
  }),
  sharingModel: Type.Optional(Type.Enum([...sharingModels])),
  url: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 })),
  credentials: Type.Optional(
    Type.Array(Type.String({ format: 'uuid' }), {
      maxItems: 50,
      uniqueItems: true,
      description: 'Ids of the API keys and OAuth clients by which it calls; never a secret',
    }),
  ),
  basis: Type.Optional(Type.String({ maxLength: 1000 })),
  validFrom: Type.Optional(Day),
  validTo: Type.Optional(Day),
}

/** A traceability system of the caller, or, for the registrar, of the party named as its owner. */
export const NewSystem = Type.Object(
  { ...content, owner: Type.Optional(Type.String({ format: 'uuid' })) },
  { additionalProperties: false },
)
export type NewSystem = Type.Static<typeof NewSystem>

/** Its whole content again. */
export const SystemUpdate = Type.Object(content, { additionalProperties: false })
export type SystemUpdate = Type.Static<typeof SystemUpdate>

export type SystemRow = {
  id: string
  owner: string
  names: Record<string, string>
  provider: string | null
  release: string | null
  standards: string[]
  sharingModel: string | null
  url: string | null
  credentials: string[]
  position: number
  declaredBy: string
  basis: string | null
  /** Where its owner's seat is: by what a commune's official meets it. */
  ownerUnit: string | null
}

/** Whether a thing holds on a day, what it rests on, and what is missing. */
export type Finding = { holds: boolean; evidence: string[]; missing: string[] }

const FindingView = Type.Object({
  holds: Type.Boolean(),
  evidence: Type.Array(Type.String({ description: 'Ids of declarations of conformity and examinations' })),
  missing: Type.Array(Type.String()),
})

export const System = Type.Object({
  id: Type.String(),
  owner: Type.String(),
  names: Type.Record(Type.String(), Type.String()),
  provider: Type.Optional(Type.String()),
  release: Type.Optional(Type.String()),
  standards: Type.Array(Type.String()),
  sharingModel: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  credentials: Type.Optional(Type.Array(Type.String())),
  position: Type.Integer(),
  declaredBy: Type.String(),
  basis: Type.Optional(Type.String()),
  appliesStandards: FindingView,
  eligibleForConnection: FindingView,
})
