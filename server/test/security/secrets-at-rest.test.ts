import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { writeBackup } from '../../src/platform/backup/index.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { type Db, openDatabase } from '../../src/platform/postgres/database.ts'
import { openSecretBox } from '../../src/platform/secret-box.ts'
import { openGround } from '../../src/roles/open.ts'
import { renewKeys } from '../../src/roles/renew-keys.ts'
import { type TestApp, type TestPlace, testApp } from '../app.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { type TestPerson, testBrowser, testPerson } from '../people.ts'

// Several starts of the program in one place: its secrets come under new keys, and go on opening.

let database: TestDatabase
let place: TestPlace
let app: TestApp
let owner: Db
const later: TestApp[] = []
const dataDir = mkdtempSync(join(tmpdir(), 'nguon-data-'))
const keyFile = join(dataDir, 'secrets-key')

before(async () => {
  database = await createTestDatabase()
  place = { database: { ...database, drop: async () => {} }, dataDir }
  app = await testApp({}, {}, place)
  owner = openDatabase(database.url, { connections: 1 })
})
after(async () => {
  await owner.end()
  for (const each of [...later, app]) await each.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

type WithTotp = TestPerson & { secret: Secret; recoveryCodes: string[] }

const withTotp = async (): Promise<WithTotp> => {
  const party = await app.party(`Hợp tác xã ${crypto.randomUUID()}`)
  const person = await testPerson(app, party.id, ['declarer'])
  const { secret } = (await person.send('POST', '/api/account/totp')).json as { secret: string }
  const read = Secret.fromBase32(secret)
  const confirmed = await person.send('PUT', '/api/account/totp', { code: codeNow(read) })
  return { ...person, secret: read, ...(confirmed.json as { recoveryCodes: string[] }) }
}

const codeNow = (secret: Secret, timestamp = Date.now()): string => new TOTP({ secret }).generate({ timestamp })

/** What a sign-in with the code of now comes to at a server. */
const signsIn = async (at: TestApp, { signInName, password, secret }: WithTotp): Promise<number> => {
  await owner.query('update identity.totp set last_step = 0')
  const browser = testBrowser(at)
  await browser.send('POST', '/api/sign-in', { signInName, password })
  return (await browser.send('POST', '/api/sign-in/second-factor', { code: codeNow(secret) })).status
}

type Row = { id: string; secret: Buffer; key: Buffer | null }
const rowOf = async ({ id }: { id: string }): Promise<Row> => {
  const [row] = await owner.query<Row>(
    'select account_id as id, secret, key_id as key from identity.totp where account_id = $1',
    [id],
  )
  return row ?? assert.fail('no row')
}

/** What a server does at its start. */
const startOnce = async (): Promise<void> => {
  const ground = await openGround(
    loadConfig({ DATA_DIR: dataDir, DATABASE_URL: database.url, LOG_LEVEL: 'silent', API_KEY: 'key-of-the-tests' }),
  )
  await renewKeys(ground, openSecretBox(app.config))
  await ground.close()
}
const startAgain = async (): Promise<TestApp> => {
  await startOnce()
  const next = await testApp({}, {}, place)
  later.push(next)
  return next
}

test('the secret of an authenticator app stands encrypted in the database, and opens in its own row alone', async () => {
  const [an, binh] = [await withTotp(), await withTotp()]
  const row = await rowOf(an)
  assert.equal(row.key?.length, 8)
  assert.ok(!row.secret.includes(Buffer.from(an.secret.bytes)))
  assert.equal(await signsIn(app, an), 200)
  await owner.query(
    'update identity.totp set secret = (select secret from identity.totp where account_id = $1) where account_id = $2',
    [an.id, binh.id],
  )
  assert.equal(await signsIn(app, { ...binh, secret: an.secret }), 500, 'another’s secret is none')
})

test('one from before, which stood as it is, is encrypted at the next start and goes on opening', async () => {
  const an = await withTotp()
  await owner.query('update identity.totp set secret = $2, key_id = null where account_id = $1', [
    an.id,
    Buffer.from(an.secret.bytes),
  ])
  const next = await startAgain()
  const row = await rowOf(an)
  assert.ok(row.key !== null && !row.secret.includes(Buffer.from(an.secret.bytes)))
  assert.equal(await signsIn(next, an), 200)
})

test('a new key on top of the file takes all over at the next start; the former one can go then', async () => {
  const an = await withTotp()
  const before = await rowOf(an)
  const [former, novel] = [readFileSync(keyFile, 'utf8').trim(), randomBytes(32).toString('base64')]
  writeFileSync(keyFile, `${novel}\n${former}\n`)
  assert.equal(await signsIn(await startAgain(), an), 200)
  const after = await rowOf(an)
  assert.notDeepEqual(after.key, before.key)
  writeFileSync(keyFile, `${novel}\n`)
  assert.equal(await signsIn(await startAgain(), an), 200)
  assert.deepEqual(await rowOf(an), after, 'nothing is left to do')
})

test('with its key lost nobody gets in by guessing, the start succeeds, and a recovery begins anew', async () => {
  const an = await withTotp()
  writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`)
  const next = await startAgain()
  assert.equal(await signsIn(next, an), 500)
  const [kept] = an.recoveryCodes
  const browser = testBrowser(next)
  await browser.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await browser.send('POST', '/api/sign-in/second-factor', { recoveryCode: kept })).status, 200)
  assert.equal((await browser.send('DELETE', '/api/account/totp')).status, 204)
})

test('no backup holds the key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-backup-'))
  try {
    const { files } = await writeBackup({ ownerUrl: database.url, dataDir }, join(folder, 'all.tar.gz'))
    assert.ok(!files.some(({ name }) => name.includes('secrets-key')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('recovery codes are 120 random bits, all different, kept as hashes, each good once', async () => {
  const an = await withTotp()
  const { recoveryCodes } = an
  assert.equal(new Set(recoveryCodes).size, 10)
  for (const code of recoveryCodes) assert.match(code, /^(?:[0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/)
  const rows = await owner.query<{ row: string }>('select c::text as row from identity.recovery_code c')
  assert.ok(rows.length >= 10 && rows.every(({ row }) => recoveryCodes.every((code) => !row.includes(code))))
  const complete = async (): Promise<number> => {
    const browser = testBrowser(app)
    await browser.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
    return (await browser.send('POST', '/api/sign-in/second-factor', { recoveryCode: recoveryCodes[0] })).status
  }
  assert.deepEqual([await complete(), await complete()], [200, 401])
})

test('a code ends with the half minute beside its own', async () => {
  const an = await withTotp()
  const complete = async (code: string): Promise<number> => {
    await owner.query('update identity.totp set last_step = 0')
    await owner.query('delete from identity.attempt')
    const browser = testBrowser(app)
    await browser.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
    return (await browser.send('POST', '/api/sign-in/second-factor', { code })).status
  }
  const now = Date.now()
  for (const steps of [-4, -3, 3, 4]) assert.equal(await complete(codeNow(an.secret, now + steps * 30_000)), 401)
})
