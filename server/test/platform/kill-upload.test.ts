import assert from 'node:assert/strict'
import { readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { clientOf, operatorKey } from '../app.ts'
import { createTestDatabase } from '../database.ts'
import { untilWaiting } from '../waiting.ts'
import { freePort, kill, type Program, printed, removeFolder, runMain, temporaryFolder, until } from './program.ts'

const dataDir = temporaryFolder('kill-upload')
const [database, other] = [await createTestDatabase(), await createTestDatabase()]
const port = await freePort()
const url = `http://127.0.0.1:${port}`
const started: Program[] = []
after(async () => {
  for (const { pid } of started) kill(pid, 'SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  await database.drop()
  await other.drop()
  removeFolder(dataDir)
})

const start = async (databaseUrl: string): Promise<Program> => {
  const program = runMain([], {
    ...{ DATA_DIR: dataDir, DATABASE_URL: databaseUrl, PORT: String(port) },
    ...{ API_KEY: operatorKey, SAMPLE_DATA: 'off', LOG_LEVEL: 'warn' },
  })
  started.push(program)
  await printed(program, /^API description/m)
  return program
}

const upload = (text: string): Promise<Response> =>
  fetch(`${url}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/pdf' },
    body: `%PDF-1.7 ${text}`,
  })

/** Every file on the disk, in the order in which they were written. */
const onDisk = (): string[] =>
  readdirSync(join(dataDir, 'files'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)

const age = (path: string): void => {
  const long = new Date(Date.now() - 7_200_000)
  utimesSync(path, long, long)
}

/** Until the program has done what it does when it starts. */
const settled = async (databaseUrl: string): Promise<void> => {
  const owner = openDatabase(databaseUrl, { connections: 1 })
  await until('no job is left', async () => {
    const [row] = await owner.query<{ left: number }>('select count(*)::int as left from graphile_worker.jobs')
    return row?.left === 0 ? true : undefined
  })
  await owner.end()
}

test('what uploads left that were killed goes at the next start, when it is old; nothing else does', async () => {
  const killed = await start(database.url)
  const kept = (await (await upload('kept')).json()) as { hash: string }
  const [named] = onDisk()
  const owner = openDatabase(database.url, { connections: 1 })
  await owner
    .transaction(async (tx) => {
      await tx.query('lock table files.holding in exclusive mode')
      for (const [n, text] of ['lost', 'young'].entries()) {
        upload(text).catch(() => {})
        await untilWaiting({ ownerUrl: database.url }, () => n + 1)
      }
      kill(killed.pid, 'SIGKILL')
      await killed.ended
    })
    .finally(() => owner.end())
  const [, lost = '', young = ''] = onDisk()
  assert.equal(onDisk().length, 3, 'bytes that no row names')
  for (const path of [named ?? '', lost]) age(path)

  const again = await start(database.url)
  await settled(database.url)
  assert.deepEqual(onDisk().sort(), [named, young].sort())
  const answer = await clientOf(url, operatorKey).get(`/files/${kept.hash}`)
  assert.deepEqual([answer.status, answer.text], [200, '%PDF-1.7 kept'])
  kill(again.pid, 'SIGTERM')
  await again.ended

  for (const path of onDisk()) age(path)
  await start(other.url)
  await settled(other.url)
  assert.equal(onDisk().length, 2, 'of another system’s database it is believed nothing')
})
