/** What this folder refuses. */
export const looksProblems = {
  'looks.case-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'looks.case-closed': { status: 409, exception: 'ValidationException' },
  'looks.delay-ended': { status: 409, exception: 'ValidationException' },
  'looks.delay-invalid': { status: 422, exception: 'ValidationException' },
} as const
