import { setTimeout as sleep } from 'node:timers/promises'
import { createApiClient } from '../server/src/sample/api-client.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { fillGround } from './fill.ts'
import { furtherDocuments, whileCapturing } from './further.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import type { Received } from './receiver.ts'
import { openWorld } from './register-world.ts'
import { type Latencies, latenciesOf } from './statistics.ts'

const limit = 2000
const mostDocuments = 60
/** How long the last callback may take, ms. */
const patience = 60_000
const bizStep = 'shipping'

/**
 * From an event's recordTime, just before its commit, to its arrival at a receiver of its own, while captures go on. Served by
 * the whole program, with the worker that tells subscriptions.
 */
export const webhookFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  const keys = await openWorld(ground)
  // The whole program: who is told of events, the worker tells.
  const server = await ground.serve({ script: ['server/src/main.ts'] })
  const receiver = await ground.serve({ script: ['bench/receiver.ts'] })
  const door = { client: createHttpClient(), url: server.url, keys }
  const documents = furtherDocuments(ground, mostDocuments)
  const wanted = documents.flatMap(({ text }) => matchingIDs(text))
  const unsubscribe = await subscribe(server.url, receiver.url, `bench-${ground.kept.further}`)
  say(`capturing ${documents.length} further documents, of which a receiver wants ${wanted.length} events …`)
  const watched = { server: server.pid, database: ground.databasePid, receiver: receiver.pid }
  const { result: received, cpu } = await withCpu(watched, documents.length, async () => {
    await whileCapturing(door, documents, async () => {})
    return waitForAll(receiver.url, wanted.length)
  })
  await unsubscribe()
  door.client.close()
  await receiver.stop()
  await server.stop()
  const { latencies, missing, repeated } = judgeDeliveries(received, wanted)
  return [
    {
      name: 'webhook after commit while capture runs, p95',
      value: latencies.p95,
      unit: 'ms',
      target: { text: `< ${limit} ms, every event`, met: latencies.p95 < limit && missing === 0 },
      notes: [
        `${latencies.count} events in ${received.length} calls: median ${latencies.p50} ms, p99 ${latencies.p99} ms, greatest ${latencies.max} ms`,
        `missing ${missing}, repeated ${repeated}`,
        cpu.replace('CPU each', 'CPU of a document of 500 events'),
      ],
      details: { latencies, calls: received.length, missing, repeated },
    },
  ]
}

const matchingIDs = (text: string): string[] => {
  const { epcisBody } = JSON.parse(text) as { epcisBody: { eventList: { eventID: string; bizStep: string }[] } }
  return epcisBody.eventList.filter((event) => event.bizStep === bizStep).map(({ eventID }) => eventID)
}

/** Names a query and subscribes the receiver to it as events come; the way back. */
const subscribe = async (url: string, receiver: string, name: string): Promise<() => Promise<void>> => {
  const operator = createApiClient(url, operatorKey)
  await operator.send('POST', '/queries', { json: { name, query: { EQ_bizStep: [bizStep] } } })
  await operator.send('POST', `/queries/${name}/subscriptions`, {
    json: { dest: `${receiver}/callback`, signatureToken: 'bench-signature-token', stream: true, reportIfEmpty: false },
  })
  return async () => {
    await operator.send('DELETE', `/queries/${name}`)
  }
}

const waitForAll = async (receiver: string, count: number): Promise<Received[]> => {
  let received: Received[] = []
  for (const until = Date.now() + patience; Date.now() < until; await sleep(200)) {
    received = (await (await fetch(`${receiver}/deliveries`)).json()) as Received[]
    if (new Set(received.flatMap(({ events }) => events.map(({ eventID }) => eventID))).size >= count) break
  }
  return received
}

/** The latency of each wanted event's first arrival, and what did not come or came again. */
export const judgeDeliveries = (
  received: readonly Received[],
  wanted: readonly string[],
): { latencies: Latencies; missing: number; repeated: number } => {
  const missing = new Set(wanted)
  const latencies: number[] = []
  let repeated = 0
  for (const { at, events } of received) {
    for (const { eventID, recordTime } of events) {
      if (missing.delete(eventID)) latencies.push(Math.max(0, at - Date.parse(recordTime)))
      else repeated += 1
    }
  }
  return { latencies: latenciesOf(latencies), missing: missing.size, repeated }
}
