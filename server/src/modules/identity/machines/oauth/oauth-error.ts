import { isProblem, problem } from '../../../../platform/problem.ts'

/** What the token endpoint refuses, and by which error of RFC 6749 §5.2 it says so. */
export const oauthProblems = {
  'oauth.form-expected': { status: 400, error: 'invalid_request' },
  'oauth.parameter-repeated': { status: 400, error: 'invalid_request' },
  'oauth.parameter-missing': { status: 400, error: 'invalid_request' },
  'oauth.parameter-malformed': { status: 400, error: 'invalid_request' },
  'oauth.two-proofs': { status: 400, error: 'invalid_request' },
  'oauth.client-wrong': { status: 401, error: 'invalid_client' },
  'oauth.grant-type-unsupported': { status: 400, error: 'unsupported_grant_type' },
  'oauth.scope-unfit': { status: 400, error: 'invalid_scope' },
  'oauth.not-delegated': { status: 400, error: 'invalid_grant' },
  'oauth.token-of-another': { status: 400, error: 'invalid_grant' },
  'oauth.too-many-guesses': { status: 429, error: 'temporarily_unavailable' },
} as const

type OauthCode = keyof typeof oauthProblems

/** A refusal of the token endpoint, to be thrown. */
export const oauthError = (code: OauthCode, params: Record<string, string | number> = {}): Error =>
  problem(code, params, { headers: headersOf(code, params) })

/** A client that failed to prove itself is asked for Basic, whichever way it tried (RFC 6749 §5.2). */
const headersOf = (code: OauthCode, { wait }: Record<string, string | number>): Record<string, string> => {
  if (code === 'oauth.client-wrong') return { 'www-authenticate': 'Basic realm="nguon", charset="UTF-8"' }
  return wait === undefined ? {} : { 'retry-after': String(wait) }
}

/** The answer that RFC 6749 §5.2 prescribes; undefined for what is no refusal of this endpoint. */
export const toOauthAnswer = (
  error: unknown,
): { code: OauthCode; status: number; error: string; params: Record<string, string | number> } | undefined => {
  if (!isProblem(error) || !(error.problemCode in oauthProblems)) return undefined
  const code = error.problemCode as OauthCode
  return { code, ...oauthProblems[code], params: error.params }
}
