import { dayOf } from '../../../platform/days.ts'
import { problem } from '../../../platform/problem.ts'

export { dayOf }

/** Which state of the register is read: as known at a position (default: all), as valid on a day (default: today). */
export type Moment = { asOf?: number | undefined; at?: string | undefined }

/** As known now. */
export const lastPosition = '9223372036854775807'

/** The two values that every versioned read compares with: position, day. */
export const momentValues = ({ asOf, at }: Moment): [position: string, day: string] => [
  asOf === undefined ? lastPosition : String(asOf),
  dayOf(at ?? new Date()),
]

/** Versions in force: `position` up to $2, days around $3. Every store asks it in these words. */
export const inForce = (table = ''): string => {
  const at = table && `${table}.`
  return `${at}position <= $2 and ${at}valid_from <= $3::date and ${at}valid_to >= $3::date`
}

/** A validity ends on its last day, not before its first. */
export function checkValidity({
  validFrom,
  validTo,
}: {
  validFrom?: string | undefined
  validTo?: string | undefined
}): void {
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo)
    throw problem('registry.validity-reversed', { validFrom, validTo })
}
