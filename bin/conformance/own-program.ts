import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The whole program, as `npm start` runs it: server, worker and database, in a folder that goes with it. */
export type OwnProgram = { url: string; operatorKey: string; stop(): Promise<void> }

const operatorKey = 'operator-key-of-the-conformance-run'
const patience = 120_000

/** Starts it on a free port; `settings` go over those of an empty store without sample data. */
export const startOwnProgram = async (settings: Record<string, string>): Promise<OwnProgram> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-conformance-'))
  // Where we are root the database runs as another user, who must be able to enter.
  chmodSync(dataDir, 0o711)
  const port = String(await freePort())
  const program = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    // The channel ends the program when we are gone.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
      ...{ DATA_DIR: dataDir, PORT: port, HOST: '127.0.0.1', API_KEY: operatorKey },
      ...{ SAMPLE_DATA: 'off', LOG_LEVEL: 'silent', ...settings },
    },
  })
  let complaints = ''
  program.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  const stop = async () => {
    const gone = program.exitCode === null && program.signalCode === null ? once(program, 'exit') : undefined
    program.kill('SIGTERM')
    await gone
    leave(dataDir)
  }
  const url = `http://127.0.0.1:${port}`
  for (const began = Date.now(); !(await answers(url)); await sleep(100)) {
    if (program.exitCode === null && Date.now() - began < patience) continue
    await stop()
    throw new Error(`the server did not start: ${complaints}`)
  }
  return { url, operatorKey, stop }
}

/** Also what the database kept elsewhere, where it could not enter the folder. */
const leave = (dataDir: string): void => {
  try {
    rmSync(readFileSync(join(dataDir, 'database-folder'), 'utf8'), { recursive: true, force: true })
  } catch {}
  rmSync(dataDir, { recursive: true, force: true })
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/events`, { method: 'OPTIONS' })).status === 204
  } catch {
    return false
  }
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
