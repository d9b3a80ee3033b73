import { createApiClient } from '../server/src/sample/api-client.ts'
import { type Ground, operatorKey } from './ground.ts'
import { ownWords, partyCount, partyWords } from './world.ts'

/** Registers the traders, their products and places, once; the keys with which they capture. */
export const registerWorld = async (ground: Ground, baseUrl: string): Promise<string[]> => {
  const known = ground.kept.measured.keys as string[] | undefined
  if (known !== undefined) return known
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
  ground.keep({ measured: { ...ground.kept.measured, keys } })
  return keys
}
