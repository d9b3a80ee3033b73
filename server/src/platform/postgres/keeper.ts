import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, existsSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { textOfFile } from '../text-of-file.ts'
import { answers, environment, type FoundServer, findServer, programSetting, socketFolder } from './cluster.ts'
import type { DatabaseHome } from './home.ts'
import { endProcess, isAlive, ownMark } from './processes.ts'

export type KeepOptions = {
  dataDir: string
  home: DatabaseHome
  cluster: string
  log: Log
  settings: Record<string, string>
  /** How its owner reaches the server on a port. */
  url(port: number): string
}

/**
 * A server that is kept running on one port. `attached`: at first, another program's. `retire` tells that `stop` follows: a
 * program that starts from then on waits for the end of this server and starts its own.
 */
export type Keeper = { port: number; attached: boolean; retire(): void; stop(): Promise<void> }

/**
 * What we hold to beyond PostgreSQL's defaults. Durability stays on, whatever else is tuned. The log may grow to 12 GB under a
 * load: of each page that is touched the whole is logged once between checkpoints, and keys of many series touch many (ADR 5).
 */
const usualSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '12GB',
  checkpoint_timeout: '15min',
  wal_compression: 'pglz',
  random_page_cost: '1.1',
  max_connections: '60',
  jit: 'off',
}

/** Fast shutdown, which writes what pages have changed; then at once, which leaves that to the next start; then as hard as can be. */
const endings = [
  ['SIGINT', 90],
  ['SIGQUIT', 10],
  ['SIGKILL', 5],
] as const

/**
 * How long a server that dies before it ever answered is tried again, ms: the port may have been taken between look and
 * use, and the sessions of a server that was killed a moment ago hold its memory until they notice.
 */
const firstTries = 10_000
const pauseBetweenTries = 250

/**
 * Holds a server until told to stop, in rounds: attach to one that another program keeps, else start one, wait until it is
 * gone, go round again. Of two programs that start one together PostgreSQL's own lock lets one through; the other attaches.
 */
export const keepServer = async (options: KeepOptions): Promise<Keeper> => {
  const { dataDir } = options
  const stopped = new AbortController()
  let port = 0
  let own: ChildProcess | undefined
  const round = async (): Promise<Round> => {
    const kept = await settleFound(options)
    if (kept !== undefined) return attach(kept)
    if (port === 0) port = await choosePort(dataDir)
    const launched = launch(options, port)
    own = launched.server
    return launched
  }
  const endOwn = async () => {
    if (own?.pid !== undefined && !hasEnded(own)) await endProcess(own.pid, endings)
  }
  const begin = () => round().finally(() => (port = 0))
  const first = await firstRound(begin, options).catch(async (error: unknown) => {
    await endOwn()
    throw error
  })
  port = first.port
  const rounds = goRound(first, round, stopped.signal, options)
  const retire = () => {
    if (own !== undefined) writeFileSync(retiringNote(dataDir), ownMark())
  }
  const stop = async () => {
    stopped.abort()
    retire()
    await endOwn()
    await rounds
    // One that was being started meanwhile.
    await endOwn()
    if (textOfFile(retiringNote(dataDir)) === ownMark()) rmSync(retiringNote(dataDir))
  }
  return { port, attached: first.attached, retire, stop }
}

const retiringNote = (dataDir: string): string => join(dataDir, 'retiring')

/** The server that another program keeps. One that is about to end is waited for; one that nobody keeps is ended. */
const settleFound = async ({ dataDir, cluster, log }: KeepOptions): Promise<FoundServer | undefined> => {
  for (;;) {
    const found = findServer(cluster)
    if (found === undefined) return undefined
    if (!found.isKept) {
      log.warn({ pid: found.pid }, 'an earlier run left its database running; stopping it')
      await endProcess(found.pid, endings)
    } else if (textOfFile(retiringNote(dataDir)) !== found.program) return found
    await sleep(100)
  }
}

/** One server's time with us: `gone` when it is no more. */
type Round = { port: number; attached: boolean; gone: Promise<void>; isGone(): boolean }

const firstRound = async (begin: () => Promise<Round>, options: KeepOptions): Promise<Round> => {
  for (const began = Date.now(); ; await sleep(pauseBetweenTries)) {
    const round = await begin()
    if (await ready(round, options)) return round
    if (Date.now() - began > firstTries) {
      throw new Error(`the database does not start: ${lastLines(logFile(options.home))}`)
    }
  }
}

