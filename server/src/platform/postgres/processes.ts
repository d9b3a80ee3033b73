import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that lives: its number, and when it began, for numbers are used again. Written `number.start`. */
export type ProcessMark = string

/** This program, as others can look for it. */
export const ownMark = (): ProcessMark => `${process.pid}.${startOf(process.pid) ?? ''}`

/** Whether the very process that made the mark still lives. */
export const isMarkAlive = (mark: ProcessMark): boolean => {
  const [pid, start] = mark.split('.')
  return isAlive(Number(pid)) && (start === '' || startOf(Number(pid)) === start)
}

/** Lives, and is no zombie that nobody has buried (a container's first process seldom does). */
export const isAlive = (pid: number | undefined): boolean => isNumberTaken(pid) && statOf(pid)?.[0] !== 'Z'

/** Whether a signal would find a process of this number, be it a zombie. */
export const isNumberTaken = (pid: number | undefined): pid is number => {
  if (pid === undefined || !Number.isSafeInteger(pid) || pid < 1) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** When it began, in the kernel's ticks since the machine's start; undefined where the system does not tell. */
const startOf = (pid: number): string | undefined => statOf(pid)?.[19]

/** The fields of /proc/PID/stat from the state on: the program's name before them may hold anything. */
const statOf = (pid: number): string[] | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** The words it was started with; undefined where the system does not tell. */
export const wordsOf = (pid: number): string[] | undefined => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return undefined
  }
}

/** Sends one signal after the other, each harder, until it is gone. */
export const endProcess = async (
  pid: number,
  steps: readonly (readonly [signal: NodeJS.Signals, seconds: number])[],
): Promise<void> => {
  for (const [signal, seconds] of steps) {
    if (!isAlive(pid)) return
    try {
      process.kill(pid, signal)
    } catch {}
    for (let waited = 0; waited < seconds * 40 && isAlive(pid); waited += 1) await sleep(25)
  }
}
