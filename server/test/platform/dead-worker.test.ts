import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { announce, startWorker } from '../../src/platform/jobs.ts'
import { type Db, openDatabase } from '../../src/platform/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { until } from './program.ts'

const log = pino({ level: 'silent' })
let database: TestDatabase
let owner: Db

before(async () => {
  database = await createTestDatabase()
  owner = openDatabase(database.url, { connections: 3 })
})
after(async () => {
  await owner.end()
  await database.drop()
})

/** A job that a worker of this name began a minute ago. */
const begun = async (worker: string, payload: string): Promise<void> => {
  await owner.query(`select graphile_worker.add_job('happened/note', $1::json)`, [JSON.stringify(payload)])
  await owner.query(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - interval '1 minute', attempts = 1
      where locked_by is null`,
    [worker],
  )
}

test('what a dead worker had begun is done by the next one to start; what a live one does is left to it', async () => {
  const done: unknown[] = []
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const reactions = {
    happened: {
      note: async (payload: unknown) => {
        done.push(payload)
        if (payload === 'slow') await held
      },
    },
  }
  const first = await startWorker(database.url, reactions, log)
  await owner.query(`select graphile_worker.add_job('happened/note', '"slow"'::json)`)
  await until('the first worker is at it', () => done.includes('slow') || undefined)
  await owner.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`)
  await begun('pool-of-a-killed-process', 'left')
  const second = await startWorker(database.url, reactions, log)
  await until('what was left is done', () => done.includes('left') || undefined)
  await owner.transaction((tx) => announce(tx, 'happened', { after: true }))
  await until('and what comes after', () => done.length >= 3 || undefined)
  assert.deepEqual(done.slice(0, 2), ['slow', 'left'])
  assert.equal(done.filter((each) => each === 'slow').length, 1)
  release()
  await Promise.all([first.stop(), second.stop()])
  assert.deepEqual(await owner.query('select 1 from graphile_worker.jobs'), [])
})