/** Recovery after a crash takes its time: as long as the server lives, it is waited for. */
const ready = async (round: Round, { url, log }: KeepOptions): Promise<boolean> => {
  const begun = Date.now()
  for (let told = 0; !round.isGone(); ) {
    if (await answers(url(round.port))) return true
    await Promise.race([sleep(Date.now() - begun < 1000 ? 25 : 200), round.gone])
    const waited = Math.floor((Date.now() - begun) / 10_000)
    if (waited > told) log.info({ seconds: waited * 10 }, 'waiting for the database')
    told = waited
  }
  return false
}

/** Waits for each server's end and sees to the next, a little later each time that it does not hold. */
const goRound = async (
  first: Round,
  begin: () => Promise<Round>,
  signal: AbortSignal,
  { log, home }: KeepOptions,
): Promise<void> => {
  const told = once(signal, 'abort')
  let pause = 100
  for (let current: Round | undefined = first; !signal.aborted; ) {
    const since = Date.now()
    await Promise.race([current?.gone, told])
    if (signal.aborted) return
    if (current?.attached) log.warn('the program that kept the database is gone; keeping it')
    else log.error({ log: lastLines(logFile(home)) }, 'the database stopped by itself; starting it again')
    pause = Date.now() - since > 60_000 ? 100 : Math.min(pause * 2, 10_000)
    await sleep(pause, undefined, { signal, ref: false }).catch(() => {})
    if (signal.aborted) return
    current = await begin().catch((error: unknown) => void log.error({ err: error }, 'the database does not start'))
  }
}

/** Another program's server: looked at now and then. */
const attach = ({ pid, port }: FoundServer): Round => {
  const gone = (async () => {
    while (isAlive(pid)) await sleep(250, undefined, { ref: false })
  })()
  return { port, attached: true, gone, isGone: () => !isAlive(pid) }
}

/**
 * A shell starts the server in its own place and leaves a guard beside it: when the pipe from us closes without a word,
 * however we went, the guard shuts the server down. So nothing is left running for ever.
 */
const guarded = `( { read -r word; [ "$word" = over ] || kill -INT $$; } <&3 & )
exec 3<&-
exec "$@"`

const launch = (options: KeepOptions, port: number): Round & { server: ChildProcess } => {
  const { home, cluster, settings } = options
  const socket = { unix_socket_directories: socketFolder(cluster) ?? '' }
  const all = { ...usualSettings, ...socket, ...settings, [programSetting]: ownMark() }
  const command = [
    join(home.native, 'bin/postgres'),
    ...['-D', cluster, '-p', String(port)],
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [program = '', ...rest] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', guarded, 'nguon-guard', ...command]
  const output = openLog(logFile(home))
  // A group of its own: Ctrl-C in a terminal must reach us first.
  const server = spawn(program, rest, {
    ...home.user,
    cwd: home.folder,
    env: environment,
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  })
  closeSync(output)
  const pipe = server.stdio[3] as Socket | null
  pipe?.on('error', () => {}).unref()
  const gone = once(server, 'exit')
    .catch((error: unknown) => options.log.error({ err: error }, 'the database could not be started'))
    .then(() => void pipe?.end('over\n'))
  return { port, attached: false, gone, isGone: () => hasEnded(server), server }
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid === undefined || exitCode !== null || signalCode !== null

const logFile = (home: DatabaseHome): string => join(home.folder, 'postgres.log')
const largestLog = 16 * 1024 * 1024

/** The folder is the database user's: a link in the log's place is not followed. */
const openLog = (file: string): number => {
  if (existsSync(file) && statSync(file).size > largestLog) rmSync(file)
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants
  return openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600)
}

const lastLines = (file: string): string => (textOfFile(file) ?? '').trimEnd().split('\n').slice(-8).join('\n')

/** The port of the last time, so that programs that were attached find the next server; another where that is taken. */
const choosePort = async (dataDir: string): Promise<number> => {
  const file = join(dataDir, 'postgres-port')
  const port = await freePort(Number(textOfFile(file) ?? '')).catch(() => freePort(0))
  writeFileSync(file, String(port))
  return port
}

const freePort = (wished: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(wished, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
