import { type Measure, measureOf } from '@nguon/epcis'
import { type Exact, exact, one, over, sum, times, toNumber, zero } from './exact.ts'

/**
 * A quantity as it was told. Without `uom` it counts items (EPCIS 2.0 §7.3.3.3); `quantity` null: nobody told how much.
 */
export type Told = { quantity: number | null; uom: string | null }

/**
 * How much of what: amounts of one `family` can be added. A unit that the table does not know is a family of its own.
 */
export type Amount = { family: string; uom: string | null; value: Exact }

export const count = 'Count'

/** UN/CEFACT code "one": a count without saying so in EPCIS' way. */
const one62 = 'C62'

/** More than there is of any goods on earth, in any unit that goods are told in: a slip of the pen, or worse. */
const most = 1e15

/** A unit's family, the family's own unit, and how much of that one of it is: exactly, and as near as a number can. */
export type Unit = { family: string; base: string | null; factor: Exact; rate: number }

const known = new Map<string, Unit>()
const counted: Unit = { family: count, base: null, factor: one, rate: 1 }

export const unitOf = (uom: string | null): Unit => {
  if (uom === null || uom === one62) return counted
  const measure = measureOf(uom)
  if (measure === undefined || measure.shift !== 0) return { family: uom, base: uom, factor: one, rate: 1 }
  const unit = known.get(uom) ?? readUnit(measure)
  known.set(uom, unit)
  return unit
}

const readUnit = ({ kind, base, times: whole, parts }: Measure): Unit => {
  const factor = over(exact(whole), exact(parts))
  return { family: kind, base: kind === count ? null : base, factor, rate: toNumber(factor) }
}

/** What is wrong with a quantity, so that it tells nothing; undefined where it can be counted on. */
export const faultOf = ({ quantity }: Told): 'untold' | 'negative' | 'too-large' | undefined => {
  if (quantity === null) return 'untold'
  if (quantity < 0) return 'negative'
  return quantity > most ? 'too-large' : undefined
}

/** A quantity as an amount in the unit it was told in; undefined where it tells nothing. */
export const amountOf = (told: Told): Amount | undefined => {
  if (told.quantity === null || faultOf(told) !== undefined) return undefined
  return { family: unitOf(told.uom).family, uom: told.uom, value: exact(told.quantity) }
}

/** An amount in the own unit of its family. */
export const inBase = ({ uom, value }: Amount): Exact => times(value, unitOf(uom).factor)

/** The one unit that all amounts were told in, else their family's own. */
export const sharedUnit = (amounts: readonly Amount[]): string | null => {
  const [first] = amounts
  if (first === undefined) return null
  return amounts.every(({ uom }) => uom === first.uom) ? first.uom : unitOf(first.uom).base
}

/** The sum of amounts of one family, in a unit of it. */
export const total = (amounts: readonly Amount[], uom: string | null): Exact =>
  amounts.length === 0 ? zero : over(sum(amounts.map(inBase)), unitOf(uom).factor)

/** A quantity as it is answered: a number of JSON, and no unit where items are counted. */
export const toQuantity = (value: Exact, uom: string | null) => ({
  quantity: toNumber(value),
  ...(uom === null ? {} : { uom }),
})
