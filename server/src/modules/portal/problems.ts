import type { ProblemTable } from '../../platform/problem.ts'

/** What the public pages' data refuse. */
export const portalProblems: ProblemTable = {
  'portal.code-malformed': { status: 400 },
  'portal.key-unknown': { status: 404 },
}
