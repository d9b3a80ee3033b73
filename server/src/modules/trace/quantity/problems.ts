import type { ProblemTable } from '../../../platform/problem.ts'

/** What the balances refuse. */
export const balanceProblems: ProblemTable = {
  'balance.process-unknown': { status: 404 },
  'balance.lot-unknown': { status: 404 },
  'balance.party-unknown': { status: 404 },
  'balance.process-malformed': { status: 400 },
  'balance.time-malformed': { status: 400 },
  'balance.period-reversed': { status: 400 },
  'balance.position-beyond': { status: 400 },
  'balance.too-many-events': { status: 413 },
  'balance.product-malformed': { status: 422 },
  'balance.validity-reversed': { status: 422 },
  'balance.step-malformed': { status: 422 },
  'balance.yields-of-another': { status: 403 },
}
