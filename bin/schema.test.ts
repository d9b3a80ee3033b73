import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '../server/src/platform/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../server/test/database.ts'
import { dumpSchema } from './schema/dump-schema.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

// That server/schema.sql is what the migrations make is held by `npm run check`.

test('the same schema gives the same text, month by month partitions or not', async () => {
  const other = await createTestDatabase()
  const owner = openDatabase(other.url, { connections: 1 })
  try {
    await owner.query(`select events.ensure_month('2026-05-01')`)
    assert.equal(await dumpSchema(other.url), await dumpSchema(database.url))
  } finally {
    await owner.end()
    await other.drop()
  }
})

/** A change of the schema, and what it must show in the dump. */
const changes: Record<string, string> = {
  'create schema planted': 'create schema planted;',
  'create table planted.row (id uuid primary key, word text not null default $$x$$ check (word <> $$$$), made date)':
    "  word text not null default 'x'::text,",
  'create index on planted.row (made) where made is not null':
    'CREATE INDEX row_made_idx ON planted."row" USING btree (made) WHERE (made IS NOT NULL);',
  'alter table planted.row add unique (word)': '  constraint row_word_key UNIQUE (word)',
  'alter table planted.row add parent uuid references planted.row':
    '  constraint row_parent_fkey FOREIGN KEY (parent) REFERENCES planted."row"(id)',
  'alter table planted.row add total numeric generated always as (1 + 1) stored':
    '  total numeric generated always as ((1 + 1)) stored,',
  'grant select, insert on planted.row to nguon_server': 'grant insert, select on planted."row" to nguon_server;',
  'grant update (made) on planted.row to nguon_server': 'grant update (made) on planted."row" to nguon_server;',
  'create sequence planted.numbers as integer': 'create sequence planted.numbers as integer start 1',
  'create view planted.words as select word from planted.row': 'create view planted.words as',
  'create table planted.part (at date) partition by list (at)': ') partition by list (at);',
  "create table planted.part_one partition of planted.part for values in ('2026-01-01')":
    "create table planted.part_one partition of planted.part for values in ('2026-01-01');",
  'create function planted.one() returns int language sql as $$select 1$$': 'AS $function$select 1$function$;',
  'revoke execute on function planted.one() from public': '',
}

test('every kind of change shows in the dump', async () => {
  const owner = openDatabase(database.url, { connections: 1 })
  try {
    let before = await dumpSchema(database.url)
    for (const [change, shown] of Object.entries(changes)) {
      await owner.query(change)
      const now = await dumpSchema(database.url)
      assert.notEqual(now, before, change)
      assert.ok(now.includes(shown), `${change}\n${now.slice(now.indexOf('create schema planted'))}`)
      before = now
    }
  } finally {
    await owner.end()
  }
})
