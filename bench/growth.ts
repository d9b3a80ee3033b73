import { askAll } from './ask.ts'
import { askCompound, compoundSeries, worstP95 } from './compound-queries.ts'
import { keyQueries, pathOfKey } from './documents.ts'
import { say } from './figure.ts'
import { databaseBytes } from './ground.store.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import type { Door } from './send-document.ts'
import { latenciesOf } from './statistics.ts'

/** What a store of this size answers how fast, the load resting meanwhile; p95 in milliseconds. */
export type GrowthPoint = { events: number; bytesOfEvent: number; keyP95: number; compoundP95: number }

const keyCount = 1000
const warmUp = 100
const effort = { windows: 30, walks: 1, pages: 100 }

/** Asks a store that holds the first `events` of the load. Nothing is vacuumed before: it is found as the load left it. */
export const growthPoint = async (ground: Ground, { url, keys }: Door, events: number): Promise<GrowthPoint> => {
  say(`  ${events} events are there: keys and compound queries …`)
  const corpus = { ...ground.corpus, events }
  const client = createHttpClient()
  const operator = createHttpClient({ authorization: `Bearer ${operatorKey}` })
  await askAll(operator, url, keyQueries(corpus, warmUp, 12).map(pathOfKey))
  const ofKeys = await askAll(operator, url, keyQueries(corpus, keyCount, 11).map(pathOfKey))
  const compound = await askCompound(client, url, compoundSeries(corpus, keys), effort)
  client.close()
  operator.close()
  return {
    events,
    bytesOfEvent: Math.round((await databaseBytes(ground.databaseUrl)) / events),
    keyP95: latenciesOf(ofKeys).p95,
    compoundP95: worstP95(compound),
  }
}
