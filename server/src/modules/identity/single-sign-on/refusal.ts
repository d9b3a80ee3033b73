import { AuthorizationResponseError, ResponseBodyError } from 'openid-client'
import { isProblem, type Problem, problem } from '../../../platform/problem.ts'

/**
 * What went wrong with a provider, as the person reads it: it did not answer, the person declined there, or what it said
 * does not hold (another issuer, a wrong nonce, a forged signature, a code that was used). The cause is for the log.
 */
export const toProblem = (error: unknown): Problem & { cause?: unknown } => {
  if (isProblem(error)) return error
  return Object.assign(problem(codeOf(error)), { cause: error })
}

const codeOf = (error: unknown): string => {
  if (error instanceof AuthorizationResponseError)
    return error.error === 'access_denied' ? 'sign-on.declined' : awayOr('sign-on.answer-unfit', error.error)
  if (error instanceof ResponseBodyError) return awayOr('sign-on.answer-unfit', error.error)
  return isAway(error) ? 'sign-on.provider-away' : 'sign-on.answer-unfit'
}

/** A provider may say itself that it does not serve at the moment (RFC 6749 §4.1.2.1). */
const awayOr = (otherwise: string, error: string): string =>
  ['server_error', 'temporarily_unavailable'].includes(error) ? 'sign-on.provider-away' : otherwise

/** No answer, none in time, or one that says that the server fails. */
const isAway = (error: unknown): boolean => {
  const { code, cause, name } = error as { code?: string; cause?: unknown; name?: string }
  if (code === 'OAUTH_TIMEOUT' || name === 'TimeoutError' || name === 'AbortError') return true
  if (error instanceof TypeError && error.message === 'fetch failed') return true
  return cause instanceof Response ? cause.status >= 500 : cause instanceof Error && isAway(cause)
}
