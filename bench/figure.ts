import { cpuSeconds, machineSeconds } from './processes.ts'

/** One line of the report. `ratio` is value to floor, unless told; a target holds for the ratio or for the value. */
export type Figure = {
  name: string
  value: number
  unit: string
  floor?: { value: number; of: string }
  target?: { text: string; met: boolean }
  notes?: string[]
  details?: Record<string, unknown>
}

/** Of which processes the use of CPU is told, by name; `database` with the sessions that it starts. */
export type Watched = Readonly<Record<string, number>>

/** What was used of the CPU: microseconds for one unit by each watched process, and the share of a core each took. */
export type CpuUse = { microseconds: Record<string, number>; shares: Record<string, number>; others: number }

/**
 * What each process used of the CPU while `work` did its `units` (events, requests), as figures and in words; `others` is
 * the share of a core that everything else on the machine took. Nothing where the system does not tell.
 */
export const withCpu = async <T>(
  watched: Watched,
  units: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: string; use?: CpuUse }> => {
  const all = { ...watched, client: process.pid }
  const read = () => Object.entries(all).map(([name, pid]) => [name, cpuSeconds(pid, name === 'database')] as const)
  const [before, machineBefore, started] = [read(), machineSeconds(), performance.now()]
  const result = await work()
  const seconds = (performance.now() - started) / 1000
  const used = read().map(([name, after], index): [string, number] => [
    name,
    (after ?? Number.NaN) - (before[index]?.[1] ?? Number.NaN),
  ])
  const ours = used.reduce((sum, [, each]) => sum + each, 0)
  const others = ((machineSeconds() ?? Number.NaN) - (machineBefore ?? Number.NaN) - ours) / seconds
  if (Number.isNaN(others)) return { result, cpu: '' }
  const each = (of: (seconds: number) => number) => Object.fromEntries(used.map(([name, its]) => [name, of(its)]))
  const use = { microseconds: each((its) => (its / units) * 1e6), shares: each((its) => its / seconds), others }
  return { result, cpu: cpuWords(use), use }
}

/** The same in words. */
export const cpuWords = ({ microseconds, shares, others }: CpuUse): string => {
  const words = Object.entries(microseconds).map(
    ([name, each]) => `${name} ${time(each / 1e6)} (${percent(shares[name] ?? 0)})`,
  )
  return `CPU each, and share of a core: ${words.join(', ')}; others ${percent(others)}`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const time = (seconds: number): string =>
  seconds < 0.001 ? `${Math.round(seconds * 1e6)} µs` : `${(seconds * 1000).toPrecision(2)} ms`

export const say = (message: string): void => {
  process.stderr.write(`${message}\n`)
}
