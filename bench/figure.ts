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

/**
 * What each process used of the CPU while `work` did its `units` (events, requests), in words; `others` is what everything
 * else on the machine used. Empty where the system does not tell.
 */
export const withCpu = async <T>(
  watched: Watched,
  units: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: string }> => {
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
  const share = (of: number) => `${Math.round((of / seconds) * 100)} %`
  const words = used.map(([name, each]) => `${name} ${time(each / units)} (${share(each)})`)
  return { result, cpu: `CPU each, and share of a core: ${words.join(', ')}; others ${Math.round(others * 100)} %` }
}

const time = (seconds: number): string =>
  seconds < 0.001 ? `${Math.round(seconds * 1e6)} µs` : `${(seconds * 1000).toPrecision(2)} ms`

export const say = (message: string): void => {
  process.stderr.write(`${message}\n`)
}
