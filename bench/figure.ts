import { cpuSeconds } from './processes.ts'

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

/** Shares of one core that each process used while `work` ran, in words; empty where the system does not tell. */
export const withCpu = async <T>(
  watched: Watched,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: string; seconds: Record<string, number> }> => {
  const all = { ...watched, client: process.pid }
  const read = () => Object.entries(all).map(([name, pid]) => [name, cpuSeconds(pid, name === 'database')] as const)
  const before = read()
  const started = performance.now()
  const result = await work()
  const passed = (performance.now() - started) / 1000
  const used = read().map(([name, after], index) => {
    const earlier = before[index]?.[1]
    return [name, after === undefined || earlier === undefined ? undefined : after - earlier] as const
  })
  const known = used.filter((entry): entry is readonly [string, number] => entry[1] !== undefined)
  return {
    result,
    cpu:
      known.length === 0
        ? ''
        : `CPU (share of one core): ${known.map(([name, seconds]) => `${name} ${Math.round((seconds / passed) * 100)} %`).join(', ')}`,
    seconds: Object.fromEntries(known),
  }
}

export const say = (message: string): void => {
  process.stderr.write(`${message}\n`)
}
