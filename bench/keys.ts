import { askAll } from './ask.ts'
import { type ConstantAnswer, startControl } from './control.ts'
import { hubQuery, type KeyQuery, keyQueries, pathOfKey } from './documents.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { fillGround } from './fill.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { measureReads, readsNote } from './reads.ts'
import { openRecorder, type Recording } from './recording.ts'
import { type Latencies, latenciesOf, rounded } from './statistics.ts'

const keyCount = 10_000
const controlCount = 2000
const warmUp = 300
const limit = 20
const headers = { authorization: `Bearer ${operatorKey}` }

/** One key's events over HTTP, one query after the other, hubs among them; and a far page of a long result. */
export const keysFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  await ground.settle()
  const queries = keyQueries(ground.corpus, keyCount, 11)
  const server = await ground.serve()
  const client = createHttpClient(headers)
  say(`${queries.length} keys, one after the other …`)
  await askAll(client, server.url, keyQueries(ground.corpus, warmUp, 12).map(pathOfKey))
  const { result: real, cpu } = await withCpu(
    { server: server.pid, database: ground.databasePid },
    queries.length,
    () => askAll(client, server.url, queries.map(pathOfKey)),
  )
  const pages = await farPage(client, server.url, ground.corpus.events)
  client.close()
  await server.stop()
  const { control, recordings } = await askControl(ground, queries.slice(0, controlCount))
  const all = latenciesOf(real)
  const byKind = Object.fromEntries(
    ['item', 'class', 'hub'].map((kind) => [
      kind,
      latenciesOf(real.filter((_, index) => queries[index]?.kind === kind)),
    ]),
  ) as Record<string, Latencies>
  const reads = await measureReads(ground.databaseUrl, recordings.slice(0, 500))
  const hubs = await measureReads(
    ground.databaseUrl,
    recordings.filter((_, index) => queries[index]?.kind === 'hub').slice(0, 100),
  )
  return [
    {
      name: "one key's events, p95",
      value: all.p95,
      unit: 'ms',
      floor: { value: control.p95, of: 'constant answer with the same selects' },
      target: { text: `< ${limit} ms`, met: all.p95 < limit },
      notes: [
        `median ${all.p50} ms, p99 ${all.p99} ms; p95 of ${Object.entries(byKind)
          .map(([kind, { p95, count }]) => `${count} ${kind} keys ${p95} ms`)
          .join(', ')}`,
        readsNote(reads),
        `a depot's: ${readsNote(hubs)}`,
        cpu,
      ],
      details: { all, byKind, reads, hubs, control },
    },
    pages,
  ]
}

const askControl = async (
  ground: Ground,
  queries: readonly KeyQuery[],
): Promise<{ control: Latencies; recordings: Recording[] }> => {
  say('the same selects behind a constant answer …')
  const recorder = await openRecorder(ground, headers)
  const recordings: Recording[] = []
  let body = ''
  for (const query of queries) {
    const recorded = await recorder.record(pathOfKey(query))
    if (recorded.body.length > body.length && recordings.length < 100) body = recorded.body
    recordings.push(recorded)
  }
  await recorder.close()
  const answer: ConstantAnswer = { status: 200, headers: { 'content-type': 'application/ld+json' }, body }
  const server = await startControl(
    ground,
    'keys',
    recordings.map((recording) => ({ ...recording, answer: 'events' })),
    { events: answer },
  )
  const client = createHttpClient(headers)
  const paths = queries.map(pathOfKey)
  await askAll(client, server.url, paths.slice(0, warmUp))
  const control = latenciesOf(await askAll(client, server.url, paths))
  client.close()
  await server.stop()
  return { control, recordings }
}

const farPageNumber = 1000
const timesEach = 60

/** Pages through a depot's events, and times page 1 and page 1,000 in turn. */
const farPage = async (client: HttpClient, url: string, events: number): Promise<Figure> => {
  const perPage = Math.max(1, Math.min(30, Math.floor((events * 0.08) / farPageNumber)))
  say(`page ${farPageNumber} of a long result, ${perPage} events a page …`)
  const first = `${url}${pathOfKey(hubQuery(0))}&perPage=${perPage}`
  const { far, page } = await farthest(client, first)
  const firsts: number[] = []
  const fars: number[] = []
  for (let time = 0; time < timesEach; time += 1) {
    firsts.push(...(await askAll(client, '', [first])))
    fars.push(...(await askAll(client, '', [far])))
  }
  const [near, distant] = [latenciesOf(firsts), latenciesOf(fars)]
  return {
    name: `page ${page} of a long result, median`,
    value: distant.p50,
    unit: 'ms',
    floor: { value: near.p50, of: 'page 1' },
    target: { text: 'no slower than page 1', met: distant.p50 <= near.p50 * noise },
    notes: [
      `a depot's events, ${perPage} a page; p95: page 1 ${near.p95} ms, page ${page} ${distant.p95} ms`,
      `"no slower" within ${rounded((noise - 1) * 100)} %, the noise of a shared machine`,
    ],
    details: { near, distant, perPage, page },
  }
}

const noise = 1.1

/** Follows a result to its page 1,000, or to its last where it has fewer. */
const farthest = async (client: HttpClient, first: string): Promise<{ far: string; page: number }> => {
  let far = first
  for (let page = 1; page < farPageNumber; page += 1) {
    const { next } = await client.call(far)
    if (next === undefined) return { far, page }
    far = next
  }
  return { far, page: farPageNumber }
}
