/**
 * Kills a server at random moments of a running capture and looks at what is left, as often as asked:
 * `node server/test/platform/kill-proof.ts 200`. Durability is on, as in production.
 */
import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Client, clientOf } from '../app.ts'
import { document, event, eventsOf, item } from '../documents.ts'
import {
  commandOf,
  familyOf,
  freePort,
  kill,
  type Program,
  printed,
  processesOf,
  removeFolder,
  runMain,
  temporaryFolder,
} from './program.ts'

/** What the rounds came to. `whole`: documents that were stored though no answer had come. */
export type Tally = { kills: number; answered: number; whole: number; absent: number }

type Posted = { text: string; place: string; events: number; answered: boolean }
type Site = { dataDir: string; port: number; api: Client }

const apiKey = 'key-of-the-kill-proof'
const lanes = 3
const longestDocument = 120
/** A moment between the first post and the kill, ms: captures are under way all the time. */
const longestWait = 600

/** Throws where a document that was answered 202 is not whole, another is in part, or an event stands twice. */
export const proveKills = async (count: number, report: (tally: Tally) => void = () => {}): Promise<Tally> => {
  const dataDir = temporaryFolder('kill')
  const port = await freePort()
  const site = { dataDir, port, api: clientOf(`http://127.0.0.1:${port}`, apiKey) }
  const tally: Tally = { kills: 0, answered: 0, whole: 0, absent: 0 }
  let program = await start(site)
  try {
    for (; tally.kills < count; tally.kills += 1) {
      const posted = await postUntilKilled(site, program)
      program = await start(site)
      for (const one of posted) await judge(site, one, tally)
      for (const one of posted) await postAgain(site, one)
      await judgeOrder(site)
      report(tally)
    }
    kill(program.pid, 'SIGTERM')
    await program.ended
    return tally
  } finally {
    kill(program.pid, 'SIGKILL')
    for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
    removeFolder(dataDir)
  }
}

const start = async ({ dataDir, port }: Site): Promise<Program> => {
  const settings = { DATA_DIR: dataDir, PORT: String(port), API_KEY: apiKey, SAMPLE_DATA: 'off', LOG_LEVEL: 'warn' }
  const program = runMain([], settings)
  await printed(program, /^API description/m)
  return program
}

const newDocument = (): Posted => {
  const place = `https://example.org/place/${randomUUID()}`
  const events = randomInt(1, longestDocument)
  const list = Array.from({ length: events }, () =>
    event({
      eventID: `urn:uuid:${randomUUID()}`,
      readPoint: { id: place },
      epcList: [item(1, randomUUID().slice(0, 8))],
    }),
  )
  return { text: document(list), place, events, answered: false }
}

const postUntilKilled = async ({ api, dataDir }: Site, program: Program): Promise<Posted[]> => {
  const posted: Posted[] = []
  const lane = async () => {
    for (;;) {
      const one = newDocument()
      posted.push(one)
      const answer = await api.post('/capture', one.text)
      assert.equal(answer.status, 202, answer.text)
      one.answered = true
    }
  }
  const running = Array.from({ length: lanes }, () => lane().catch(refuseButFetch))
  await sleep(randomInt(0, longestWait))
  for (const pid of victims(program, dataDir)) kill(pid, 'SIGKILL')
  kill(program.pid, 'SIGKILL')
  await Promise.all(running)
  return posted
}

/** A connection that breaks off is what a kill does; anything else is a finding. While it dies, 503 may come too. */
const refuseButFetch = (error: Error): void => {
  const isBroken = error instanceof TypeError || /^503/.test(String((error as { actual?: unknown }).actual))
  if (!isBroken) throw error
}

/** The server alone; or first its database; or database and guard with it, so that nobody shuts down in order. */
const victims = ({ pid }: Program, dataDir: string): number[] => {
  const kind = randomInt(3)
  if (kind === 0) return []
  const servers = processesOf(dataDir).filter((each) => each !== pid)
  if (kind === 1) return servers.filter((each) => !commandOf(each).includes('nguon-guard'))
  return [...new Set([...servers, ...familyOf(pid)])]
}

const storedOf = async ({ api }: Site, { place }: Posted): Promise<string[]> => {
  const answer = await api.get(`/events?EQ_readPoint=${encodeURIComponent(place)}&perPage=${2 * longestDocument}`)
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer).map(({ eventID }) => String(eventID))
}

const judge = async (site: Site, one: Posted, tally: Tally): Promise<void> => {
  const { length } = await storedOf(site, one)
  if (one.answered) assert.equal(length, one.events, 'what was answered 202 is whole')
  else assert.ok(length === 0 || length === one.events, `${length} of ${one.events} events of a document are stored`)
  if (one.answered) tally.answered += 1
  else if (length > 0) tally.whole += 1
  else tally.absent += 1
}

const postAgain = async (site: Site, one: Posted): Promise<void> => {
  const answer = await site.api.post('/capture', one.text)
  assert.equal(answer.status, 202, answer.text)
  const stored = await storedOf(site, one)
  assert.equal(stored.length, one.events)
  assert.equal(new Set(stored).size, one.events, 'each event stands once')
}

/** What no query shows: captures' positions, after that of the register's units, have no gap, and no row that finds an event is without it. */
const judgeOrder = async ({ dataDir }: Site): Promise<void> => {
  const [password, port] = ['postgres-password', 'postgres-port'].map((name) =>
    readFileSync(join(dataDir, name), 'utf8').trim(),
  )
  const client = new pg.Client({ connectionString: `postgres://nguon:${password}@127.0.0.1:${port}/nguon` })
  await client.connect()
  try {
    const { rows } = await client.query(`
      select (select max(position) - min(position) + 1 = count(*) or count(*) = 0 from platform.position) as gapless,
             (select count(*)::int from events.identity i
               where not exists (select from events.event e where e.event_uid = i.event_uid)) as without_event,
             (select count(*)::int from events.event e
               where not exists (select from events.identity i where i.event_uid = e.event_uid)) as without_identity,
             (select count(*)::int from events.event e
               where not exists (select from events.event_key k where k.event_uid = e.event_uid)) as without_keys`)
    assert.deepEqual(rows, [{ gapless: true, without_event: 0, without_identity: 0, without_keys: 0 }])
  } finally {
    await client.end()
  }
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 200)
  const tally = await proveKills(count, ({ kills }) => {
    if ((kills + 1) % 10 === 0) process.stderr.write(`${kills + 1} kills\n`)
  })
  process.stdout.write(`${JSON.stringify(tally)}\n`)
}
