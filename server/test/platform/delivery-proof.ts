/**
 * Kills a server at random moments while it tells a receiver of what is captured, and looks at what the receiver has, as
 * often as asked: `node server/test/platform/delivery-proof.ts 50`.
 */
import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, clientOf } from '../app.ts'
import { document, event, eventsOf, item } from '../documents.ts'
import { type Receiver, startReceiver } from '../receiver.ts'
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

/** What the rounds came to: events told, and messages that came again under an ID that the receiver knew. */
export type Tally = { kills: number; events: number; again: number }

type Site = { dataDir: string; port: number; api: Client }

const apiKey = 'key-of-the-delivery-proof'
/** A moment between the start of the captures and the kill, ms. */
const longestWait = 1500

/** Throws where an event that was answered 202 is not told, or told twice to a receiver that knows messages by their ID. */
export const proveDeliveries = async (count: number): Promise<Tally> => {
  const dataDir = temporaryFolder('deliver')
  const port = await freePort()
  const site = { dataDir, port, api: clientOf(`http://127.0.0.1:${port}`, apiKey) }
  const receiver = await slowReceiver()
  const captured = new Set<string>()
  let program = await start(site)
  try {
    assert.equal((await site.api.post('/queries', { name: 'all', query: {} })).status, 201)
    const made = await site.api.post('/queries/all/subscriptions', { dest: receiver.url, stream: true })
    assert.equal(made.status, 201, made.text)
    for (let kills = 0; kills < count; kills += 1) {
      await captureUntilKilled(site, program, captured)
      program = await start(site)
    }
    await until('everything is told', () => [...captured].every((id) => toldOnce(receiver).has(id)))
    return { kills: count, events: captured.size, again: receiver.messages.length - distinct(receiver).size }
  } finally {
    kill(program.pid, 'SIGKILL')
    for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
    removeFolder(dataDir)
    await receiver.close()
  }
}

/** Takes its time, so that kills come between a message and its answer, and now and then fails. */
const slowReceiver = async (): Promise<Receiver> => {
  const receiver = await startReceiver()
  receiver.answer((response) => {
    setTimeout(() => {
      response.statusCode = randomInt(10) === 0 ? 503 : 200
      response.end()
    }, randomInt(60))
  })
  return receiver
}

const start = async ({ dataDir, port }: Site): Promise<Program> => {
  const settings = { DATA_DIR: dataDir, PORT: String(port), API_KEY: apiKey, SAMPLE_DATA: 'off', LOG_LEVEL: 'warn' }
  const program = runMain([], { ...settings, CALLBACK_NETWORKS: '127.0.0.1' })
  await printed(program, /^API description/m)
  return program
}

const captureUntilKilled = async ({ api, dataDir }: Site, program: Program, captured: Set<string>): Promise<void> => {
  const lane = async () => {
    for (;;) {
      const ids = Array.from({ length: randomInt(1, 20) }, () => `urn:uuid:${randomUUID()}`)
      const list = ids.map((eventID) => event({ eventID, epcList: [item(1, randomUUID().slice(0, 8))] }))
      const answer = await api.post('/capture', document(list))
      if (answer.status === 202) for (const id of ids) captured.add(id)
      else assert.equal(answer.status, 503, answer.text)
    }
  }
  const running = [lane(), lane()].map((each) => each.catch(refuseButFetch))
  await sleep(randomInt(longestWait))
  if (randomInt(3) === 0) for (const pid of processesOf(dataDir)) if (pid !== program.pid) kill(pid, 'SIGKILL')
  kill(program.pid, 'SIGKILL')
  await Promise.all(running)
}

/** A connection that breaks off is what a kill does; anything else is a finding. */
const refuseButFetch = (error: Error): void => {
  if (!(error instanceof TypeError)) throw error
}

/** Messages by their ID: what comes again is the same message. */
const distinct = ({ messages }: Receiver) => new Map(messages.map((message) => [message.id, message]))

/** The events told, none of them in two messages. A message that was refused may be told again under its own ID only. */
const toldOnce = (receiver: Receiver): Set<string> => {
  const told = [...distinct(receiver).values()].flatMap((message) =>
    eventsOf(message).map(({ eventID }) => String(eventID)),
  )
  assert.equal(new Set(told).size, told.length, 'an event is told in two messages')
  return new Set(told)
}

if (import.meta.main) {
  process.stdout.write(`${JSON.stringify(await proveDeliveries(Number(process.argv[2] ?? 50)))}\n`)
}
