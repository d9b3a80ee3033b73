import { startControl } from './control.ts'
import { printedCodes } from './documents.ts'
import type { Figure } from './figure.ts'
import { fillGround } from './fill.ts'
import type { Ground } from './ground.ts'
import type { HttpClient } from './http-client.ts'
import { phoneHeaders } from './http-client.ts'
import { closedLoop } from './load.ts'
import { measureReads, readsNote } from './reads.ts'
import { openRecorder, type Recording } from './recording.ts'
import { onFreshServer } from './scan.ts'

const codeCount = 10_000
const inFlight = 8
const least = 0.3

/** The resolver's redirects alone, each code for the first time, beside a constant redirect with one select. */
export const resolverFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  await ground.settle()
  const codes = printedCodes(ground.corpus, codeCount, 31)
  const real = await onFreshServer(ground, () => ground.serve(), resolveAll, codes)
  const recorded = await recordResolver(ground, codes.slice(0, 300))
  const oneSelect = recorded[0]?.groups[0]?.slice(0, 1) ?? []
  const control = await onFreshServer(
    ground,
    () =>
      startControl(
        ground,
        'resolver',
        codes.map((path) => ({ path, groups: [oneSelect], answer: 'redirect', location: `/scan${path}` })),
        { redirect: { status: 307, headers: { vary: 'Accept, Accept-Language' }, body: '' } },
      ),
    resolveAll,
    codes,
  )
  const ratio = real.perSecond / control.perSecond
  return [
    {
      name: 'the resolver alone',
      value: real.perSecond,
      unit: 'redirects/s',
      floor: { value: control.perSecond, of: 'constant redirect with the same logs and limits and one select' },
      target: { text: `ratio ≥ ${least}`, met: ratio >= least },
      notes: [readsNote(await measureReads(ground.databaseUrl, recorded)), real.cpu, `the control: ${control.cpu}`],
      details: { real, control, inFlight },
    },
  ]
}

const resolveAll = (client: HttpClient, url: string, codes: readonly string[]): Promise<number> =>
  closedLoop(codes, inFlight, async (code) => {
    const { status } = await client.call(url + code, { keepText: false })
    if (status !== 307) throw new Error(`${code}: ${status} from the resolver`)
  })

const recordResolver = async (ground: Ground, codes: readonly string[]): Promise<Recording[]> => {
  const recorder = await openRecorder(ground, phoneHeaders)
  const recordings: Recording[] = []
  for (const code of codes) {
    const { path, groups } = await recorder.record(code)
    recordings.push({ path, groups })
  }
  await recorder.close()
  return recordings
}
