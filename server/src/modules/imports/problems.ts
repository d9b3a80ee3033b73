import type { ProblemTable } from '../../platform/problem.ts'

const unreadable = { status: 422, exception: 'ValidationException' }

/** What this module refuses. 422: the spreadsheet is at fault; 409: the import is not at this point. */
export const importsProblems: ProblemTable = {
  'imports.register-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'imports.unknown': { status: 404, exception: 'NoSuchResourceException' },
  'imports.not-yours': { status: 403, exception: 'SecurityException' },
  'imports.rights-ended': { status: 403, exception: 'SecurityException' },
  'imports.too-large': { status: 413 },
  'imports.form-malformed': { status: 400, exception: 'ValidationException' },
  'imports.type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'imports.name-differs': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'imports.old-format': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'imports.encrypted': unreadable,
  'imports.macros': unreadable,
  'imports.zip-bomb': unreadable,
  'imports.document-type': unreadable,
  'imports.broken': unreadable,
  'imports.empty': unreadable,
  'imports.encoding-unknown': unreadable,
  'imports.quote-open': unreadable,
  'imports.sheet-unknown': unreadable,
  'imports.too-many-parts': unreadable,
  'imports.too-many-rows': unreadable,
  'imports.too-many-columns': unreadable,
  'imports.cell-too-long': unreadable,
  'imports.row-too-long': unreadable,
  'imports.heading-unknown': unreadable,
  'imports.column-unknown': unreadable,
  'imports.column-twice': unreadable,
  'imports.has-errors': { status: 409 },
  'imports.not-ready': { status: 409 },
  'imports.too-late': { status: 409 },
  'imports.no-history': { status: 404, exception: 'NoSuchResourceException' },
}
