import { keyHash } from '../server/src/platform/ids.ts'
import { currentPosition } from '../server/src/platform/positions.ts'
import { openDatabase, type Reader } from '../server/src/platform/postgres/database.ts'
import { serverRole } from '../server/src/roles/open.ts'
import { startControl } from './control.ts'
import { lotPaths, senderOf } from './documents.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { fillGround } from './fill.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import { memoryBytes, type ServerProcess } from './processes.ts'
import { measureReads, type ReadsOfRequest, readsNote } from './reads.ts'
import { openRecorder, type Recording } from './recording.ts'
import { openWorld } from './register-world.ts'
import { sendDocument } from './send-document.ts'
import { type Latencies, latenciesOf, rounded } from './statistics.ts'
import { type ChainTrace, chainDocuments, chainTraces, documentsOfChain, hopsOfChain } from './trace-chains.ts'
import { walkOf } from './trace-inside.ts'
import { traceRivalFigure } from './trace-rival.ts'
import { traceUpkeepFigure } from './trace-upkeep.ts'

const chainCount = 12
const warmChains = 2
const rounds = 2
const lotCount = 1000
const warmLots = 100
const limits = { lot: 50, chain: 300, chainOfLarge: 1000, largeFrom: 10_000_000, memory: 1.15 }
const headers = { authorization: `Bearer ${operatorKey}`, accept: 'application/json' }

/** Traces of large chains, captured beside the load, and of ordinary lots; what the trace's rows cost a capture. */
export const traceFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  await ground.settle()
  const traces = await captureChains(ground)
  const [warm, measured] = [traces.slice(0, warmChains * 2), traces.slice(warmChains * 2)]
  const { chain, memory, lots } = await traceThroughHttp(ground, warm, measured)
  const inside = await traceInside(ground, measured)
  const control = await askControl(ground, [...warm, ...measured])
  const recursive = await traceRivalFigure(ground, measured)
  const upkeep = await traceUpkeepFigure(ground)
  return [chainFigure(ground, { ...chain, inside, ...control }), ...lots, memory, recursive, upkeep]
}

/** Captures chains of which no run has had any, and tells what is to be asked of them. */
const captureChains = async (ground: Ground): Promise<ChainTrace[]> => {
  const keys = await openWorld(ground)
  const first = ground.takeFurther(chainCount * documentsOfChain)
  const numbers = Array.from({ length: chainCount }, (_, index) => first + index * documentsOfChain)
  say(`capturing ${chainCount} chains of ${hopsOfChain} hops …`)
  const server = await ground.serve()
  const door = { client: createHttpClient(), url: server.url, keys }
  const documents = numbers.flatMap((number) => chainDocuments(ground.corpus, number))
  await closedLoop(documents, 2, (document) => sendDocument(door, document))
  door.client.close()
  await server.stop()
  return numbers.flatMap((number) => chainTraces({ number, party: senderOf(number) }))
}

/** Compartments and processes count too where an answer is limited. */
const pathOf = ({ key, direction }: Pick<ChainTrace, 'key' | 'direction'>): string =>
  `/api/trace${key}?direction=${direction}&limit=20000`

type Told = { latencies: number[]; cpu: string; bytes: number }

const traceThroughHttp = async (ground: Ground, warm: readonly ChainTrace[], measured: readonly ChainTrace[]) => {
  const server = await ground.serve()
  const client = createHttpClient(headers)
  say(`${measured.length} traces of chains, ${rounds} times each …`)
  for (const trace of warm) await timeTrace(client, server.url, pathOf(trace))
  for (const trace of measured) mustHoldAll(trace, await timeTrace(client, server.url, pathOf(trace)))
  const samples: number[] = []
  const chain: Told = { latencies: [], cpu: '', bytes: 0 }
  const asked = Array.from({ length: rounds }, () => measured).flat()
  const { cpu } = await withCpu(watched(ground, server), asked.length, async () => {
    for (const trace of asked) {
      const { milliseconds, bytes } = await timeTrace(client, server.url, pathOf(trace))
      chain.latencies.push(milliseconds)
      chain.bytes = Math.max(chain.bytes, bytes)
      samples.push(memoryBytes(server.pid))
    }
  })
  const lots = [await ordinaryLots(ground, server, client)]
  client.close()
  await server.stop()
  return { chain: { ...chain, cpu }, memory: memoryFigure(samples), lots }
}

const watched = (ground: Ground, server: ServerProcess) => ({ server: server.pid, database: ground.databasePid })

