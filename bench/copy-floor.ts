import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { say, withCpu } from './figure.ts'
import {
  capturedTables,
  checkpoint,
  connect,
  dumpTable,
  loadTable,
  makeMonth,
  type OwnerSession,
  onServer,
  partitionMonths,
  walBytes,
} from './ground.store.ts'
import type { Ground } from './ground.ts'
import { rounded } from './statistics.ts'

export type CopyFloor = {
  perSecond: number
  seconds: number
  cpu: string
  rowsOfEvent: number
  rows: Record<string, number>
  walBytesOfEvent: number
}

const connections = 2
const floorDatabase = 'bench_floor'

/** How fast the database alone takes the rows that a capture writes: COPY, over two connections, into the same indexes. */
export const copyFloor = async (ground: Ground): Promise<CopyFloor> => {
  say('writing the captured rows to files, and copying them into a fresh database …')
  const folder = join(ground.folder, 'floor')
  mkdirSync(folder, { recursive: true })
  const file = (table: string, part: number) => join(folder, `${table}.${part}`)
  const parts = Array.from({ length: connections }, (_, index) => index)
  try {
    const { rows, months } = await onServer(ground.databaseUrl, async (client) => {
      const counts: [string, number][] = []
      for (const table of capturedTables)
        counts.push([
          table,
          await dumpTable(
            client,
            table,
            parts.map((part) => file(table, part)),
          ),
        ])
      return { rows: Object.fromEntries(counts), months: await partitionMonths(client) }
    })
    const url = await ground.freshDatabase(floorDatabase)
    await onServer(url, async (client) => {
      for (const month of months) await makeMonth(client, month)
    })
    await checkpoint(url)
    const walBefore = await walBytes(url)
    const sessions = await Promise.all(parts.map(() => connect(url)))
    const { result: seconds, cpu } = await withCpu({ database: ground.databasePid }, ground.corpus.events, () =>
      copyAll(sessions, file),
    )
    await Promise.all(sessions.map((session) => session.end()))
    const { events } = ground.corpus
    const sum = Object.values(rows).reduce((total, count) => total + count, 0)
    return {
      perSecond: rounded(events / seconds),
      seconds: rounded(seconds),
      cpu: `COPY: ${cpu}`,
      rowsOfEvent: rounded(sum / events),
      rows,
      walBytesOfEvent: Math.round(((await walBytes(url)) - walBefore) / events),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await ground.dropDatabase(floorDatabase)
  }
}

const copyAll = async (
  sessions: readonly OwnerSession[],
  file: (table: string, part: number) => string,
): Promise<number> => {
  const started = performance.now()
  await Promise.all(sessions.map((session, part) => copyPart(session, (table) => file(table, part))))
  return (performance.now() - started) / 1000
}

const copyPart = async (session: OwnerSession, file: (table: string) => string): Promise<void> => {
  for (const table of capturedTables) await loadTable(session, table, file(table))
}
