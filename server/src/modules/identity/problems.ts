import type { ProblemTable } from '../../platform/problem.ts'
import { looksProblems } from './looks/problems.ts'

/** What this module refuses. A wrong key is an error of its own: who sends none is anonymous, not refused here. */
export const identityProblems: ProblemTable = {
  ...looksProblems,
  'identity.key-wrong': { status: 401, exception: 'SecurityException' },
  'identity.grant-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'identity.role-beyond': { status: 403, exception: 'SecurityException' },
  'identity.role-needs-bounds': { status: 400, exception: 'ValidationException' },
  'identity.role-unbounded': { status: 400, exception: 'ValidationException' },
  'identity.grant-reversed': { status: 400, exception: 'ValidationException' },
}
