import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Answer, type Client, clientOf } from '../app.ts'
import { document, event, eventsOf } from '../documents.ts'
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
  until,
} from './program.ts'

const dataDir = temporaryFolder('away')
let program: Program
let api: Client
let shopper: Client

before(async () => {
  const port = await freePort()
  const settings = { DATA_DIR: dataDir, PORT: String(port), API_KEY: 'key-of-the-test', SAMPLE_DATA: 'off' }
  program = runMain([], { ...settings, DATABASE_TIMEOUT: '1', LOG_LEVEL: 'warn' })
  await printed(program, /^API description/m)
  api = clientOf(`http://127.0.0.1:${port}`, 'key-of-the-test')
  shopper = clientOf(`http://127.0.0.1:${port}`)
})
after(async () => {
  kill(program.pid, 'SIGTERM')
  await program.ended
  for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
  removeFolder(dataDir)
})

const postmaster = (): number =>
  Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])

const oneEvent = (): string => document([event({ eventID: `urn:uuid:${randomUUID()}` })])

const isAway = (answer: Answer): void => {
  assert.equal(answer.status, 503, answer.text)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
}

/** Everything that reads or writes says so, each in time; the health tells it to whoever runs us. */
const everyDoorSaysAway = async (): Promise<void> => {
  const answers = await Promise.all([
    api.get('/events'),
    api.post('/capture', oneEvent()),
    shopper.get('/01/09521101000108/10/MC260620-01', { accept: 'text/html' }),
  ])
  for (const answer of answers) isAway(answer)
  const health = await shopper.get('/health')
  assert.deepEqual([health.status, health.json], [503, { status: 'down' }])
}

const servesAgain = (): Promise<boolean> =>
  until('an answer', async () => {
    const { status } = await api.post('/capture', oneEvent())
    return status === 202 ? true : undefined
  })

test('a database that is killed while it serves comes again by itself; until then, 503', async () => {
  await servesAgain()
  const killed = postmaster()
  for (const pid of familyOf(killed)) kill(pid, 'SIGKILL')
  await until('503 or healed', async () => {
    const answer = await api.get('/events')
    if (answer.status === 503) isAway(answer)
    return answer.status === 503 || postmasterIsOther(killed) ? true : undefined
  })
  await servesAgain()
  assert.notEqual(postmaster(), killed)
  assert.equal(program.child.exitCode, null)
})

const postmasterIsOther = (pid: number): boolean => {
  try {
    return postmaster() !== pid
  } catch {
    return false
  }
}

test('a database that hangs: 503 in time at every door, nothing half stored, and all is well when it goes on', async () => {
  const { length } = eventsOf(await api.get('/events?perPage=100'))
  const members = familyOf(postmaster()).filter((pid) => commandOf(pid) !== '')
  for (const pid of members) kill(pid, 'SIGSTOP')
  try {
    await everyDoorSaysAway()
    await everyDoorSaysAway()
  } finally {
    for (const pid of members) kill(pid, 'SIGCONT')
  }
  await until('the health', async () => ((await shopper.get('/health')).status === 200 ? true : undefined))
  await servesAgain()
  assert.equal(eventsOf(await api.get('/events?perPage=100')).length, length + 1)
})

test('a session that is killed breaks one request at most', async () => {
  await servesAgain()
  const sessions = familyOf(postmaster()).filter((pid) => /nguon nguon/.test(commandOf(pid)))
  assert.ok(sessions.length > 0)
  kill(sessions[0] ?? 0, 'SIGTERM')
  await servesAgain()
  assert.equal((await api.get('/events')).status, 200)
})

test('stopped while a request is under way, it answers first', async () => {
  const slow = Promise.all(Array.from({ length: 5 }, () => api.post('/capture', oneEvent())))
  await new Promise((resolve) => setTimeout(resolve, 5))
  kill(program.pid, 'SIGTERM')
  const answers = await slow.catch((error: unknown) => error)
  assert.equal(await program.ended, 0, program.stderr())
  assert.deepEqual(processesOf(dataDir), [])
  if (Array.isArray(answers)) for (const { status } of answers) assert.equal(status, 202)
})
