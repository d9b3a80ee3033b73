import Type from 'typebox'
import { Day } from '../../../parties/party.ts'

/** Through which system a party's products reach a national target: one product, a group of them, or all. */
export const NewConnection = Type.Object(
  {
    party: Type.Optional(Type.String({ format: 'uuid', description: "The caller's where not named" })),
    system: Type.String({ format: 'uuid' }),
    target: Type.String({
      pattern: '^[a-z][a-z0-9-]{1,60}$',
      description: 'A national target: GET /api/national-targets',
    }),
    product: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Key of one product' })),
    productGroup: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type NewConnection = Type.Static<typeof NewConnection>

export const Connection = Type.Object({
  id: Type.String(),
  party: Type.String(),
  system: Type.String(),
  target: Type.String(),
  product: Type.Optional(Type.String()),
  productGroup: Type.Optional(Type.String()),
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  declaredBy: Type.String(),
})

/** What of a party's products a connection is for; neither: all. */
export type Coverage = { product: string | null; productGroup: string | null }

export type ConnectionRow = Coverage & {
  id: string
  party: string
  system: string
  target: string
  validFrom: string
  validTo: string
  declaredBy: string
  /** Whose the system is. */
  owner: string
}

/**
 * Whether two connections would report one product twice (of two paths the target would get two words on one lot).
 * `groupOf`: the group that a product is in.
 */
export function reportsTwice(a: Coverage, b: Coverage, groupOf: (product: string) => string | undefined): boolean {
  const isAll = ({ product, productGroup }: Coverage) => product === null && productGroup === null
  if (isAll(a) || isAll(b)) return true
  if (a.product !== null && b.product !== null) return a.product === b.product
  const group = (one: Coverage) => one.productGroup ?? groupOf(one.product ?? '')
  return group(a) !== undefined && group(a) === group(b)
}
