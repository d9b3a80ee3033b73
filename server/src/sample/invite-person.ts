import type { ApiClient } from './api-client.ts'
import { createApiClient } from './api-client.ts'
import { findPartyID } from './cast.ts'
import { readStory } from './story-files.ts'

/**
 * A link by which whoever tries the system signs in as a person of a sample cooperative, until somebody has used one. It is made
 * anew at each start: no sample account stands by itself, and none has a password that anybody else knows.
 */
export const inviteSamplePerson = async (baseUrl: string, operatorKey: string): Promise<string | undefined> => {
  const operator = createApiClient(baseUrl, operatorKey)
  const { name, parties } = await readStory('mangosteen')
  const cooperative = parties.find(({ says }) => says.kind === 'cooperative')
  const party = cooperative && (await findPartyID(operator, name, cooperative.name))
  if (party === undefined || (await hasPeople(operator, party))) return undefined
  const person = { party, signInName: cooperative?.says.email, name: cooperative?.says.email, duties }
  const { json } = await operator.send('POST', '/api/accounts', { json: person })
  return (json as { link: string }).link
}

const duties = ['administrator', 'declarer', 'approver']

const hasPeople = async (operator: ApiClient, party: string): Promise<boolean> => {
  const people = await operator.find<{ items: unknown[] }>(`/api/accounts?party=${party}`)
  return (people?.items.length ?? 0) > 0
}
