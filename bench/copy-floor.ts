import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { documentText, eventsOfDocument } from './documents.ts'
import { say, withCpu } from './figure.ts'
import {
  type CapturedTable,
  capturedTables,
  dumpTable,
  insertedRows,
  loadTable,
  numberFrom,
  removeCaptures,
  sharedKeys,
} from './floor.store.ts'
import { checkpoint, connect, type OwnerSession, onServer, walBytes } from './ground.store.ts'
import type { Ground } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import { floorDocuments } from './marks.ts'
import { openWorld } from './register-world.ts'
import { sendDocument } from './send-document.ts'
import { rounded } from './statistics.ts'

export type CopyFloor = {
  perSecond: number
  events: number
  seconds: number
  cpu: string
  rowsOfEvent: number
  rows: Record<string, number>
  walBytesOfEvent: number
}

const connections = 2
const furtherDatabase = 'bench_further'
/** Numbers and positions of the further captures: far beyond those of the measured store. */
const furtherNumbers = 1_000_000_000_000

/**
 * How fast the database alone takes further events into the loaded tables: the rows that the product's own capture makes of
 * them, in a database beside, COPYed over two connections.
 */
export const copyFloor = async (ground: Ground): Promise<CopyFloor> => {
  const folder = join(ground.folder, 'floor')
  mkdirSync(folder, { recursive: true })
  const parts = Array.from({ length: connections }, (_, index) => index)
  const file = (table: string, part: number) => join(folder, `${table}.${part}`)
  const keyFiles = parts.map((part) => file('events.key', part))
  try {
    const documents = floorDocuments(ground.corpus.events)
    const rows = await makeRows(ground, documents, (table) => parts.map((part) => file(table, part)))
    await checkpoint(ground.databaseUrl)
    say('copying them into the loaded tables …')
    const events = documents * eventsOfDocument
    const walBefore = await walBytes(ground.databaseUrl)
    const sessions = await Promise.all(parts.map(() => connect(ground.databaseUrl)))
    const { result: seconds, cpu } = await withCpu({ database: ground.databasePid }, events, () =>
      copyAll(sessions, file),
    )
    await Promise.all(sessions.map((session) => session.end()))
    const walBytesOfEvent = Math.round(((await walBytes(ground.databaseUrl)) - walBefore) / events)
    if (ground.isKept) {
      say('taking them away again …')
      await removeCaptures(ground.databaseUrl, furtherNumbers, keyFiles)
    }
    const sum = Object.values(rows).reduce((total, count) => total + count, 0)
    return {
      perSecond: rounded(events / seconds),
      events,
      seconds: rounded(seconds),
      cpu: `COPY: ${cpu}`,
      rowsOfEvent: rounded(sum / events),
      rows,
      walBytesOfEvent,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await ground.dropDatabase(furtherDatabase)
  }
}

/** Captures further documents in a database beside, and writes the rows that this made to files. */
const makeRows = async (
  ground: Ground,
  documents: number,
  files: (table: CapturedTable) => string[],
): Promise<Record<string, number>> => {
  const url = await ground.databaseOfWorld(furtherDatabase)
  await numberFrom(url, furtherNumbers)
  await captureFurther(ground, url, documents)
  refuseUnknownRows(await insertedRows(url), documents)
  const shared = await sharedKeys(url, ground.databaseUrl)
  const rows = await onServer(url, async (client) => {
    const counts: [string, number][] = []
    const which = { number: furtherNumbers, without: shared }
    for (const table of capturedTables) counts.push([table, await dumpTable(client, table, which, files(table))])
    return Object.fromEntries(counts)
  })
  await ground.dropDatabase(furtherDatabase)
  return rows
}

const captureFurther = async (ground: Ground, databaseUrl: string, documents: number): Promise<void> => {
  const first = ground.takeFurther(documents)
  say(`capturing ${documents} further documents beside, for the rows that they make …`)
  const server = await ground.serve({ databaseUrl })
  const door = { client: createHttpClient(), url: server.url, keys: await openWorld(ground) }
  const numbers = Array.from({ length: documents }, (_, index) => first + index)
  await closedLoop(numbers, connections, (number) => sendDocument(door, documentText(ground.corpus, number)))
  door.client.close()
  await server.stop()
}

/** Written now and then, kept once for all documents, or taken up by a worker beside. */
const notOfDocuments = /^(events\.(context|vocabulary)|platform\.audit_\w+|graphile_worker\..*)$/

/** A capture that writes more kinds of rows than the floor would be held against too little. */
const refuseUnknownRows = (inserted: ReadonlyMap<string, number>, documents: number): void => {
  const known = new Set<string>(capturedTables)
  for (const [table, count] of inserted) {
    if (count >= documents && !known.has(table) && !notOfDocuments.test(table))
      throw new Error(`a capture writes ${table}, which the floor does not COPY`)
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
