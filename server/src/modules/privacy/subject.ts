import type { Actor } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { partiesMergedInto, partyCards } from '../registry/index.ts'

/**
 * Whose data it is: a household or an individual that is registered, or a person who has an account. `ids`: all under which
 * the register has it, those that were found to be one with it too.
 */
export type Subject = { kind: 'party' | 'account'; id: string; ids: readonly string[] }

/** Whether a party is a person by law (Law 91/2025/QH15), not an organisation. */
const isPerson = async (reader: Reader, partyID: string): Promise<boolean> => {
  const card = (await partyCards(reader, [partyID])).get(partyID)
  return card?.kind === 'household' || card?.kind === 'individual'
}

/** A household or an individual of the register; undefined for whatever is none. */
export const findPerson = async (reader: Reader, partyID: string): Promise<Subject | undefined> =>
  (await isPerson(reader, partyID))
    ? { kind: 'party', id: partyID, ids: await partiesMergedInto(reader, partyID) }
    : undefined

/** As whom the caller is protected: undefined for an organisation's machine, and for whoever is not signed in. */
const findSubject = async (reader: Reader, { partyID, accountID }: Actor): Promise<Subject | undefined> => {
  const person = partyID === null ? undefined : await findPerson(reader, partyID)
  return person ?? (accountID === null ? undefined : { kind: 'account', id: accountID, ids: [accountID] })
}

/**
 * The same, for who makes a request: a household asks by its people and by its machines that may change its entry, not by who
 * acts for it. Undefined: the request does not tell whose data it is about.
 */
export const findAsking = async (reader: Reader, actor: Actor): Promise<Subject | undefined> => {
  const speaks = actor.delegateID === null && (actor.accountID !== null || actor.can('registry.write-own'))
  return speaks ? findSubject(reader, actor) : undefined
}

export const getSubject = async (reader: Reader, actor: Actor): Promise<Subject> => {
  const subject = await findSubject(reader, actor)
  if (subject === undefined) throw problem('privacy.no-person')
  return subject
}

/** The same, to agree for it or to take that back: for a household speaks who may change its entry in the register. */
export const getSpoken = async (reader: Reader, actor: Actor): Promise<Subject> => {
  const subject = await getSubject(reader, actor)
  if (subject.kind === 'party' && !actor.can('registry.write-own'))
    throw problem('platform.forbidden', { permission: 'registry.write-own' })
  return subject
}
