import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { insertLinked } from '../people/account.store.ts'
import { selectMemberships } from '../people/membership.store.ts'
import { hashOf, newToken } from '../secret-token.ts'
import type { SeenFrom } from '../seen-from.ts'
import { insertSession, updateReplaced, updateSurplusEnded } from './session.store.ts'

/** How somebody showed who it is. */
export type Method = 'password' | 'totp' | 'passkey' | 'recovery-code' | 'single-sign-on'

/** A session's longest life; it ends earlier when nothing is asked for half an hour. */
export const longestSession = 12 * 3600
const longestHalfOpen = 10 * 60
/** So many at once for one account; with one more, the one that was silent longest ends. */
const mostSessions = 20

export type SessionRequest = {
  accountID: string
  method: Method
  from: SeenFrom
  /** For which of its organisations the person comes; the oldest where not named. */
  partyID?: string | undefined
  /** The token of the session that this browser was in: it ends, so that whoever knew it knows nothing. */
  replaces: string | undefined
  /** When the proof was given, where that was not now; null: nobody says. */
  provedAt?: Date | null
}
/** `token` goes into the session's cookie, and nowhere else. */
export type OpenedSession = { id: string; token: string; partyID: string; seconds: number }

/** Opens a session for a person who has shown in full who it is. */
export async function openSession(tx: Tx, request: SessionRequest): Promise<OpenedSession> {
  const opened = await insert(tx, request, 'open')
  const actor = { ...personActor(opened.partyID, request.accountID, opened.id), origin: request.from.origin }
  await recordDeed(tx, actor, {
    action: 'identity.sign-in',
    subject: request.accountID,
    details: { method: request.method, session: opened.id },
  })
  return opened
}

/** Remembers for some minutes that the first proof was given. */
export const openHalf = (tx: Tx, request: SessionRequest): Promise<OpenedSession> =>
  insert(tx, request, 'second-factor')

async function insert(tx: Tx, request: SessionRequest, stage: 'open' | 'second-factor'): Promise<OpenedSession> {
  const { accountID, method, from, partyID: wished, replaces, provedAt = new Date() } = request
  const memberships = await selectMemberships(tx, accountID)
  const acting = memberships.find((each) => wished === undefined || each.partyID === wished)
  if (acting === undefined) throw problem('account.no-organisation')
  const [id, token] = [newID(), newToken()]
  const seconds = stage === 'open' ? longestSession : longestHalfOpen
  const { partyID } = acting
  const place = { network: from.origin ?? '', device: from.device }
  if (replaces !== undefined) await updateReplaced(tx, hashOf(replaces))
  const proof = { stage, method, provedAt }
  await insertSession(tx, { id, tokenHash: hashOf(token), accountID, partyID, ...proof, ...place, seconds })
  await updateSurplusEnded(tx, accountID, mostSessions)
  return { id, token, partyID, seconds }
}

/** Whom a deed is recorded of, where the request itself was not signed in yet. It may do nothing. */
export const personActor = (partyID: string, accountID: string, sessionID: string): Actor => ({
  kind: 'party',
  partyID,
  accountID,
  delegateID: null,
  credentialID: sessionID,
  can: () => false,
  reach: () => [],
})

/** Links a person who is signed in to who it is at a provider of identities. */
export async function linkIdentity(tx: Tx, actor: Actor, identity: { issuer: string; subject: string }): Promise<void> {
  if (actor.accountID === null) throw problem('account.no-person')
  if (!(await insertLinked(tx, identity.issuer, identity.subject, actor.accountID)))
    throw problem('account.identity-taken')
  await recordDeed(tx, actor, {
    action: 'identity.link-identity',
    subject: actor.accountID,
    details: { issuer: identity.issuer },
  })
}
