import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'

/** Does every task once, `inFlight` at a time, and tells how long all took, in seconds. */
export const closedLoop = async <T>(
  tasks: readonly T[],
  inFlight: number,
  run: (task: T, index: number) => Promise<void>,
): Promise<number> => {
  let next = 0
  const started = performance.now()
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next
      next += 1
      await run(tasks[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (performance.now() - started) / 1000
}

/**
 * Starts every task at its own time, at random around `perSecond` (a Poisson stream), whatever became of those before.
 * `run` gets the time at which its task was due, from which its latency counts.
 */
export const openLoop = async <T>(
  tasks: readonly T[],
  { perSecond, random }: { perSecond: number; random: Random },
  run: (task: T, dueAt: number) => Promise<void>,
): Promise<void> => {
  const running: Promise<void>[] = []
  let dueAt = performance.now() + 50
  for (const task of tasks) {
    dueAt += (-Math.log(1 - random.fraction()) / perSecond) * 1000
    const wait = dueAt - performance.now()
    if (wait > 0) await sleep(wait)
    running.push(run(task, dueAt))
  }
  await Promise.all(running)
}
