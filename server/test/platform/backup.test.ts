import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { type Manifest, restoreBackup, writeBackup } from '../../src/platform/backup/index.ts'
import { announce } from '../../src/platform/jobs.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'

const scratch = mkdtempSync(join(tmpdir(), 'nguon-backup-'))
const archive = join(scratch, 'all.tar.gz')
const photo = readFileSync(join(import.meta.dirname, '../../../examples/pomelo/pomelo.png'))

let app: TestApp
let party: TestParty
let manifest: Manifest
let fileHash: string

before(async () => {
  app = await testApp()
  party = await app.party('Hợp tác xã bưởi')
  for (const day of [3, 17]) {
    const answer = await party.post('/events', anEvent(day))
    assert.equal(answer.status, 201, answer.text)
  }
  const form = new FormData()
  form.set('file', new Blob([photo], { type: 'image/png' }), 'pomelo.png')
  const sent = await fetch(new URL('/api/files?public=true', app.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${party.key}` },
    body: form,
  })
  assert.equal(sent.status, 201)
  fileHash = ((await sent.json()) as { hash: string }).hash
  await app.db.transaction((tx) => announce(tx, 'registry.changed', { keys: ['/01/09521201000107'] }))
  const owner = new pg.Client({ connectionString: app.ownerUrl })
  await owner.connect()
  await owner.query(`select graphile_worker.add_job('events.received/events.capture', '{}', 'events.capture')`)
  await owner.end()
  writeFileSync(join(app.config.dataDir, 'api-key'), 'the-key-of-the-operator\n')
  manifest = await writeBackup({ ownerUrl: app.ownerUrl, dataDir: app.config.dataDir }, archive)
})
after(async () => {
  await app.close()
  rmSync(scratch, { recursive: true, force: true })
})

const anEvent = (day: number) => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { tree: 'https://example.org/tree/' }],
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  eventTime: `2026-0${1 + (day % 5)}-${String(day).padStart(2, '0')}T08:00:00.000+07:00`,
  eventTimeZoneOffset: '+07:00',
  epcList: [`https://id.gs1.org/01/09521201000107/21/B${day}`],
  'tree:note': 'tab\there, line\nbreak, back\\slash, Bưởi "Bạch Đằng"',
})

type Place = { database: TestDatabase; dataDir: string; ownerUrl: string }

const emptyPlace = async (): Promise<Place> => {
  const database = await createTestDatabase({ empty: true })
  return { database, ownerUrl: database.url, dataDir: mkdtempSync(join(scratch, 'data-')) }
}

/** Everything in the tables, as text. */
const contentsOf = async (url: string, tables: Manifest['tables']): Promise<Record<string, string[]>> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const contents: Record<string, string[]> = {}
  for (const { name, columns } of tables.filter((table) => table.columns.length > 0)) {
    const { rows } = await client.query(`select row(${columns.join(', ')})::text as row from ${name} order by 1`)
    contents[name] = rows.map(({ row }) => row)
  }
  await client.end()
  return contents
}

test('the archive holds every table of every schema, the files and the keys', async () => {
  const client = new pg.Client({ connectionString: app.ownerUrl })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema|graphile_worker)'`,
  )
  await client.end()
  const held = manifest.tables.map(({ name }) => name)
  assert.deepEqual(
    rows.map(({ name }) => name).sort(),
    [...held.filter((name) => name !== 'jobs'), 'platform.migration'].sort(),
  )
  assert.ok(manifest.files.some(({ name, sha256 }) => name.startsWith('files/') && sha256 === fileHash))
  assert.ok(manifest.files.some(({ name }) => name === 'api-key'))
  assert.equal(statSync(archive).mode & 0o777, 0o600)
  assert.deepEqual(
    readdirSync(scratch).filter((name) => name.includes('unfinished')),
    [],
  )
})

/** An answer without the moment at which it was made. */
const lasting = (text: string): string => text.replace(/"creationDate":"[^"]+"/, '')

