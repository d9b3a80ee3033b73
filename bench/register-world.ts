import { createApiClient } from '../server/src/sample/api-client.ts'
import { type Ground, operatorKey } from './ground.ts'
import { ownWords, partyCount, partyWords } from './world.ts'

/** Registers the traders, their products and places, once; the keys with which they capture. */
export const openWorld = async (ground: Ground): Promise<string[]> => {
  if (ground.kept.keys.length > 0) return ground.kept.keys
  const server = await ground.serve()
  const keys = await registerWorld(server.url)
  await server.stop()
  await ground.keepWorld()
  ground.keep({ keys })
  return keys
}

const registerWorld = async (baseUrl: string): Promise<string[]> => {
  const operator = createApiClient(baseUrl, operatorKey)
  const keys: string[] = []
  for (let party = 0; party <= partyCount; party += 1) {
    const { json } = await operator.send('POST', '/api/parties', { json: partyWords(party) })
    const { id } = json as { id: string }
    const issued = await operator.send('POST', `/api/parties/${id}/keys`, { json: { label: 'bench' } })
    const { key } = issued.json as { key: string }
    keys.push(key)
    const own = createApiClient(baseUrl, key)
    for (const { path, body } of ownWords(party)) await own.send('PUT', path, { json: body })
  }
  return keys
}
