import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { announce, type Reactions, startWorker } from '../../src/platform/jobs.ts'
import { checkVersion } from '../../src/platform/postgres/check-version.ts'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { migrate, readMigrations } from '../../src/platform/postgres/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'

const scratch = mkdtempSync(join(tmpdir(), 'nguon-migrations-'))
let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ empty: true })
})
after(async () => {
  await database.drop()
  rmSync(scratch, { recursive: true, force: true })
})

let made = 0
const folderOf = (files: Record<string, string>): string => {
  made += 1
  const folder = join(scratch, String(made))
  cpSync(join(import.meta.dirname, '../../migrations/0001-platform.sql'), join(folder, '0001-platform.sql'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const rows = async <R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}

const first = { '0002-one.sql': 'create schema one; create table one.a (n integer);' }

test('files are applied once, in order, however many start at once', async () => {
  const folder = folderOf({ ...first, '0003-two.sql': 'alter table one.a add column m integer;' })
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, { folder })))
  assert.deepEqual(applied.flat(), ['0001-platform.sql', '0002-one.sql', '0003-two.sql'])
  assert.deepEqual(await migrate(database.url, { folder }), [])
})

test('line ends of a checkout make no difference', async () => {
  const folder = folderOf({ ...first, '0003-two.sql': 'alter table one.a add column m integer;' })
  const [before] = await readMigrations(folder)
  writeFileSync(join(folder, '0001-platform.sql'), (before?.text ?? '').replaceAll('\n', '\r\n'))
  assert.deepEqual(await migrate(database.url, { folder }), [])
})

test('an applied file that was changed is refused, by its name', async () => {
  const folder = folderOf({ '0002-one.sql': 'create schema one;', '0003-two.sql': '' })
  await assert.rejects(migrate(database.url, { folder }), /applied migration 0002-one\.sql was changed/)
})

test('a database of a newer version is refused, by what it has and we do not', async () => {
  await assert.rejects(
    migrate(database.url, { folder: folderOf(first) }),
    /has the migration 0003-two\.sql.*newer version/,
  )
})

test('a file that fails leaves nothing of itself; those before it stay', async () => {
  const folder = folderOf({
    ...first,
    '0003-two.sql': 'alter table one.a add column m integer;',
    '0004-good.sql': 'create table one.b (n integer);',
    '0005-bad.sql': 'create table one.c (n integer); select 1 / 0;',
  })
  await assert.rejects(migrate(database.url, { folder }), /0005-bad\.sql failed: division by zero/)
  const tables = await rows<{ name: string }>(
    database.url,
    `select tablename as name from pg_tables where schemaname = 'one' order by 1`,
  )
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['a', 'b'],
  )
})

test('a user that may not do it is told what it takes', async () => {
  const empty = await createTestDatabase({ empty: true })
  await rows(empty.url, `drop role if exists nobody_much`)
  await rows(empty.url, `create role nobody_much login password 'x'`)
  const url = new URL(empty.url)
  url.username = 'nobody_much'
  url.password = 'x'
  await assert.rejects(migrate(url.href), /permission denied.*must own the database and have CREATEROLE/)
  await empty.drop()
  await rows(database.url, 'drop role nobody_much')
})

test('a server that is none, and one that answers', async () => {
  await assert.rejects(checkVersion('postgres://nobody@127.0.0.1:1/nothing'), /does not answer \(DATABASE_URL\)/)
  await checkVersion(database.url)
})

test('the role of the server owns nothing, and may not change the record of deeds', async () => {
  const own = await createTestDatabase()
  const owned = await rows(own.url, `select from pg_class where relowner = 'nguon_server'::regrole`)
  assert.equal(owned.length, 0)
  const db = openDatabase(own.url, { role: 'nguon_server', connections: 1 })
  await assert.rejects(db.query('delete from platform.audit'), /permission denied/)
  await assert.rejects(db.query('create table platform.x ()'), /permission denied/)
  await assert.rejects(db.query('select from graphile_worker.jobs'), /permission denied/)
  await db.end()
  await own.drop()
})

test('what is announced happens once it is committed, each reaction by itself, and again where it fails', async () => {
  const own = await createTestDatabase()
  const db = openDatabase(own.url, { role: 'nguon_server', connections: 2 })
  const done: string[] = []
  const finished = Promise.withResolvers<void>()
  const note = (text: string) => {
    done.push(text)
    if (done.length === 4) finished.resolve()
  }
  let tries = 0
  const reactions: Reactions = {
    'things.made': {
      'first.react': async (payload) => note(`first ${JSON.stringify(payload)}`),
      'second.react': async () => {
        tries += 1
        note(`second, try ${tries}`)
        if (tries === 1) throw new Error('not yet')
      },
    },
    'things.last': { react: async () => note('last') },
  }
  await db.transaction((tx) => announce(tx, 'things.made', { n: 1 }))
  const failed = db.transaction(async (tx) => {
    await announce(tx, 'things.made', { n: 2 })
    throw new Error('rolled back')
  })
  await assert.rejects(failed, /rolled back/)
  const worker = await startWorker(own.url, reactions, pino({ level: 'silent' }))
  await db.transaction((tx) => announce(tx, 'things.last', {}))
  await finished.promise
  await worker.stop()
  assert.deepEqual(done.sort(), ['first {"n":1}', 'last', 'second, try 1', 'second, try 2'])
  await db.end()
  await own.drop()
})

test('events of before are listed by what they say, for who captured and who declared them', async () => {
  const filled = await createTestDatabase({ empty: true })
  try {
    const names = (await readMigrations()).map(({ name }) => name)
    await migrate(filled.url, { only: names.filter((name) => name < '0009') })
    const [uid, capturer, declarer, place] = ['1', '2', '3', '4'].map((digit) => digit.repeat(32))
    await rows(
      filled.url,
      `insert into events.event (event_uid, event_time, capture_number, ordinal, event_type, biz_step, captured_by, declared_by,
                                 event_id, event_id_ours, declaration, context_id, media_type, body)
       values ('${uid}', '2026-05-01Z', 1, 0, 4, 'shipping', '${capturer}', '${declarer}', 'urn:x:1', false, false, '${uid}', 0, '{}');
       insert into events.event_key (key, event_time, event_uid, role, capture_number, event_type, zone, declaration, captured_by, declared_by)
       values ('${place}', '2026-05-01Z', '${uid}', 9, 1, 4, '+07:00', false, '${capturer}', '${declarer}'),
              ('${place}', '2026-05-01Z', '${uid}', 10, 1, 4, '+07:00', false, '${capturer}', '${declarer}');
       insert into events.key values ('${place}', '/414/9521234000112', '2026-05-01', '2026-05-01')`,
    )
    await migrate(filled.url)
    const noted = await rows<{ noted: string }>(
      filled.url,
      `select left(party_id::text, 1) || ' ' || kind || ' ' || value || ' ' || spelling as noted from events.vocabulary order by 1`,
    )
    const placeWords = '/414/9521234000112 https://id.gs1.org/414/9521234000112'
    const words = ['0 AssociationEvent AssociationEvent', '1 shipping shipping', `3 ${placeWords}`, `4 ${placeWords}`]
    assert.deepEqual(
      noted.map((row) => row.noted),
      ['2', '3'].flatMap((party) => words.map((word) => `${party} ${word}`)),
    )
  } finally {
    await filled.drop()
  }
})
