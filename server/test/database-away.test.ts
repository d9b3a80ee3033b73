import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/platform/config.ts'
import { type Db, openDatabase } from '../src/platform/postgres/database.ts'
import { type RunningPostgres, startPostgres } from '../src/platform/postgres/launcher.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { openSecretBox } from '../src/platform/secret-box.ts'
import { type Answer, type Client, clientOf, operatorKey } from './app.ts'
import {
  assertComesBack,
  documentOf,
  neverTranslates,
  observation,
  readAll,
} from './conformance/epcis-2.0/sent-documents.ts'

/** A server with a database of its own, which the test may kill. */
const folder = mkdtempSync(join(tmpdir(), 'nguon-away-'))
const log = pino({ level: 'silent' })
let postgres: RunningPostgres
let db: Db
let http: Awaited<ReturnType<typeof createApp>>
let url: string
let operator: Client

before(async () => {
  chmodSync(folder, 0o711)
  postgres = await startPostgres({ dataDir: folder, log })
  await migrate(postgres.ownerUrl)
  db = openDatabase(postgres.ownerUrl, { role: 'nguon_server', connections: 4 })
  const config = loadConfig({ DATA_DIR: folder, API_KEY: operatorKey, LOG_LEVEL: 'silent' })
  http = await createApp(config, { db, log, operatorKey, box: openSecretBox(config) })
  await http.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
  operator = clientOf(url, operatorKey)
})

after(async () => {
  await http.close()
  await db.end()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

const processOfDatabase = (): number => {
  const [pid] = readFileSync(join(postgres.home.folder, 'cluster/postmaster.pid'), 'utf8').split('\n')
  return Number(pid)
}

/** Gone from one moment to the next, with all its sessions. Answers which process it was. */
const killDatabase = (): number => {
  const pid = processOfDatabase()
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Another process runs the database now, and the server answers from it. */
const recovered = async (killed: number): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (isRunningAnew(killed) && (await operator.get('/health')).status === 200) return
    await sleep(100)
  }
  assert.fail('the server does not come back')
}

const isRunningAnew = (killed: number): boolean => {
  try {
    return processOfDatabase() !== killed
  } catch {
    return false
  }
}

const isAway = (answer: Answer, language: 'vi' | 'en'): void => {
  assert.equal(answer.status, 503, answer.text)
  const { type, title } = answer.json as { type: string; title: string }
  assert.equal(type, 'epcisException:ImplementationException')
  assert.match(title, { vi: /cơ sở dữ liệu/, en: /database/ }[language])
  assert.ok(Number(answer.headers.get('retry-after')) > 0)
}

test('the database goes away: 503 in words, and everything goes on when it is back', async () => {
  await assertComesBack(operator, documentOf([observation(), observation()]))
  const killed = killDatabase()
  isAway(await operator.post('/capture', documentOf([observation()])), 'vi')
  isAway(await operator.get('/events', { ...neverTranslates, 'accept-language': 'en' }), 'en')
  await recovered(killed)
  assert.equal((await readAll(operator)).length, 2)
  assert.equal((await operator.post('/capture', documentOf([observation()]))).status, 202)
  assert.equal((await readAll(operator)).length, 3)
})

/** Sends the first half of a document, does something, sends the rest. */
const captureInHalves = (document: string, between: () => Promise<void>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sending = request(`${url}/capture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/ld+json' },
    })
    sending.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sending.on('error', reject)
    const half = Math.floor(document.length / 2)
    sending.write(document.slice(0, half), () => {
      between().then(() => sending.end(document.slice(half)), reject)
    })
  })

test('it goes away while a document comes in: all of it is stored or nothing, and it can be sent again', async () => {
  const rows = (await readAll(operator)).length
  const document = documentOf(Array.from({ length: 200 }, () => observation()))
  let killed = 0
  const status = await captureInHalves(document, async () => {
    killed = killDatabase()
  })
  assert.ok([202, 503].includes(status), String(status))
  await recovered(killed)
  assert.equal((await readAll(operator, 'perPage=1000')).length, status === 202 ? rows + 200 : rows)
  const again = await operator.post('/capture', document)
  assert.equal(again.status, 202)
  assert.equal((await readAll(operator, 'perPage=1000')).length, rows + 200)
})

test('it goes away at any moment of captures: each that was answered by 202 is there, whole', async () => {
  const rows = (await readAll(operator, 'perPage=1000')).length
  let taken = 0
  let stopping = false
  const send = async () => {
    while (!stopping) {
      const answer = await operator.post('/capture', documentOf([observation(), observation(), observation()]))
      if (answer.status === 202) taken += 1
      else assert.equal(answer.status, 503, answer.text)
    }
  }
  const senders = [send(), send(), send()]
  for (const pause of [40, 90, 150]) {
    await sleep(pause)
    await recovered(killDatabase())
  }
  stopping = true
  await Promise.all(senders)
  const stored = (await readAll(operator, 'perPage=1000')).length - rows
  // A commit may be done when its answer is lost with the session: then the document is there, whole, all the same.
  assert.equal(stored % 3, 0)
  assert.ok(stored / 3 >= taken && stored / 3 <= taken + 3 * senders.length, `${stored} stored, ${taken} taken`)
})
