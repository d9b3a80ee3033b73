import Type from 'typebox'
import { dayOf } from '../../../../platform/days.ts'
import { type Exact, exact } from '../exact.ts'

/**
 * What a party says of a product: how much of it comes out of what went in, and by how much that may differ, both as parts
 * of what went in. `bizStep` '': of whatever kind the process is. Days are inclusive, 'infinity' where they have no end.
 */
export type StatedYield = {
  party: string
  product: string
  bizStep: string
  position: number
  yield: number
  tolerance: number
  validFrom: string
  validTo: string
  exactYield: Exact
  exactTolerance: Exact
}

/** A version as it is stored: decimals and days as PostgreSQL writes them. */
export type YieldRow = {
  party: string
  product: string
  bizStep: string
  position: number
  yielded: string
  tolerance: string
  validFrom: string
  validTo: string
}

export const toStatedYield = ({ yielded, tolerance, ...row }: YieldRow): StatedYield => ({
  ...row,
  yield: Number(yielded),
  tolerance: Number(tolerance),
  exactYield: exact(yielded),
  exactTolerance: exact(tolerance),
})

/** For what a yield is looked up. */
export type YieldQuestion = { party: string; product: string; bizStep: string | undefined; at: string }

/**
 * The yield in force on the day of a process, in Viet Nam: of its business step before that of any. `yields`: the newest
 * first.
 */
export const yieldFor = (yields: readonly StatedYield[], { party, product, bizStep, at }: YieldQuestion) => {
  const day = dayOf(at)
  const inForce = yields.filter(
    (each) =>
      each.party === party &&
      each.product === product &&
      startsBy(each.validFrom, day) &&
      !endsBefore(each.validTo, day),
  )
  return inForce.find((each) => each.bizStep === bizStep) ?? inForce.find((each) => each.bizStep === '')
}

const startsBy = (from: string, day: string): boolean => from === '-infinity' || from <= day
const endsBefore = (to: string, day: string): boolean => to !== 'infinity' && to < day

const Day = Type.String({ format: 'date', pattern: '^[12]\\d{3}-', description: 'A day in Viet Nam, inclusive' })

/** What a party states: its whole word on this product and step for those days, over what it said before. */
export const YieldInput = Type.Object(
  {
    yield: Type.Number({
      minimum: 0,
      maximum: 1000,
      description:
        'How much comes out of one part that went in, in one family of units: 0.45 of a fillet, 2.2 of cooked rice',
    }),
    tolerance: Type.Number({
      minimum: 0,
      maximum: 1000,
      description: 'By how much that may differ, as a part of what went in',
    }),
    bizStep: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'CBV word or full URI of the process this holds for; of any where not named',
      }),
    ),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type YieldInput = Type.Static<typeof YieldInput>

/** A version as it is answered. */
export const YieldView = Type.Object({
  party: Type.String(),
  product: Type.String(),
  bizStep: Type.Optional(Type.String()),
  yield: Type.Number(),
  tolerance: Type.Number(),
  validFrom: Type.Optional(Type.String()),
  validTo: Type.Optional(Type.String()),
  position: Type.Number({ description: 'The newer version has the higher; `asOf` asks for the state at one' }),
})

export const toYieldView = ({ party, product, position, ...said }: StatedYield): Type.Static<typeof YieldView> => ({
  party,
  product,
  position,
  ...(said.bizStep !== '' && { bizStep: said.bizStep }),
  yield: said.yield,
  tolerance: said.tolerance,
  ...(said.validFrom !== '-infinity' && { validFrom: said.validFrom }),
  ...(said.validTo !== 'infinity' && { validTo: said.validTo }),
})
