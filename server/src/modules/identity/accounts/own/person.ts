import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { type Account, getAccount } from '../people/account.store.ts'
import { findMembership, type Membership, selectMemberships } from '../people/membership.store.ts'
import { type Factors, selectFactors } from '../second-factor/second-factor.store.ts'
import {
  isFresh,
  type SessionView,
  selectSessions,
  updateParty,
  updateSessionsEnded,
} from '../sessions/session.store.ts'

/** Who is signed in, by which session. A machine is nobody. */
export type Person = { accountID: string; sessionID: string }

export function personOf({ accountID, credentialID }: Actor): Person {
  if (accountID === null || credentialID === null) throw problem('account.no-person')
  return { accountID, sessionID: credentialID }
}

/** What the person's own page shows. */
export type OwnAccount = Account & {
  actingFor: string
  memberships: Membership[]
  secondFactor: Factors
  sessions: (SessionView & { current: boolean })[]
}

export async function viewOwnAccount(reader: Reader, actor: Actor): Promise<OwnAccount> {
  const { accountID, sessionID } = personOf(actor)
  const sessions = await selectSessions(reader, accountID)
  return {
    ...(await getAccount(reader, accountID)),
    actingFor: actor.partyID ?? '',
    memberships: await selectMemberships(reader, accountID),
    secondFactor: await selectFactors(reader, accountID),
    sessions: sessions.map((session) => ({ ...session, current: session.id === sessionID })),
  }
}

/** What opens doors is changed only by who has shown shortly before who it is: a session left open is not enough. */
export async function checkFresh(reader: Reader, actor: Actor): Promise<Person> {
  const person = personOf(actor)
  if (!(await isFresh(reader, person.sessionID))) throw problem('account.prove-again')
  return person
}

/** The session speaks for another organisation of the person from the next request on. */
export async function actFor(db: Db, actor: Actor, partyID: string): Promise<void> {
  const { accountID, sessionID } = personOf(actor)
  await db.transaction(async (tx) => {
    if ((await findMembership(tx, partyID, accountID)) === undefined) throw problem('account.not-a-member')
    await updateParty(tx, sessionID, partyID)
    await recordDeed(tx, actor, { action: 'identity.act-for', subject: accountID, details: { party: partyID } })
  })
}

/** Ends one session of one's own, or all but this one. */
export async function endOwnSessions(db: Db, actor: Actor, only?: string): Promise<void> {
  const { accountID, sessionID } = await checkFresh(db, actor)
  await db.transaction(async (tx) => {
    const which = only === undefined ? { except: sessionID } : { only }
    const ended = await updateSessionsEnded(tx, accountID, which)
    if (only !== undefined && ended === 0) throw problem('account.session-unknown', { session: only })
    await recordDeed(tx, actor, { action: 'identity.end-sessions', subject: accountID, details: { ended } })
  })
}

/** Signs out: this session opens nothing any more. */
export async function signOut(db: Db, actor: Actor): Promise<void> {
  const { accountID, sessionID } = personOf(actor)
  await db.transaction(async (tx) => {
    await updateSessionsEnded(tx, accountID, { only: sessionID })
    await recordDeed(tx, actor, { action: 'identity.sign-out', subject: accountID })
  })
}
