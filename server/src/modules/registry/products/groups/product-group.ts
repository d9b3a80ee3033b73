import Type from 'typebox'
import { Day } from '../../parties/party.ts'
import { languageMap } from '../../statements/language-map.ts'

/** How a group is called in keys and lists: words of letters and digits, a finer one often with its parent's before a dot. */
export const groupPattern = '^[a-z0-9][a-z0-9.-]{0,63}$'
export const GroupID = Type.String({ pattern: groupPattern, description: 'A product group of the register' })

/** A group as the register has it on a day. */
export type ProductGroup = {
  id: string
  parent: string | null
  names: Record<string, string>
  /** Agencies that answer for it; none: those of its parent. */
  agencies: string[]
  validFrom: string
  validTo: string
  position: number
  declaredBy: string
  basis: string | null
}

/** What is said of a group: the whole word, for the days named. */
export const GroupInput = Type.Object(
  {
    names: languageMap(300, 'Names by language'),
    parent: Type.Optional(GroupID),
    agencies: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), {
        maxItems: 20,
        uniqueItems: true,
        description: "Agencies that answer for the group; where none is named, its parent's",
      }),
    ),
    ended: Type.Optional(Type.Boolean({ description: 'There is no such group in these days' })),
    basis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Legal document and clause' })),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type GroupInput = Type.Static<typeof GroupInput>

/** A group as anybody may read it, with the agencies that are competent for it by itself or by its ancestors. */
export const GroupView = Type.Object({
  id: Type.String(),
  names: Type.Record(Type.String(), Type.String()),
  parent: Type.Optional(Type.String()),
  path: Type.Array(Type.String(), { description: 'From the root to the group itself' }),
  agencies: Type.Array(Type.String()),
  agenciesOf: Type.Optional(Type.String({ description: 'The group in the path that names the agencies' })),
  validFrom: Type.Optional(Type.String()),
  validTo: Type.Optional(Type.String()),
  position: Type.Integer(),
  declaredBy: Type.String(),
  basis: Type.Optional(Type.String()),
})
export type GroupView = Type.Static<typeof GroupView>