test('restored into an empty place, everything is as it was, and the server gives the same answers', async () => {
  const place = await emptyPlace()
  await restoreBackup(place, archive)
  assert.deepEqual(await contentsOf(place.ownerUrl, manifest.tables), await contentsOf(app.ownerUrl, manifest.tables))
  const restored = await testApp({}, {}, place)
  try {
    const headers = { authorization: `Bearer ${party.key}` }
    for (const path of ['/events', `/api/parties/${party.id}`, '/capture', `/files/${fileHash}`, '/health']) {
      const [was, is] = [await app.anonymous.get(path, headers), await restored.anonymous.get(path, headers)]
      assert.deepEqual([is.status, lasting(is.text)], [was.status, lasting(was.text)], path)
      assert.equal(is.status, 200, path)
    }
    assert.equal(readFileSync(join(restored.config.dataDir, 'api-key'), 'utf8'), 'the-key-of-the-operator\n')
    assert.equal((await restored.anonymous.post('/events', anEvent(21), headers)).status, 201)
    const jobs = await contentsOfQueue(restored.ownerUrl)
    assert.deepEqual(jobs[0], { task: 'announce', queue: null, attempts: 0 })
    assert.deepEqual(
      jobs.filter(({ queue }) => queue !== null),
      [{ task: 'events.received/events.capture', queue: 'events.capture', attempts: 0 }],
      'what takes turns goes on taking them',
    )
  } finally {
    await restored.close()
  }
})

const contentsOfQueue = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    'select task_identifier as task, queue_name as queue, attempts from graphile_worker.jobs order by id',
  )
  await client.end()
  return rows as { task: string; queue: string | null; attempts: number }[]
}

/** Whether anything was written there. */
const holdsData = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`select to_regclass('platform.head') is not null as made`)
    if (!rows[0].made) return false
    return (await client.query('select from platform.head where position > 0')).rowCount === 1
  } finally {
    await client.end()
  }
}

test('a place that holds something is refused, and stays as it is', async () => {
  await assert.rejects(restoreBackup({ ownerUrl: app.ownerUrl, dataDir: app.config.dataDir }, archive), /holds data/)
  assert.equal((await app.anonymous.get(`/files/${fileHash}`)).status, 200)
  const place = await emptyPlace()
  mkdirSync(join(place.dataDir, 'files/ab'), { recursive: true })
  writeFileSync(join(place.dataDir, 'files/ab/cd'), 'somebody')
  await assert.rejects(restoreBackup(place, archive), /is not empty/)
  assert.equal(readFileSync(join(place.dataDir, 'files/ab/cd'), 'utf8'), 'somebody')
  await place.database.drop()
})

/** The archive with something wrong in it, and what the refusal says. */
const damages: Record<string, [(bytes: Buffer) => Buffer, RegExp]> = {
  'cut short': [(bytes) => bytes.subarray(0, bytes.length >> 1), /damaged or incomplete/],
  'no archive at all': [() => Buffer.from('not an archive'), /damaged or incomplete/],
  'one changed row': [
    (bytes) => gzipSync(replace(gunzipSync(bytes), 'Bạch Đằng', 'Bậch Đằng')),
    /damaged: events\.event/,
  ],
  'another format': [(bytes) => gzipSync(replace(gunzipSync(bytes), '"format": 1', '"format": 2')), /newer version/],
  'a migration that we do not have': [
    (bytes) => gzipSync(replace(gunzipSync(bytes), '0001-platform.sql', '9001-platform.sql')),
    /no migration 9001-platform\.sql/,
  ],
  'a table that the migrations do not make': [
    (bytes) => gzipSync(replace(gunzipSync(bytes), '"name": "platform.head"', '"name": "platform.tail"')),
    /do not make: platform\.tail/,
  ],
  'a broken head': [
    (bytes) => gzipSync(replace(gunzipSync(bytes), 'tables/platform.head', 'tables/platform.tail')),
    /damaged or incomplete/,
  ],
  'its end is missing': [(bytes) => gzipSync(withoutLastFile(gunzipSync(bytes))), /is missing/],
}

const replace = (bytes: Buffer, was: string, is: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(latin(was), latin(is)), 'latin1')
const latin = (text: string): string => Buffer.from(text).toString('latin1')
/** A tar's last entry is the key: one block of head, one of content, then the end. */
const withoutLastFile = (tar: Buffer): Buffer => {
  const at = tar.lastIndexOf('api-key')
  return Buffer.concat([tar.subarray(0, at), Buffer.alloc(1024)])
}

for (const [name, [damage, said]] of Object.entries(damages)) {
  test(`an archive with a fault (${name}) leaves the place empty, and a whole one can follow`, async () => {
    const place = await emptyPlace()
    const broken = join(place.dataDir, '../broken.tar.gz')
    writeFileSync(broken, damage(readFileSync(archive)))
    await assert.rejects(restoreBackup(place, broken), said)
    assert.equal(await holdsData(place.ownerUrl), false)
    assert.deepEqual(readdirSync(place.dataDir), [])
    await restoreBackup(place, archive)
    assert.equal(await holdsData(place.ownerUrl), true)
    await place.database.drop()
  })
}
