import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { createTestDatabase } from '../database.ts'
import { freePort, kill, printed, removeFolder, runMain, temporaryFolder } from './program.ts'

const dataDir = temporaryFolder('own')
after(() => removeFolder(dataDir))

test('with DATABASE_URL it serves from that database, starts none, plays nothing, and leaves it running', async () => {
  const database = await createTestDatabase()
  const port = await freePort()
  const program = runMain([], { DATA_DIR: dataDir, PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: 'warn' })
  try {
    await printed(program, /^API description/m)
    assert.doesNotMatch(program.stdout(), /Sample product/)
    assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200)
    assert.deepEqual(
      ['postgres', 'postgres-password'].filter((name) => existsSync(join(dataDir, name))),
      [],
    )
    kill(program.pid, 'SIGTERM')
    assert.equal(await program.ended, 0, program.stderr())
    const db = openDatabase(database.url, { connections: 1 })
    assert.deepEqual(await db.query('select count(*)::int as parties from registry.party where sample'), [
      { parties: 0 },
    ])
    await db.end()
  } finally {
    kill(program.pid, 'SIGKILL')
    await database.drop()
  }
})

test('a database that is not there, or lets us not in, ends the start with one sentence', async () => {
  for (const url of ['postgres://nobody@127.0.0.1:1/nothing', 'postgres://127.0.0.1:99999/x', 'nonsense']) {
    const program = runMain(['migrate'], { DATA_DIR: dataDir, DATABASE_URL: url })
    assert.equal(await program.ended, 1)
    assert.match(program.stderr(), /^nguon: .+\n$/)
  }
})

test('a setting that makes no sense, and a role that there is not, end it with one sentence', async () => {
  const wrong = runMain([], { DATA_DIR: dataDir, PORT: 'http' })
  assert.equal(await wrong.ended, 1)
  assert.equal(wrong.stderr(), 'nguon: PORT must be a whole number, not "http"\n')
  const unknown = runMain(['dance'], { DATA_DIR: dataDir })
  assert.equal(await unknown.ended, 2)
  assert.match(unknown.stderr(), /^usage: npm start/)
})
