import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { isOpenToMachine } from '../../rights/rights.ts'
import { scopesOfParty } from '../scopes.ts'
import { makeSecret } from '../secret.ts'
import { type AccessToken, insertAccessToken } from './access-token.store.ts'
import type { Client } from './authenticate-client.ts'
import { type Form, printable } from './form.ts'
import { oauthError } from './oauth-error.ts'

/** What a party has let another do in its name today, as scopes; the register answers it, and it is asked at each call. */
export type ActsFor = (reader: Reader, holder: string, principal: string) => Promise<readonly string[]>

export type GrantDeps = { db: Db; actsFor: ActsFor }

/** RFC 6749 §5.1 */
export type TokenAnswer = { access_token: string; token_type: 'Bearer'; expires_in: number; scope: string }

/** How long a token lives, s. */
export const tokenLifetime = 3600

/**
 * Client credentials (RFC 6749 §4.4): a token for the client's own party, or, by `act_for`, for one whose mandate to act its
 * party holds. It carries the scopes that were asked for; where none were, all that there are.
 */
export async function grantToken(
  { db, actsFor }: GrantDeps,
  caller: Actor,
  client: Client,
  form: Form,
): Promise<TokenAnswer> {
  const partyID = readActFor(form) ?? client.partyID
  const delegateID = partyID === client.partyID ? null : client.partyID
  const scopes = chooseScopes(await possibleScopes(db, actsFor, client, partyID), form.scope)
  const { id, text, secretHash } = makeSecret('nt')
  const token = { id, credentialID: client.id, partyID, delegateID, scopes, secretHash }
  const actor = asClient(caller, token)
  await db.transaction(async (tx) => {
    await insertAccessToken(tx, token, tokenLifetime)
    await recordDeed(tx, actor, { action: 'identity.grant-token', subject: partyID, details: { token: id, scopes } })
  })
  return { access_token: text, token_type: 'Bearer', expires_in: tokenLifetime, scope: scopes.join(' ') }
}

/** The caller as the client that it has proved to be: whom a deed is recorded of. It may do nothing by that. */
export const asClient = (
  caller: Actor,
  { partyID, delegateID, credentialID }: Pick<AccessToken, 'partyID' | 'delegateID' | 'credentialID'>,
): Actor => ({ ...caller, kind: 'party', partyID, delegateID, credentialID })

/** No mandate, an unknown party and one that has ended its mandate are one answer: whose client it is, nobody learns here. */
const possibleScopes = async (
  reader: Reader,
  actsFor: ActsFor,
  client: Client,
  partyID: string,
): Promise<readonly string[]> => {
  const lent = partyID === client.partyID ? undefined : await actsFor(reader, client.partyID, partyID)
  if (lent?.length === 0) throw oauthError('oauth.not-delegated')
  const held = await scopesOfParty(reader, partyID)
  return held.filter((scope) => (lent?.includes(scope) ?? true) && isOpenToMachine(scope, client.scopes))
}

/** A scope that cannot be had is refused rather than left out: the client would find out later, and elsewhere. */
const chooseScopes = (possible: readonly string[], wish: string | undefined): string[] => {
  const wished = wish === undefined ? possible : wish.split(' ').filter(Boolean)
  const beyond = wished.find((scope) => !possible.includes(scope))
  if (beyond !== undefined || wished.length === 0)
    throw oauthError('oauth.scope-unfit', { scope: printable(beyond ?? wish ?? '') })
  return [...new Set(wished)]
}

const readActFor = ({ act_for: actFor }: Form): string | undefined => {
  if (actFor !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(actFor))
    throw oauthError('oauth.parameter-malformed', { name: 'act_for' })
  return actFor
}
