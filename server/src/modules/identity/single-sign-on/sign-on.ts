import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { hashOf } from '../accounts/secret-token.ts'
import { longestSession } from '../accounts/sessions/open-session.ts'
import type { Provider } from './providers.ts'
import { toProblem } from './refusal.ts'
import { insertSignOn, type NamedIdentity, takeSignOn } from './sign-on.store.ts'
import { checkStrength, strengthAsked } from './strength.ts'

/** The party of a tax code, where one is registered. */
export type PartyByTaxCode = (reader: Reader, taxCode: string) => Promise<string | undefined>

/** Where the browser is sent, by the code flow with PKCE (RFC 7636), state and nonce; `cookie` ties the answer to this browser. */
export async function beginSignOn(db: Db, provider: Provider, cookie: string, next: string): Promise<URL> {
  const configuration = await provider.configuration()
  const signOn = {
    provider: provider.setting.id,
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    next,
  }
  await db.transaction((tx) => insertSignOn(tx, hashOf(cookie), signOn))
  return buildAuthorizationUrl(configuration, {
    response_type: 'code',
    redirect_uri: provider.redirectUri,
    scope: provider.setting.scope,
    state: signOn.state,
    nonce: signOn.nonce,
    code_challenge: await calculatePKCECodeChallenge(signOn.codeVerifier),
    code_challenge_method: 'S256',
    max_age: String(longestSession),
    ...strengthAsked(provider.setting),
  })
}

/** Who signed in at a provider, and when it asked for the proof; null: it does not say, so that no time counts as lately. */
export type SignedOn = { identity: NamedIdentity; provedAt: Date | null }

/**
 * Who came back, as the provider signs it. The sign-in is taken before the provider is asked: a callback that is sent again,
 * by whomever, finds nothing. `query` is what the provider added to our address.
 */
export async function completeSignOn(
  { db, partyByTaxCode }: { db: Db; partyByTaxCode: PartyByTaxCode },
  provider: Provider,
  cookie: string | undefined,
  query: string,
): Promise<SignedOn> {
  const begun = cookie === undefined ? undefined : await takeSignOn(db, hashOf(cookie), provider.setting.id)
  if (begun === undefined) throw problem('sign-on.not-begun')
  const claims = await redeem(provider, new URL(`${provider.redirectUri}?${query}`), begun)
  const identity = {
    provider: provider.setting.id,
    issuer: claims.iss,
    subject: claims.sub,
    display: displayOf(claims),
    partyID: await organisationOf({ db, partyByTaxCode }, provider, claims),
    next: begun.next,
  }
  return { identity, provedAt: provedAtOf(claims) }
}

const clockTolerance = 60

/** When the provider asked for the proof; one that is older than a session may be is refused (max_age). */
const provedAtOf = ({ auth_time: at }: Claims): Date | null => {
  if (typeof at !== 'number') return null
  if (at < Date.now() / 1000 - longestSession - clockTolerance) throw problem('sign-on.answer-unfit')
  return new Date(Math.min(at * 1000, Date.now()))
}

type Claims = { iss: string; sub: string } & Record<string, unknown>

const redeem = async (
  provider: Provider,
  url: URL,
  { state, nonce, codeVerifier }: { state: string; nonce: string; codeVerifier: string },
): Promise<Claims> => {
  const configuration = await provider.configuration()
  try {
    const tokens = await authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: codeVerifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw problem('sign-on.answer-unfit')
    checkStrength(provider, claims)
    const wanted = provider.setting.organisationClaim
    if (wanted === undefined || wanted in claims) return claims
    return { ...(await userInfo(configuration, tokens.access_token, claims.sub)), ...claims }
  } catch (error) {
    throw toProblem(error)
  }
}

/** Some providers tell of a person only here; it must be the same one (OpenID Connect Core §5.3.2). */
const userInfo = async (configuration: Configuration, token: string, subject: string): Promise<object> =>
  configuration.serverMetadata().userinfo_endpoint === undefined ? {} : fetchUserInfo(configuration, token, subject)

/** The registered organisation for which a person signs in, where the provider is set to say so. */
const organisationOf = async (
  { db, partyByTaxCode }: { db: Db; partyByTaxCode: PartyByTaxCode },
  { setting }: Provider,
  claims: Claims,
): Promise<string | null> => {
  if (setting.organisationClaim === undefined) return null
  const taxCode = claims[setting.organisationClaim]
  const partyID = typeof taxCode === 'string' ? await partyByTaxCode(db, taxCode) : undefined
  if (partyID === undefined) throw problem('sign-on.organisation-missing')
  return partyID
}

/** What the person is called there, to be shown to that person alone. */
const displayOf = (claims: Claims): string => {
  const named = [claims.name, claims.preferred_username, claims.email].find((value) => typeof value === 'string')
  return String(named ?? claims.sub)
    .normalize('NFC')
    .replaceAll('\0', '')
    .slice(0, 200)
}
