/**
 * Kills a server again and again while it takes in and captures large documents, and looks at what is left, as often as
 * asked: `node server/test/platform/kill-large.ts 100`. Durability is on, as in production.
 */
import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, clientOf } from '../app.ts'
import { document, event, eventsOf, item } from '../documents.ts'
import {
  freePort,
  kill,
  type Program,
  printed,
  processesOf,
  removeFolder,
  runMain,
  temporaryFolder,
  until,
} from './program.ts'

type Site = { dataDir: string; port: number; api: Client }
type Sent = {
  place: string
  events: number
  behaviour: 'rollback' | 'proceed'
  bad: boolean
  text: string
  path?: string
}

const apiKey = 'key-of-the-kill-proof'
const limits = { CAPTURE_SYNC_EVENTS: '100' }
const longestWait = 2500

/** Throws where a document whose job was promised does not end whole, or under rollback and with a fault not empty. */
export const proveLargeKills = async (kills: number, report: (killed: number) => void = () => {}): Promise<number> => {
  const dataDir = temporaryFolder('kill-large')
  const port = await freePort()
  const site = { dataDir, port, api: clientOf(`http://127.0.0.1:${port}`, apiKey) }
  let program = await start(site)
  let promised = 0
  try {
    for (let killed = 0; killed < kills; ) {
      const sent = newDocument()
      for (let again = true; again && killed < kills; killed += 1) {
        const sending = send(site, sent)
        await sleep(randomInt(longestWait))
        kill(program.pid, 'SIGKILL')
        await program.ended
        await sending
        report(killed)
        program = await start(site)
        again = sent.path !== undefined && (await stateOf(site, sent)).running
      }
      if (sent.path === undefined) await send(site, sent)
      promised += 1
      await judge(site, sent)
    }
    kill(program.pid, 'SIGTERM')
    await program.ended
    return promised
  } finally {
    kill(program.pid, 'SIGKILL')
    for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
    removeFolder(dataDir)
  }
}

const start = async ({ dataDir, port }: Site): Promise<Program> => {
  const settings = { DATA_DIR: dataDir, PORT: String(port), API_KEY: apiKey, SAMPLE_DATA: 'off', LOG_LEVEL: 'warn' }
  const program = runMain([], { ...settings, ...limits })
  await printed(program, /^API description/m)
  return program
}

const newDocument = (): Sent => {
  const place = `https://example.org/place/${randomUUID()}`
  const events = randomInt(1500, 4000)
  const bad = randomInt(3) === 0
  const list = Array.from({ length: events }, (_, index) =>
    event({
      eventID: `urn:uuid:${randomUUID()}`,
      readPoint: { id: place },
      epcList: [item(1, randomUUID().slice(0, 8))],
      ...(bad && index === events - 1 ? { action: 'NONE' } : {}),
    }),
  )
  return { place, events, bad, behaviour: randomInt(2) === 0 ? 'rollback' : 'proceed', text: document(list) }
}

/** Sends a document unless its job is promised already; a kill breaks the connection off. */
const send = async ({ api }: Site, sent: Sent): Promise<void> => {
  if (sent.path !== undefined) return
  const answer = await api
    .post('/capture', sent.text, { 'gs1-capture-error-behaviour': sent.behaviour })
    .catch((error: Error) => assert.ok(error instanceof TypeError, error))
  if (answer === undefined || answer.status === 503) return
  assert.equal(answer.status, 202, answer.text)
  sent.path = new URL(answer.headers.get('location') ?? '').pathname
}

type State = { running: boolean; success: boolean; 'nguon:eventsStored': number; 'nguon:eventsKnown': number }

const stateOf = async ({ api }: Site, { path = '' }: Sent): Promise<State> => {
  const answer = await api.get(path)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as State
}

const judge = async (site: Site, sent: Sent): Promise<void> => {
  const state = await until('the job ends', async () => {
    const now = await stateOf(site, sent)
    return now.running ? undefined : now
  })
  const good = sent.events - (sent.bad ? 1 : 0)
  const expected = sent.bad && sent.behaviour === 'rollback' ? 0 : good
  assert.equal(state.success, !sent.bad)
  assert.equal(state['nguon:eventsStored'] + state['nguon:eventsKnown'], expected)
  const ids: unknown[] = []
  for (let next: string | undefined = `/events?EQ_readPoint=${encodeURIComponent(sent.place)}&perPage=1000`; next; ) {
    const answer = await site.api.get(next)
    assert.equal(answer.status, 200, answer.text)
    ids.push(...eventsOf(answer).map(({ eventID }) => eventID))
    const link = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : link.slice(new URL(link).origin.length)
  }
  assert.deepEqual([ids.length, new Set(ids).size], [expected, expected])
}

if (import.meta.main) {
  const promised = await proveLargeKills(Number(process.argv[2] ?? 100), (killed) => {
    if ((killed + 1) % 10 === 0) process.stderr.write(`${killed + 1} kills\n`)
  })
  process.stdout.write(`${JSON.stringify({ promised })}\n`)
}
