import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../server/src/platform/postgres/database.ts'
import { type BenchDocument, documentText } from './documents.ts'
import { type Figure, say } from './figure.ts'
import type { Ground } from './ground.ts'
import { openProgram, type Program } from './program.ts'
import { openWorld } from './register-world.ts'
import { rounded } from './statistics.ts'
import { range } from './story.ts'

const share = 0.25
const documentsTimed = 40
const warmUp = 10

/** Milliseconds inside transactions that stored events, by the table whose statement ended them; `commit`: after the last. */
type Spent = Map<string, number>

/** What of the time inside a capture's transaction is spent on the trace's rows: making them, sending them, storing them. */
export const traceUpkeepFigure = async (ground: Ground): Promise<Figure> => {
  const keys = await openWorld(ground)
  const first = ground.takeFurther(warmUp + documentsTimed)
  const documents = range(warmUp + documentsTimed).map((each) => documentText(ground.corpus, first + each))
  say(`capturing ${documents.length} further documents in this process, and timing their statements …`)
  const spent: Spent = new Map()
  const { http, close } = await openProgram(ground, (db) => timedDb(db, spent))
  try {
    for (const [index, document] of documents.entries()) {
      if (index === warmUp) spent.clear()
      await capture(http, keys, document)
    }
  } finally {
    await close()
  }
  return figureOf(spent)
}

const capture = async (
  http: Program['http'],
  keys: readonly string[],
  { party, text }: BenchDocument,
): Promise<void> => {
  const headers = { authorization: `Bearer ${keys[party]}` }
  const sent = await http.inject({
    method: 'POST',
    url: '/capture',
    payload: text,
    headers: { ...headers, 'content-type': 'application/ld+json' },
  })
  const url = URL.parse(String(sent.headers.location))?.pathname
  if (sent.statusCode !== 202 || url === undefined) throw new Error(`a further document: ${sent.statusCode}`)
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const job = (await http.inject({ method: 'GET', url, headers })).json() as { running: boolean; success: boolean }
    if (!job.running && job.success) return
    if (!job.running) throw new Error(`the job ${url} failed`)
    await sleep(20)
  }
  throw new Error(`the job ${url} does not end`)
}

/** Statements of one transaction follow each other: the time between two is spent for the second. */
const timedDb = (db: Db, spent: Spent): Db => ({
  ...db,
  transaction: async (run) => {
    const own: Spent = new Map()
    let last = performance.now()
    const until = (what: string) => {
      const now = performance.now()
      own.set(what, (own.get(what) ?? 0) + now - last)
      last = now
    }
    const timed = async <T>(what: string, answer: Promise<T>): Promise<T> => {
      const result = await answer
      until(what)
      return result
    }
    const result = await db.transaction((tx) =>
      run({
        ...tx,
        query: (text, values) => timed(tableOf(text), tx.query(text, values)),
        copy: (...copies) => timed(copies.map(({ table }) => table).join(', '), tx.copy(...copies)),
      }),
    )
    until('commit')
    if ([...own.keys()].some((what) => what.split(', ').includes('events.event')))
      for (const [what, each] of own) spent.set(what, (spent.get(what) ?? 0) + each)
    return result
  },
})

/** The first table of ours that a statement names. */
const tableOf = (text: string): string =>
  /\b(?:events|trace|registry|platform|resolver)\.\w+/.exec(text)?.[0] ?? 'others'

const figureOf = (spent: Spent): Figure => {
  const all = [...spent].toSorted(([, a], [, b]) => b - a)
  const sum = (rows: readonly (readonly [string, number])[]) => rows.reduce((total, [, each]) => total + each, 0)
  const part = (milliseconds: number) => milliseconds / sum(all)
  const ofTrace = part(sum(all.filter(([what]) => what.startsWith('trace.'))))
  return {
    name: "the trace's upkeep inside the capture's transaction",
    value: rounded(ofTrace * 100),
    unit: '%',
    target: { text: `≤ ${share * 100} %`, met: ofTrace <= share },
    notes: [
      `of the time from its begin to its commit, one document after the other: ${all
        .filter(([, each]) => part(each) >= 0.005)
        .map(([what, each]) => `${what} ${Math.round(part(each) * 100)} %`)
        .join(', ')}`,
    ],
    details: { milliseconds: Object.fromEntries(all) },
  }
}
