import Type from 'typebox'
import { Day } from '../../../parties/party.ts'
import { languageMap } from '../../../statements/language-map.ts'
import { HsCode } from '../../hs-code.ts'
import { GroupID } from '../product-group.ts'

/**
 * Lists of risk are the ministries' (Law 78/2025: high, medium, low); a province has two lists of its own, of what it
 * gives priority to and of what must be traced (Plan 3338, II).
 */
export const listKinds = ['risk', 'priority', 'mandatory'] as const
export type ListKind = (typeof listKinds)[number]

export const riskLevels = ['high', 'medium', 'low'] as const
export type RiskLevel = (typeof riskLevels)[number]

/** What a list asks for from its days on: an account, the product's identity, full traceability. */
export const roadmapSteps = ['account', 'identity', 'traceability'] as const
export type RoadmapStep = (typeof roadmapSteps)[number]
export type Roadmap = Partial<Record<RoadmapStep, string>>

const Roadmap = Type.Object(
  Object.fromEntries(roadmapSteps.map((step) => [step, Type.Optional(Day)])) as Record<
    RoadmapStep,
    Type.TOptional<typeof Day>
  >,
  {
    additionalProperties: false,
    description: 'From which day on each step is asked for; traceability from the first day where no step is named',
  },
)

/** What an entry names. Of group, HS code and GTIN all that are given must fit; a description alone only a person can judge. */
export const ListEntry = Type.Object(
  {
    level: Type.Optional(Type.Enum([...riskLevels])),
    group: Type.Optional(GroupID),
    hsCode: Type.Optional(HsCode),
    gtin: Type.Optional(Type.String({ pattern: '^(\\d{8}|\\d{12,14})$' })),
    descriptions: Type.Optional(languageMap(2000, 'The goods in the words of the document')),
    roadmap: Type.Optional(Roadmap),
  },
  { additionalProperties: false },
)
export type ListEntry = Type.Static<typeof ListEntry>

const document = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 100, description: 'As it is cited' }),
    clause: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    issuedOn: Type.Optional(Day),
    url: Type.Optional(Type.String({ maxLength: 500, pattern: '^https?://[^\\s<>"]+$' })),
  },
  { additionalProperties: false, description: 'The legal document or decision by which the list holds' },
)

const content = {
  kind: Type.Enum([...listKinds]),
  status: Type.Optional(
    Type.Enum(['draft', 'issued'], { description: 'A draft obliges nobody; issued where not named' }),
  ),
  names: languageMap(500, 'Names by language'),
  issuer: languageMap(300, 'Who issues the list'),
  document,
  validFrom: Day,
  validTo: Type.Optional(Day),
  roadmap: Type.Optional(Roadmap),
}

export const mostEntries = 20_000

/** A version of a list: all of it, in place of what held before from its first day on. */
export const ListInput = Type.Object(
  { ...content, entries: Type.Array(ListEntry, { minItems: 1, maxItems: mostEntries }) },
  { additionalProperties: false },
)
export type ListInput = Type.Static<typeof ListInput>

/** A version of a list as it is kept. */
export type ProductList = {
  id: string
  position: number
  kind: ListKind
  status: 'draft' | 'issued'
  names: Record<string, string>
  issuer: Record<string, string>
  document: Type.Static<typeof document>
  validFrom: string
  validTo: string
  roadmap: Roadmap
  declaredBy: string
}

export type StoredEntry = {
  entry: number
  level: RiskLevel | null
  group: string | null
  hsCode: string | null
  gtin: string | null
  descriptions: Record<string, string>
  roadmap: Roadmap | null
}

export const ListView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  names: Type.Record(Type.String(), Type.String()),
  issuer: Type.Record(Type.String(), Type.String()),
  document,
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  roadmap: Roadmap,
  position: Type.Integer(),
  declaredBy: Type.String(),
})

export const EntryView = Type.Object({
  entry: Type.Integer(),
  level: Type.Optional(Type.String()),
  group: Type.Optional(Type.String()),
  hsCode: Type.Optional(Type.String()),
  gtin: Type.Optional(Type.String()),
  descriptions: Type.Optional(Type.Record(Type.String(), Type.String())),
  roadmap: Type.Optional(Roadmap),
})

export const toListView = ({ validTo, ...list }: ProductList): Type.Static<typeof ListView> => ({
  ...list,
  ...(validTo !== 'infinity' && { validTo }),
})

export const toEntryView = ({ entry, descriptions, ...said }: StoredEntry): Type.Static<typeof EntryView> => ({
  entry,
  ...(said.level !== null && { level: said.level }),
  ...(said.group !== null && { group: said.group }),
  ...(said.hsCode !== null && { hsCode: said.hsCode }),
  ...(said.gtin !== null && { gtin: said.gtin }),
  ...(Object.keys(descriptions).length > 0 && { descriptions }),
  ...(said.roadmap !== null && { roadmap: said.roadmap }),
})
