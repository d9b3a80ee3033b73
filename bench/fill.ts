import { documentCount, documentText, eventsOfDocument } from './documents.ts'
import { type CpuUse, cpuWords, say, withCpu } from './figure.ts'
import { checkpoint, walBytes } from './ground.store.ts'
import { type Ground, operatorKey } from './ground.ts'
import { growthPoint } from './growth.ts'
import { createHttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import { growthSizes, slicesToDo } from './marks.ts'
import { openWorld } from './register-world.ts'
import { type Door, findDocument, sendDocument } from './send-document.ts'
import { rounded } from './statistics.ts'

/** A part of the load, from one size of the store to the next. */
export type Slice = {
  from: number
  to: number
  seconds: number
  perSecond: number
  walBytesOfEvent: number
  use?: CpuUse
}

/** Documents on their way at one time. */
const inFlight = 3

/** Captures what the ground does not hold yet, slice by slice; a run that was cut short goes on where it was. */
export const fillGround = async (ground: Ground): Promise<void> => {
  if (ground.kept.allFound) return
  const keys = await openWorld(ground)
  const server = await ground.serve()
  const client = createHttpClient()
  const door = { client, url: server.url, keys }
  await checkpoint(ground.databaseUrl)
  const sizes = growthSizes(ground.corpus.events)
  for (const bounds of slicesToDo(ground.corpus.events, ground.kept.documentsDone)) {
    const slice = await captureSlice(ground, door, server.pid, bounds)
    ground.keep({ documentsDone: Math.ceil(slice.to / eventsOfDocument), slices: [...ground.kept.slices, slice] })
    if (!sizes.includes(slice.to)) continue
    ground.keep({ growth: [...ground.kept.growth, await growthPoint(ground, door, slice.to)] })
  }
  await findAll(ground, door)
  ground.keep({ allFound: true })
  client.close()
  await server.stop()
}

const captureSlice = async (
  ground: Ground,
  door: Door,
  serverPid: number,
  { from, to }: { from: number; to: number },
): Promise<Slice> => {
  const first = from / eventsOfDocument
  const numbers = Array.from({ length: Math.ceil(to / eventsOfDocument) - first }, (_, index) => first + index)
  const walBefore = await walBytes(ground.databaseUrl)
  const progress = trackDocuments(ground, first)
  const { result: seconds, use } = await withCpu({ server: serverPid, database: ground.databasePid }, to - from, () =>
    closedLoop(numbers, inFlight, async (number) => {
      const document = documentText(ground.corpus, number)
      await sendDocument(door, document)
      await findDocument(door, document)
      progress(number)
    }),
  )
  const slice = {
    from,
    to,
    seconds: rounded(seconds),
    perSecond: rounded((to - from) / seconds),
    walBytesOfEvent: Math.round(((await walBytes(ground.databaseUrl)) - walBefore) / (to - from)),
    ...(use === undefined ? {} : { use }),
  }
  say(`  ${sliceWords(slice)}`)
  return slice
}

/** A slice in words. */
export const sliceWords = ({ from, to, perSecond, walBytesOfEvent, use }: Slice): string =>
  `${from} to ${to} events: ${perSecond} events/s, WAL ${walBytesOfEvent} bytes an event; ${use === undefined ? '' : cpuWords(use)}`

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

/** Pages through everything: as many events must be found as were sent. */
const findAll = async (ground: Ground, { client, url }: Door): Promise<void> => {
  say(`finding all events of ${documentCount(ground.corpus)} documents by GET /events …`)
  let found = 0
  let next: string | undefined = `${url}/events?perPage=1000`
  while (next !== undefined) {
    const page = await client.call(next, { headers: { authorization: `Bearer ${operatorKey}` } })
    found += new Set(page.text.match(/"eventID":"[^"]+"/g)).size
    next = page.next
  }
  if (found !== ground.corpus.events)
    throw new Error(`${ground.corpus.events} events were captured, and GET /events finds ${found}`)
}