/** Asks for one trace; its time counts until the last byte is there. */
const timeTrace = async (client: HttpClient, url: string, path: string) => {
  const started = performance.now()
  const { status, text, lastByteAt, bytes } = await client.call(url + path)
  if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 500)}`)
  return { milliseconds: lastByteAt - started, bytes, text }
}

/** An answer that lacks anything is no trace, however fast. */
const mustHoldAll = ({ key, keys }: ChainTrace, { text }: { text: string }): void => {
  const { nodes } = JSON.parse(text) as { nodes: { key: string }[] }
  const found = new Set(nodes.map((node) => node.key))
  const missing = keys.filter((each) => !found.has(each))
  if (missing.length > 0) throw new Error(`the trace of ${key} lacks ${missing.length} items, such as ${missing[0]}`)
}

const ordinaryLots = async (ground: Ground, server: ServerProcess, client: HttpClient): Promise<Figure> => {
  say(`${lotCount} ordinary lots' whole chains …`)
  const path = (lot: string) => `/api/trace${lot}?direction=both`
  for (const lot of lotPaths(ground.corpus, warmLots, 42)) await timeTrace(client, server.url, path(lot))
  const lots = lotPaths(ground.corpus, lotCount, 41)
  const latencies: number[] = []
  const { cpu } = await withCpu(watched(ground, server), lots.length, async () => {
    for (const lot of lots) latencies.push((await timeTrace(client, server.url, path(lot))).milliseconds)
  })
  const all = latenciesOf(latencies)
  return {
    name: "an ordinary lot's whole chain, p95",
    value: all.p95,
    unit: 'ms',
    target: { text: `< ${limits.lot} ms`, met: all.p95 < limits.lot },
    notes: [`${all.count} lots of the load, back and forward; median ${all.p50} ms, p99 ${all.p99} ms`, cpu],
    details: { all },
  }
}

/** The walk alone, in this process: without the web server, and without its words. */
const traceInside = async (ground: Ground, traces: readonly ChainTrace[]): Promise<Latencies> => {
  say('the walk alone, in this process …')
  const db = openDatabase(ground.databaseUrl, { role: serverRole, connections: 4 })
  try {
    const asOf = await currentPosition(db)
    const run = (trace: ChainTrace) => timeWalk(db, asOf, trace)
    for (const trace of traces.slice(0, 4)) await run(trace)
    const milliseconds: number[] = []
    for (let round = 0; round < rounds; round += 1) for (const trace of traces) milliseconds.push(await run(trace))
    return latenciesOf(milliseconds)
  } finally {
    await db.end()
  }
}

const timeWalk = async (db: Reader, asOf: number, { key, direction }: ChainTrace): Promise<number> => {
  const started = performance.now()
  await walkOf(db, asOf, keyHash(key), direction)
  return performance.now() - started
}

type Control = { control: Latencies; reads: ReadsOfRequest }

/** The same selects behind an answer that is there already. */
const askControl = async (ground: Ground, traces: readonly ChainTrace[]): Promise<Control> => {
  say('the same selects behind a constant answer …')
  const recorder = await openRecorder(ground, headers)
  const recordings: Recording[] = []
  let body = ''
  for (const trace of traces) {
    const recorded = await recorder.record(pathOf(trace))
    body = recorded.body
    recordings.push({ path: recorded.path, groups: recorded.groups })
  }
  await recorder.close()
  const server = await startControl(
    ground,
    'trace',
    recordings.map((recording) => ({ ...recording, answer: 'trace' })),
    { trace: { status: 200, headers: { 'content-type': 'application/json' }, body } },
  )
  const client = createHttpClient(headers)
  const ask = async ({ path }: Recording) => (await timeTrace(client, server.url, path)).milliseconds
  for (const recording of recordings.slice(0, warmChains * 2)) await ask(recording)
  const latencies: number[] = []
  for (let round = 0; round < rounds; round += 1)
    for (const recording of recordings.slice(warmChains * 2)) latencies.push(await ask(recording))
  client.close()
  await server.stop()
  return { control: latenciesOf(latencies), reads: await measureReads(ground.databaseUrl, recordings.slice(-4)) }
}

const chainFigure = (ground: Ground, told: Told & { inside: Latencies } & Control): Figure => {
  const { latencies, cpu, bytes, inside, control, reads } = told
  const all = latenciesOf(latencies)
  const limit = ground.corpus.events < limits.largeFrom ? limits.chain : limits.chainOfLarge
  return {
    name: `a trace of ${hopsOfChain} hops and 10,000 items, p95`,
    value: all.p95,
    unit: 'ms',
    floor: { value: control.p95, of: 'constant answer with the same selects' },
    target: { text: `≤ ${limit} ms`, met: all.p95 <= limit },
    notes: [
      `${all.count} traces through HTTP to the last byte (${rounded(bytes / 1e6)} MB at the most), back from a container and forward from a farm's lot in turn; median ${all.p50} ms, greatest ${all.max} ms`,
      `the walk alone: median ${inside.p50} ms, p95 ${inside.p95} ms`,
      readsNote(reads),
      cpu,
    ],
    details: { all, inside, control, reads, bytes },
  }
}

/** What the server holds in memory while it goes on answering traces: the greatest of the last third beside the first. */
const memoryFigure = (samples: readonly number[]): Figure => {
  const third = Math.ceil(samples.length / 3)
  const megabytes = (some: readonly number[]) => rounded(Math.max(...some) / 1e6)
  const [first, last] = [megabytes(samples.slice(0, third)), megabytes(samples.slice(-third))]
  return {
    name: 'memory of the server while it answers such traces',
    value: last,
    unit: 'MB',
    floor: { value: first, of: 'in the first third of them' },
    target: { text: `ratio ≤ ${limits.memory}`, met: last <= first * limits.memory },
    notes: ['resident, after each trace; to be held against runs of other sizes of the store, too'],
    details: { samples },
  }
}
