import { type Fault, fault, type Linter } from './fault.ts'

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const pairAt = (digits: string, at: number): number =>
  (digits.charCodeAt(at) - 48) * 10 + digits.charCodeAt(at + 1) - 48

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** `at` is where the month stands; the day follows it. */
const dateFault = (digits: string, year: number, at: number, dayZero: boolean): Fault | undefined => {
  const month = pairAt(digits, at)
  const day = pairAt(digits, at + 2)
  if (month < 1 || month > 12) return fault('date-impossible', at)
  const last = month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] ?? 0)
  return day > last || (day === 0 && !dayZero) ? fault('date-impossible', at + 2) : undefined
}

/**
 * Two-digit years stand for 1972 to 2071 (the official engine pins the sliding century to 2021). Only '00' would
 * change its leap day with the century, and it is 2000 throughout our lifetime.
 */
const yearOf = (digits: string): number => {
  const yy = pairAt(digits, 0)
  return yy >= 72 ? 1900 + yy : 2000 + yy
}

const below = (limit: number): Linter => {
  return (part) => (pairAt(part, 0) < limit ? undefined : fault('time-impossible'))
}

export const yymmdd: Linter = (part) => dateFault(part, yearOf(part), 2, false)

/** Day 00 is legal here and means the end of the month. */
export const yymmd0: Linter = (part) => dateFault(part, yearOf(part), 2, true)

export const yyyymmdd: Linter = (part) => dateFault(part, pairAt(part, 0) * 100 + pairAt(part, 2), 4, false)

export const yyyymmd0: Linter = (part) => dateFault(part, pairAt(part, 0) * 100 + pairAt(part, 2), 4, true)

export const hh: Linter = below(24)
export const mi: Linter = below(60)
export const ss: Linter = below(60)

export const hhmi: Linter = (part) => {
  if (pairAt(part, 0) > 23) return fault('time-impossible')
  return pairAt(part, 2) > 59 ? fault('time-impossible', 2) : undefined
}
