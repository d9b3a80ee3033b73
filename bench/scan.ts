import { type ConstantAnswer, type ControlRequest, startControl } from './control.ts'
import { printedCodes } from './documents.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { fillGround } from './fill.ts'
import type { Ground } from './ground.ts'
import { createHttpClient, type HttpClient, phoneHeaders } from './http-client.ts'
import { closedLoop, openLoop } from './load.ts'
import type { ServerProcess } from './processes.ts'
import { createRandom } from './random.ts'
import { measureReads, readsNote } from './reads.ts'
import { openRecorder, type Recording } from './recording.ts'
import { latenciesOf, rounded } from './statistics.ts'

const perSecond = 300
const codeCount = 10_000
const controlCount = 3000
const warmUp = 500
const inFlight = 8
const limit = 50
const least = 0.3

/** A recorded scan: what the resolver read, and what the page read. */
export type RecordedScan = { code: string; resolver: Recording; page: Recording; body: string }

/** The scan from the printed code to the page's first byte, at a steady stream of arrivals and at the greatest rate. */
export const scanFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  await ground.settle()
  const codes = printedCodes(ground.corpus, codeCount, 21)
  const open = await openFigure(ground, codes)
  const some = codes.slice(0, controlCount)
  const greatest = await onFreshServer(ground, () => ground.serve(), scanAll, some)
  const recorded = await recordScans(ground, some)
  const control = await onFreshServer(ground, () => controlOf(ground, recorded), scanAll, some)
  const reads = await measureReads(
    ground.databaseUrl,
    recorded
      .slice(0, 300)
      .flatMap(({ resolver, page }) => [{ path: '', groups: [...resolver.groups, ...page.groups] }]),
  )
  const ratio = greatest.perSecond / control.perSecond
  return [
    open,
    {
      name: 'the scan, greatest rate',
      value: greatest.perSecond,
      unit: 'scans/s',
      floor: { value: control.perSecond, of: 'constant redirect and page with the same selects' },
      target: { text: `ratio ≥ ${least}`, met: ratio >= least },
      notes: [`a scan: ${readsNote(reads).replace('a request: ', '')}`, greatest.cpu, `the control: ${control.cpu}`],
      details: { greatest, control, reads, codes: some.length, inFlight },
    },
  ]
}

const openFigure = async (ground: Ground, codes: readonly string[]): Promise<Figure> => {
  const server = await ground.serve()
  const client = createHttpClient(phoneHeaders)
  await scanAll(client, server.url, printedCodes(ground.corpus, warmUp, 22))
  say(`${codes.length} codes at ${perSecond} arrivals a second …`)
  const latencies: number[] = []
  const random = createRandom(ground.corpus.seed, 23)
  const { cpu } = await withCpu({ server: server.pid, database: ground.databasePid }, codes.length, () =>
    openLoop(codes, { perSecond, random }, async (code, dueAt) => {
      latencies.push((await scanOne(client, server.url, code)) - dueAt)
    }),
  )
  client.close()
  await server.stop()
  const all = latenciesOf(latencies)
  return {
    name: `the scan at ${perSecond} arrivals/s, p95 to first byte`,
    value: all.p95,
    unit: 'ms',
    target: { text: `≤ ${limit} ms`, met: all.p95 <= limit },
    notes: [
      `${all.count} different codes, arrivals at random (Poisson); median ${all.p50} ms, p99 ${all.p99} ms, greatest ${all.max} ms`,
      cpu,
    ],
    details: { latencies: all },
  }
}

/** Follows a code to its page as a phone does; when the page's first byte was there. */
const scanOne = async (client: HttpClient, url: string, code: string): Promise<number> => {
  const redirect = await client.call(url + code, { keepText: false })
  if (redirect.status !== 307 || redirect.location === undefined)
    throw new Error(`${code}: ${redirect.status} from the resolver`)
  const page = await client.call(redirect.location, { keepText: false })
  if (page.status !== 200) throw new Error(`${redirect.location}: ${page.status}`)
  return page.firstByteAt
}

const scanAll = (client: HttpClient, url: string, codes: readonly string[]): Promise<number> =>
  closedLoop(codes, inFlight, async (code) => {
    await scanOne(client, url, code)
  })

export type Rate = { perSecond: number; cpu: string }

/** The rate of a closed loop over the codes, on a server just started and warmed by the last of them. */
export const onFreshServer = async (
  ground: Ground,
  start: () => Promise<ServerProcess>,
  run: (client: HttpClient, url: string, codes: readonly string[]) => Promise<number>,
  codes: readonly string[],
): Promise<Rate> => {
  const server = await start()
  const client = createHttpClient(phoneHeaders)
  await run(client, server.url, codes.slice(-warmUp))
  const measured = codes.slice(0, -warmUp)
  say(`${measured.length} codes, ${inFlight} at a time …`)
  const { result: seconds, cpu } = await withCpu(
    { server: server.pid, database: ground.databasePid },
    measured.length,
    () => run(client, server.url, measured),
  )
  client.close()
  await server.stop()
  return { perSecond: rounded(measured.length / seconds), cpu }
}

/** Scans each code in this process, as it is scanned for the first time, and notes the selects. */
export const recordScans = async (ground: Ground, codes: readonly string[]): Promise<RecordedScan[]> => {
  say('noting which selects a scan makes …')
  const recorder = await openRecorder(ground, phoneHeaders)
  const scans: RecordedScan[] = []
  for (const code of codes) {
    const resolver = await recorder.record(code)
    const path = URL.parse(resolver.location ?? '')?.pathname
    if (path === undefined) throw new Error(`${code}: ${resolver.status} from the resolver`)
    const page = await recorder.record(path)
    scans.push({ code, resolver: pick(resolver), page: pick(page), body: page.body })
  }
  await recorder.close()
  return scans
}

const pick = ({ path, groups }: Recording): Recording => ({ path, groups })

const controlOf = (ground: Ground, scans: readonly RecordedScan[]): Promise<ServerProcess> => {
  const answers: Record<string, ConstantAnswer> = {
    redirect: { status: 307, headers: { vary: 'Accept, Accept-Language' }, body: '' },
    page: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: constantPage },
  }
  const requests = scans.flatMap(({ resolver, page }): ControlRequest[] => [
    { ...resolver, answer: 'redirect', location: page.path },
    { ...page, answer: 'page' },
  ])
  return startControl(ground, 'scan', requests, answers)
}

/** As many bytes as a compressed page has. */
const constantPage = `<!doctype html><title>constant</title><p>${'constant '.repeat(400)}</p>`
