import { setTimeout as sleep } from 'node:timers/promises'
import { copyFloor } from './copy-floor.ts'
import { documentCount, documentText, eventsOfDocument } from './documents.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { checkpoint, databaseBytes, walBytes } from './ground.store.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import { registerWorld } from './register-world.ts'
import { rounded } from './statistics.ts'

/** Documents on their way at one time. */
const inFlight = 3

type Measured = {
  perSecond: number
  events: number
  seconds: number
  cpu: string
  walBytesOfEvent: number
}

/** Captures what the ground does not hold yet; a run that was cut short goes on where it was. */
export const fillGround = async (ground: Ground): Promise<Measured | undefined> => {
  const first = ground.kept.documentsDone
  const numbers = Array.from({ length: documentCount(ground.corpus) - first }, (_, index) => first + index)
  if (numbers.length === 0) return ground.kept.measured.capture as Measured | undefined
  const server = await ground.serve()
  const keys = await registerWorld(ground, server.url)
  const client = createHttpClient()
  await checkpoint(ground.databaseUrl)
  const walBefore = await walBytes(ground.databaseUrl)
  say(
    `capturing ${numbers.length} documents of ${eventsOfDocument} events${first > 0 ? `, ${first} being there already` : ''} …`,
  )
  const progress = trackDocuments(ground, first)
  const events = ground.corpus.events - first * eventsOfDocument
  const { result: seconds, cpu } = await withCpu({ server: server.pid, database: ground.databasePid }, events, () =>
    closedLoop(numbers, inFlight, async (number) => {
      await captureOne(ground, client, server.url, keys, number)
      progress(number)
    }),
  )
  const walBytesOfEvent = Math.round(((await walBytes(ground.databaseUrl)) - walBefore) / events)
  await findAll(ground, client, server.url)
  client.close()
  await server.stop()
  const measured = {
    perSecond: rounded(events / seconds),
    events,
    seconds: rounded(seconds),
    cpu,
    walBytesOfEvent,
  }
  ground.keep({ documentsDone: documentCount(ground.corpus), measured: { ...ground.kept.measured, capture: measured } })
  return measured
}

/** Documents end out of order; a cut run goes on after the last one before which none is missing. */
const trackDocuments = (ground: Ground, first: number): ((number: number) => void) => {
  const done = new Set<number>()
  let next = first
  let told = performance.now()
  return (number) => {
    done.add(number)
    while (done.delete(next)) next += 1
    if (performance.now() - told < 10_000) return
    told = performance.now()
    ground.keep({ documentsDone: next })
    say(`  ${next * eventsOfDocument} of ${ground.corpus.events} events`)
  }
}

/** One document: sent, its job asked for, and its first and last event found. */
const captureOne = async (
  ground: Ground,
  client: HttpClient,
  url: string,
  keys: string[],
  number: number,
): Promise<void> => {
  const { party, text, eventIDs } = documentText(ground.corpus, number)
  const headers = { authorization: `Bearer ${keys[party]}` }
  const sent = await client.call(`${url}/capture`, {
    method: 'POST',
    body: text,
    headers: { ...headers, 'content-type': 'application/ld+json' },
  })
  if (sent.status !== 202 || sent.location === undefined)
    throw new Error(`document ${number}: ${sent.status} ${sent.text.slice(0, 1000)}`)
  for (;;) {
    const job = JSON.parse((await client.call(sent.location, { headers })).text) as {
      running: boolean
      success: boolean
    }
    if (!job.running && !job.success) throw new Error(`the job of document ${number} failed`)
    if (!job.running) break
    await sleep(5)
  }
  const found = await client.call(`${url}/events?${new URLSearchParams({ EQ_eventID: eventIDs.join('|') })}`, {
    headers,
  })
  if (!eventIDs.every((id) => found.text.includes(id)))
    throw new Error(`document ${number} is captured, and GET /events does not find it`)
}

/** Pages through everything: as many events must be found as were sent. */
const findAll = async (ground: Ground, client: HttpClient, url: string): Promise<void> => {
  say('finding all of them by GET /events …')
  let found = 0
  let next: string | undefined = `${url}/events?perPage=1000`
  while (next !== undefined) {
    const page = await client.call(next, { headers: { authorization: `Bearer ${operatorKey}` } })
    found += new Set(page.text.match(/"eventID":"[^"]+"/g)).size
    next = /<([^>]+)>;\s*rel="next"/.exec(page.link ?? '')?.[1]
  }
  if (found !== ground.corpus.events)
    throw new Error(`${ground.corpus.events} events were captured, and GET /events finds ${found}`)
}

const share = 0.4
const goal = 5000

export const captureFigure = async (ground: Ground): Promise<Figure[]> => {
  const measured = await fillGround(ground)
  if (measured === undefined) throw new Error('this folder does not tell how fast its events came in')
  const floor = await copyFloor(ground)
  const ratio = measured.perSecond / floor.perSecond
  return [
    {
      name: 'capture through HTTP',
      value: measured.perSecond,
      unit: 'events/s',
      floor: { value: floor.perSecond, of: 'COPY of the same rows over two connections' },
      target: { text: `ratio ≥ ${share}; goal ${goal}/s`, met: ratio >= share && measured.perSecond >= goal },
      notes: [
        measured.cpu,
        floor.cpu,
        `rows an event: ${floor.rowsOfEvent}; WAL an event: capture ${measured.walBytesOfEvent} bytes, COPY ${floor.walBytesOfEvent}`,
      ],
      details: { ...measured, floor, databaseBytes: await databaseBytes(ground.databaseUrl) },
    },
  ]
}
