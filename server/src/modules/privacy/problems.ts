import type { ProblemTable } from '../../platform/problem.ts'

/** What the care for personal data refuses. */
export const privacyProblems: ProblemTable = {
  'privacy.no-person': { status: 403, exception: 'SecurityException' },
  'privacy.purpose-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'privacy.consent-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'privacy.wording-differs': { status: 409 },
  'privacy.request-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'privacy.request-ended': { status: 409 },
  'privacy.extension-too-late': { status: 422, exception: 'ValidationException' },
  'privacy.retained-unknown': { status: 422, exception: 'ValidationException' },
  'privacy.not-for-erasure': { status: 409 },
  'privacy.held': { status: 409 },
  'privacy.hold-unfit': { status: 422, exception: 'ValidationException' },
  'privacy.hold-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'privacy.rule-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'privacy.cursor-malformed': { status: 400, exception: 'QueryParameterException' },
  'privacy.groups-needed': { status: 422, exception: 'ValidationException' },
}
