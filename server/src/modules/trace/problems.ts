import type { ProblemTable } from '../../platform/problem.ts'

/** What the trace refuses, with its status. */
export const traceProblems = {
  'trace.key-malformed': { status: 400 },
  'trace.parameter-invalid': { status: 400 },
  'trace.unknown-key': { status: 404 },
  'trace.format-not-offered': { status: 406 },
} as const satisfies ProblemTable
