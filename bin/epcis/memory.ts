import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What an unfinished run knows of a file: its content, and the job that it became. */
export type Remembered = { sha256: string; captureID: string }

/** Notes of an unfinished run, one a file: they are made as jobs begin and go when the whole run has ended. */
export type Memory = {
  of(path: string): Remembered | undefined
  note(path: string, remembered: Remembered): void
  forget(path: string): void
}

/** Keeps the notes in the user's own folder for such (XDG_STATE_HOME). They hold no key. */
export const createMemory = (address: string, behaviour: string, environment = process.env): Memory => {
  const folder = join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'nguon', 'capture')
  const fileOf = (path: string) =>
    join(
      folder,
      `${createHash('sha256')
        .update(JSON.stringify([address, behaviour, path]))
        .digest('hex')}.json`,
    )
  return {
    of: (path) => {
      try {
        return JSON.parse(readFileSync(fileOf(path), 'utf8')) as Remembered
      } catch {
        return undefined
      }
    },
    note: (path, remembered) => {
      // Without a place for notes a run works as well: what was captured is known to the server when it is sent again.
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const file = fileOf(path)
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(remembered), { mode: 0o600 })
        renameSync(`${file}.${process.pid}`, file)
      } catch {}
    },
    forget: (path) => rmSync(fileOf(path), { force: true }),
  }
}
