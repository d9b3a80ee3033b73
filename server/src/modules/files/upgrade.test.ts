import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { openDatabase } from '../../platform/postgres/database.ts'

const app = await testApp()
after(() => app.close())

const migration = readFileSync(join(import.meta.dirname, '../../../migrations/0062-files-own-bytes.sql'), 'utf8')

/** The tables as they were before: one row and one file for the bytes that several parties brought. */
const asBefore = `
  create table files.file (
    hash text primary key, media_type text not null, byte_count bigint not null, width integer, height integer);
  insert into files.file select distinct hash, media_type, byte_count, width, height from files.holding;
  alter table files.holding
    drop column blob, drop column media_type, drop column byte_count, drop column width, drop column height,
    drop constraint holding_hash_check,
    add constraint holding_hash_fkey foreign key (hash) references files.file;`

const contract = Buffer.from('%PDF-1.7\n% van ban uy quyen\n')
const authorization = (key: string) => ({ authorization: `Bearer ${key}` })
const bring = async (key: string): Promise<{ hash: string }> => {
  const headers = { ...authorization(key), 'content-type': 'application/pdf' }
  const answer = await fetch(`${app.url}/api/files`, { method: 'POST', headers, body: new Uint8Array(contract) })
  assert.equal(answer.status, 201)
  return (await answer.json()) as { hash: string }
}
const read = async (hash: string, key: string) => {
  const answer = await fetch(`${app.url}/files/${hash}`, { headers: authorization(key) })
  return [answer.status, answer.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(contract)]
}

test('what was brought before the bytes were each party’s own is read as before, and may be brought again', async () => {
  const [an, binh, chi] = [await app.party('Trại An'), await app.party('Trại Bình'), await app.party('Trại Chi')]
  const { hash } = await bring(an.key)
  await bring(binh.key)
  const pathOf = (name: string) => join(app.config.dataDir, 'files', name.slice(0, 2), name.slice(2))
  const [held] = await app.db.query<{ blob: string }>('select blob from files.holding where party_id = $1', [an.id])
  await mkdir(dirname(pathOf(hash)), { recursive: true })
  await rename(pathOf(held?.blob ?? ''), pathOf(hash))
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(asBefore)
  await owner.query(migration)
  await owner.end()

  const parties = [an, binh, chi]
  const seen = () => Promise.all(parties.map(({ key }) => read(hash, key)))
  assert.deepEqual(await seen(), [
    [200, true],
    [200, true],
    [404, false],
  ])
  await bring(an.key)
  await rename(pathOf(hash), `${pathOf(hash)}.gone`)
  assert.deepEqual(await read(hash, an.key), [200, true], 'brought again, it lies by itself')
  assert.deepEqual(await read(hash, binh.key), [404, false])
})
