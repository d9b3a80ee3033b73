import type { ProblemTable } from '../../platform/problem.ts'

/** What this module refuses. A private file of another is unknown, not forbidden. */
export const filesProblems: ProblemTable = {
  'files.file-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'files.type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'files.name-differs': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'files.image-broken': { status: 422, exception: 'ValidationException' },
  'files.image-too-large': { status: 422, exception: 'ValidationException' },
  'files.too-large': { status: 413 },
  'files.form-malformed': { status: 400, exception: 'ValidationException' },
  'files.empty': { status: 422, exception: 'ValidationException' },
}
