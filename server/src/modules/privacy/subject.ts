import type { Actor } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { partyCards } from '../registry/index.ts'

/** Whose data it is: a household or an individual that is registered, or a person who has an account. */
export type Subject = { kind: 'party' | 'account'; id: string }

/** Whether a party is a person by law (Law 91/2025/QH15), not an organisation. */
export const isPerson = async (reader: Reader, partyID: string): Promise<boolean> => {
  const card = (await partyCards(reader, [partyID])).get(partyID)
  return card?.kind === 'household' || card?.kind === 'individual'
}

/** As whom the caller is protected: undefined for an organisation's machine, and for whoever is not signed in. */
export const findSubject = async (reader: Reader, { partyID, accountID }: Actor): Promise<Subject | undefined> => {
  if (partyID !== null && (await isPerson(reader, partyID))) return { kind: 'party', id: partyID }
  return accountID === null ? undefined : { kind: 'account', id: accountID }
}

export const getSubject = async (reader: Reader, actor: Actor): Promise<Subject> => {
  const subject = await findSubject(reader, actor)
  if (subject === undefined) throw problem('privacy.no-person')
  return subject
}
