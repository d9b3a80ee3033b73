import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { until } from '../../test/platform/program.ts'
import { startLeader } from './leader.ts'

let database: TestDatabase
const log = pino({ level: 'silent' })

before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

const leader = (turns: { count: number }) =>
  startLeader(database.url, {
    name: 'test',
    pause: 5,
    log,
    turn: async () => {
      turns.count += 1
      if (turns.count % 3 === 0) throw new Error('a turn that fails is no end')
    },
  })

test('one of several takes the turns; when it stops, another goes on', async () => {
  const [first, second] = [{ count: 0 }, { count: 0 }]
  const one = leader(first)
  await until('the first leads', () => first.count > 5 || undefined)
  const two = leader(second)
  const before = first.count
  await until('it goes on', () => first.count > before + 20 || undefined)
  assert.equal(second.count, 0)
  await one.stop()
  const last = first.count
  await until('the second leads', () => second.count > 5 || undefined)
  assert.equal(first.count, last)
  await two.stop()
})

test('a session that breaks is replaced', async () => {
  const turns = { count: 0 }
  const one = leader(turns)
  await until('it leads', () => turns.count > 5 || undefined)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const ended = await client.query(
    `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and d.datname = current_database()`,
  )
  assert.equal(ended.rowCount, 1)
  await client.end()
  await sleep(20)
  const before = turns.count
  await until('it leads again', () => turns.count > before + 20 || undefined)
  await one.stop()
})
