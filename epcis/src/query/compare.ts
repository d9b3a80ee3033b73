import type { Comparison } from './query.ts'
import { convert } from './units.ts'

const tests: Record<Comparison, (difference: number) => boolean> = {
  eq: (difference) => difference === 0,
  gt: (difference) => difference > 0,
  ge: (difference) => difference >= 0,
  lt: (difference) => difference < 0,
  le: (difference) => difference <= 0,
}

/** Whether `value` stands so to `bound`; numbers and texts among themselves. */
export function stands<T extends number | string>(value: T, op: Comparison, bound: T): boolean {
  return tests[op](value < bound ? -1 : value > bound ? 1 : 0)
}

/** A number and its unit; `isDifference`: between two values, such as a deviation. */
export type Measured = { value: number; uom: string | undefined; isDifference?: boolean }

const precision = 1e-9

/**
 * Whether a measured value stands so to any of the bounds, which are in `uom`; without `uom` the number alone counts. What
 * was converted is equal within what a conversion can lose.
 */
export function measuredStands(
  { value, uom, isDifference = false }: Measured,
  op: Comparison,
  bounds: readonly number[],
  asked?: string,
): boolean {
  if (asked === undefined || asked === uom) return bounds.some((bound) => stands(value, op, bound))
  const converted = uom === undefined ? undefined : convert(value, uom, asked, isDifference)
  return converted !== undefined && bounds.some((bound) => stands(nearly(converted, bound), op, bound))
}

function nearly(value: number, bound: number): number {
  return Math.abs(value - bound) <= precision * Math.max(1, Math.abs(value), Math.abs(bound)) ? bound : value
}

/** UTC times of 3 to 6 fraction digits as texts that sort like them. */
export const sortable = (utc: string): string => utc.slice(0, -1)
