import type { ApiClient } from './api-client.ts'
import { createApiClient } from './api-client.ts'
import type { StoryFiles } from './story-files.ts'

/** A story's players: each party's id, and a client with a key of its own. */
export type Cast = { idOf: (name: string) => string; as: (name: string) => ApiClient; dismiss: () => Promise<void> }

const label = 'sample player'
/** What a player does in a play, and nothing else: giving a mandate is among it, so it is named. */
const scopes = [
  'events.capture',
  'events.query',
  'files.write',
  'registry.read-own',
  'registry.write-own',
  'registry.give-mandate',
]

/** By this identifier a second run knows the parties of the first. */
const markOf = (story: string, name: string): string => `nguon-sample/${story}/${name}`

export const findPartyID = async (operator: ApiClient, story: string, name: string): Promise<string | undefined> => {
  const query = new URLSearchParams({ identifier: markOf(story, name) })
  const found = await operator.find<{ items: { id: string }[] }>(`/api/parties?${query}`)
  return found?.items[0]?.id
}

/** Registers the parties that are not there yet and gives each a key for the time of the play. */
export const assemble = async (baseUrl: string, operator: ApiClient, story: StoryFiles): Promise<Cast> => {
  const ids = new Map<string, string>()
  const clients = new Map<string, ApiClient>()
  for (const { name, says } of story.parties) {
    const id = (await findPartyID(operator, story.name, name)) ?? (await register(operator, story.name, name, says))
    await revokeKeys(operator, id)
    const { json } = await operator.send('POST', `/api/parties/${id}/keys`, { json: { label, scopes } })
    ids.set(name, id)
    clients.set(name, createApiClient(baseUrl, (json as { key: string }).key))
  }
  return {
    idOf: (name) => known(ids, name),
    as: (name) => known(clients, name),
    dismiss: async () => {
      for (const id of ids.values()) await revokeKeys(operator, id)
    },
  }
}

const register = async (operator: ApiClient, story: string, name: string, says: Says): Promise<string> => {
  const mark = { scheme: 'own-code', value: markOf(story, name), issuer: 'nguon' }
  const body = { ...says, identifiers: [...(says.identifiers ?? []), mark] }
  const { json } = await operator.send('POST', '/api/parties', { json: body })
  return (json as { id: string }).id
}

type Says = Record<string, unknown> & { identifiers?: object[] }

/** Also the keys that an interrupted run left behind: nobody has their text any more. */
const revokeKeys = async (operator: ApiClient, partyID: string): Promise<void> => {
  for (const key of await liveKeys(operator, partyID)) {
    await operator.send('DELETE', `/api/parties/${partyID}/keys/${key.id}`)
  }
}

/** The player's keys of a party that still open something. */
export const liveKeys = async (operator: ApiClient, partyID: string): Promise<{ id: string }[]> => {
  const keys = await operator.find<{ items: { id: string; label: string; revokedAt: string | null }[] }>(
    `/api/parties/${partyID}/keys`,
  )
  return (keys?.items ?? []).filter((key) => key.label === label && key.revokedAt === null)
}

const known = <T>(map: ReadonlyMap<string, T>, name: string): T => {
  const found = map.get(name)
  if (found === undefined) throw new Error(`nobody in this story is called ${name}`)
  return found
}
