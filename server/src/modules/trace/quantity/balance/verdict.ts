import { compare, type Exact, minus, plus, times, zero } from '../exact.ts'
import type { Sum } from './line.ts'

/**
 * `surplus`: more is told to have come out than can have; `loss`: less than should have; `unknown`: what is told does not
 * settle it.
 */
export type Verdict = 'ok' | 'surplus' | 'loss' | 'unknown'

/** Between how much of what went in should come out, as parts of it. */
export type Band = { least: Exact; greatest: Exact }

/** A yield with its tolerance, as parts of what went in: never less than nothing comes out. */
export const bandOf = (yielded: Exact, tolerance: Exact): Band => {
  const least = minus(yielded, tolerance)
  return { least: compare(least, zero) < 0 ? zero : least, greatest: plus(yielded, tolerance) }
}

export const joined = (a: Band, b: Band): Band => ({
  least: plus(a.least, b.least),
  greatest: plus(a.greatest, b.greatest),
})

/** Known sums bound what was: more than is known may have gone in or come out, never less. */
export const verdictOf = (went: Sum, came: Sum, { least, greatest }: Band): Verdict => {
  if (went.statements === 0 || came.statements === 0) return 'unknown'
  const inTold = went.untold === 0
  const outTold = came.untold === 0
  if (inTold && compare(came.known, times(went.known, greatest)) > 0) return 'surplus'
  if (outTold && compare(came.known, times(went.known, least)) < 0) return 'loss'
  return inTold && outTold ? 'ok' : 'unknown'
}

const gravity: readonly Verdict[] = ['surplus', 'loss', 'unknown', 'ok']

/** What is certain of a part is certain of the whole. */
export const gravest = (verdicts: readonly Verdict[]): Verdict =>
  gravity.find((verdict) => verdicts.includes(verdict)) ?? 'unknown'
