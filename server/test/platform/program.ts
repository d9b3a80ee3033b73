import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The program as a process of its own, with what it printed so far. */
export type Program = {
  child: ChildProcess
  pid: number
  stdout(): string
  stderr(): string
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>
}

export const root = join(import.meta.dirname, '../../..')

/** A folder that the database's user may enter, in the system's place for such. */
export const temporaryFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `nguon-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}

/** Also what the database kept elsewhere, should it not have been able to enter. */
export const removeFolder = (folder: string): void => {
  const note = join(folder, 'database-folder')
  if (existsSync(note)) {
    const home = readFileSync(note, 'utf8')
    rmSync(home, { recursive: true, force: true })
    rmSync(`${home}.data-folder`, { force: true })
  }
  rmSync(folder, { recursive: true, force: true })
}

/** Runs a command in the checkout, in a process group of its own, as a terminal would. */
export const run = (command: string, args: readonly string[], settings: Record<string, string> = {}): Program => {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: 'pipe',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals)
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended }
}

/** The program itself, as bin/run.mjs starts it. */
export const runMain = (args: readonly string[], settings: Record<string, string>): Program =>
  run(process.execPath, ['server/src/main.ts', ...args], settings)

/** Waits for something that must come about; how long it takes is not judged. */
export const until = async <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  for (const began = Date.now(); Date.now() - began < 60_000; await sleep(50)) {
    const found = await look()
    if (found !== undefined && found !== false) return found
  }
  throw new Error(`waited in vain: ${what}`)
}

/** Until the program printed this; what it said instead is in the error. */
export const printed = (program: Program, pattern: RegExp): Promise<RegExpExecArray> =>
  until(`${pattern}\n${program.stderr()}`, () => {
    const found = pattern.exec(program.stdout())
    if (found === null && program.child.exitCode !== null) throw new Error(`it ended: ${program.stderr()}`)
    return found ?? undefined
  })

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Every live process whose command line or working folder names the folder: what a program left running. */
export const processesOf = (folder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandOf(Number(pid)).includes(folder))
    .map(Number)

/** A process and all below it. */
export const familyOf = (pid: number): number[] => {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))]
}

const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** Empty for a process that is gone, or that nobody has buried yet. */
export const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

export const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error
  }
}
