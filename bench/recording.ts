import type { Db } from '../server/src/platform/postgres/database.ts'
import type { Ground } from './ground.ts'
import { openProgram } from './program.ts'

/** One select as it was put: its text and its values. */
export type Select = { text: string; values: unknown[] | undefined }

/** The selects of one request: those of a group were on their way together. */
export type Recording = { path: string; groups: Select[][] }

export type Recorder = {
  record(path: string): Promise<Recording & { status: number; body: string; location: string | undefined }>
  close(): Promise<void>
}

/** The product's own program, built in this process on the measured database, that notes every select of a request. */
export const openRecorder = async (ground: Ground, headers: Record<string, string>): Promise<Recorder> => {
  let groups: Select[][] = []
  let onTheirWay = 0
  const noted = (db: Db): Db => ({
    ...db,
    query: async (text, values) => {
      if (onTheirWay === 0) groups.push([])
      groups.at(-1)?.push({ text, values })
      onTheirWay += 1
      try {
        return await db.query(text, values)
      } finally {
        onTheirWay -= 1
      }
    },
  })
  const { http, close } = await openProgram(ground, noted)
  return {
    record: async (path) => {
      groups = []
      const answer = await http.inject({ method: 'GET', url: path, headers })
      const { location } = answer.headers
      return {
        path,
        groups: groups.filter(isReading),
        status: answer.statusCode,
        body: answer.body,
        location: location === undefined ? undefined : String(location),
      }
    },
    close,
  }
}

/** Scans are logged now and then by a write of their own, and an authority's looks by another: neither is a select. */
const isReading = (group: Select[]): boolean => group.every(({ text }) => !/\binsert into\b/i.test(text))
