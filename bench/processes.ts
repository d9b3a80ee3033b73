import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')

/** A server in a process of its own. */
export type ServerProcess = { url: string; pid: number; stop(): Promise<void> }

export type ServerStart = {
  /** Arguments to Node.js: the script and its own. */
  script: string[]
  environment: Record<string, string>
  logFile: string
  profile?: string | undefined
}

/** As bin/run.mjs starts a program. */
const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16']
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' }

/** Starts a server of ours on a free port and waits until its /health answers; it ends with us, however we go. */
export const startServer = async ({ script, environment, logFile, profile }: ServerStart): Promise<ServerProcess> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  mkdirSync(dirname(logFile), { recursive: true })
  const output = openSync(logFile, 'a')
  const child = spawn(process.execPath, [...flags, ...profiling, ...script], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...allocator, ...environment, PORT: String(port), PUBLIC_URL: url },
    stdio: ['ignore', output, output, 'ipc'],
  })
  await ready(child, url, logFile)
  return { url, pid: child.pid ?? 0, stop: () => stop(child) }
}

const ready = async (child: ChildProcess, url: string, logFile: string): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) break
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    )
    if (healthy) return
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error(`the server does not start: see ${logFile}\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

/**
 * Seconds of CPU that a process has used, with its children, ended ones included, where `family` is set; undefined where
 * /proc does not tell.
 */
export const cpuSeconds = (pid: number, family: boolean): number | undefined => {
  try {
    const own = statOf(pid)
    if (!family) return own.ticks / ticksPerSecond
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const stat = statOf(Number(name))
          return stat.parent === pid ? [stat.ticks] : []
        } catch {
          return []
        }
      })
    return (own.ticks + own.endedChildren + children.reduce((sum, ticks) => sum + ticks, 0)) / ticksPerSecond
  } catch {
    return undefined
  }
}

/** Bytes of memory in which a process resides; none where /proc does not tell. */
export const memoryBytes = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
  } catch {
    return Number.NaN
  }
}

/** Seconds of CPU that the whole machine has used since it started. */
export const machineSeconds = (): number | undefined => {
  try {
    const [, ...fields] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/)
    const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = fields.map(Number)
    return (user + nice + system + interrupts + softInterrupts + stolen) / ticksPerSecond
  } catch {
    return undefined
  }
}

const ticksPerSecond = 100

const statOf = (pid: number): { parent: number; ticks: number; endedChildren: number } => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { parent: fields[1] ?? 0, ticks: user + system, endedChildren: endedUser + endedSystem }
}
