import type { ProblemTable } from '../../../../../platform/problem.ts'

const names = [
  ...[
    'unit-reversed',
    'unit-code-shared',
    'unit-parentless',
    'unit-parent-below',
    'unit-parent-absent',
    'unit-otherwise',
  ],
  ...['succession-twice', 'succession-not-ending', 'succession-not-beginning', 'succession-levels'],
]

/** What a province may not say of its units. */
export const unitProblems: ProblemTable = Object.fromEntries(
  names.map((name) => [`registry.${name}`, { status: 422, exception: 'ValidationException' }]),
)
