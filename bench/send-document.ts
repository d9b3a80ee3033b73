import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDocument } from './documents.ts'
import type { HttpClient } from './http-client.ts'

/** Where documents are sent, and the API key of each party. */
export type Door = { client: HttpClient; url: string; keys: readonly string[] }

/** Longest wait for a job, ms. */
const patience = 600_000

/** Sends one document and asks for its job until that says success. */
export const sendDocument = async (
  { client, url, keys }: Door,
  { party, text }: BenchDocument,
  mediaType = 'application/ld+json',
): Promise<void> => {
  const headers = { authorization: `Bearer ${keys[party]}` }
  const sent = await client.call(`${url}/capture`, {
    method: 'POST',
    body: text,
    headers: { ...headers, 'content-type': mediaType },
  })
  if (sent.status !== 202 || sent.location === undefined)
    throw new Error(`a document of party ${party}: ${sent.status} ${sent.text.slice(0, 1000)}`)
  for (const until = performance.now() + patience; performance.now() < until; await sleep(5)) {
    const job = JSON.parse((await client.call(sent.location, { headers })).text) as {
      running: boolean
      success: boolean
    }
    if (!job.running && !job.success) throw new Error(`the job ${sent.location} failed`)
    if (!job.running) return
  }
  throw new Error(`the job ${sent.location} does not end`)
}

/** Finds a captured document's first and last event by their IDs. */
export const findDocument = async ({ client, url, keys }: Door, { party, eventIDs }: BenchDocument): Promise<void> => {
  const ends = [eventIDs[0], eventIDs.at(-1)].filter((id) => id !== undefined)
  const found = await client.call(`${url}/events?${new URLSearchParams({ EQ_eventID: ends.join('|') })}`, {
    headers: { authorization: `Bearer ${keys[party]}` },
  })
  if (!ends.every((id) => found.text.includes(id)))
    throw new Error(`a document is captured, and GET /events does not find ${ends.join(' and ')}`)
}
