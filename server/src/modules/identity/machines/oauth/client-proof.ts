import { type Form, need } from './form.ts'
import { oauthError } from './oauth-error.ts'

/** How a client says who it is, and proves it (RFC 6749 §2.3.1, RFC 7523 §2.2). */
export type ClientProof =
  | { clientID: string; secret: string }
  /** `clientID` where the request names one beside the assertion. */
  | { clientID: string | undefined; assertion: string }

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Reads the one proof that a request may carry; two are refused. */
export const readClientProof = (authorization: string | undefined, form: Form): ClientProof => {
  const { client_id: clientID, client_secret: secret, client_assertion: assertion } = form
  const ways = [authorization, secret, assertion].filter((way) => way !== undefined)
  if (ways.length > 1) throw oauthError('oauth.two-proofs')
  if (authorization !== undefined) return readBasic(authorization)
  if (assertion !== undefined) {
    if (need(form, 'client_assertion_type') !== jwtBearer)
      throw oauthError('oauth.parameter-malformed', { name: 'client_assertion_type' })
    return { clientID, assertion }
  }
  if (clientID === undefined || secret === undefined) throw oauthError('oauth.client-wrong')
  return { clientID, secret }
}

/** Both halves were form-encoded before they were joined (RFC 6749 §2.3.1). */
const readBasic = (authorization: string): ClientProof => {
  const [, encoded] = /^Basic +([\w+/=-]+) *$/i.exec(authorization) ?? []
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? []
  const clientID = id && formDecode(id)
  const decoded = secret && formDecode(secret)
  if (!clientID || !decoded) throw oauthError('oauth.client-wrong')
  return { clientID, secret: decoded }
}

const formDecode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
