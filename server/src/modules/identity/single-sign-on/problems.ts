import type { ProblemTable } from '../../../platform/problem.ts'

/** Why a sign-in at another provider came to nothing. Nothing was opened, linked or changed; a password still opens. */
export const singleSignOnProblems: ProblemTable = {
  'sign-on.provider-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'sign-on.provider-away': { status: 503 },
  'sign-on.declined': { status: 403 },
  'sign-on.not-begun': { status: 400 },
  'sign-on.answer-unfit': { status: 400 },
  'sign-on.organisation-missing': { status: 403 },
  'sign-on.organisation-other': { status: 403 },
  'sign-on.second-factor-unproven': { status: 403 },
  'sign-on.nothing-to-link': { status: 400 },
  'sign-on.link-unknown': { status: 404, exception: 'NoSuchResourceException' },
}
