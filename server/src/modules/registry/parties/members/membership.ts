import Type from 'typebox'
import { Day, type PartyKind } from '../party.ts'

/** What has members. */
export const hasMembers = (kind: PartyKind): boolean => kind === 'cooperative' || kind === 'association'

/** A member of a cooperative or an association, as one of the two, or the registrar on paper, says it. */
export const NewMembership = Type.Object(
  {
    group: Type.String({ format: 'uuid' }),
    member: Type.String({ format: 'uuid' }),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
    basis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export type NewMembership = Type.Static<typeof NewMembership>

export const Membership = Type.Object({
  id: Type.String(),
  group: Type.String(),
  member: Type.String(),
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  state: Type.Enum(['asserted', 'confirmed', 'ended']),
  declaredBy: Type.String(),
  basis: Type.Optional(Type.String()),
})
