import type { ProblemTable } from '../../../platform/problem.ts'
import { oauthProblems } from './oauth/oauth-error.ts'

/** What is refused of a machine's credentials. */
export const machineProblems: ProblemTable = {
  ...oauthProblems,
  'machines.api-key-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'machines.client-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'machines.scope-unfit': { status: 422, exception: 'ValidationException' },
  'machines.scope-beyond-yours': { status: 403, exception: 'SecurityException' },
  'machines.scope-kept-to-persons': { status: 403, exception: 'SecurityException' },
  'machines.expiry-past': { status: 422, exception: 'ValidationException' },
  'machines.public-key-unfit': { status: 422, exception: 'ValidationException' },
  'machines.public-keys-alike': { status: 422, exception: 'ValidationException' },
}
