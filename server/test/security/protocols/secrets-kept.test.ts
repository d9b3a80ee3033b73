import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { loadConfig } from '../../../src/platform/config.ts'
import { openDatabase } from '../../../src/platform/postgres/database.ts'
import { ownerPassword } from '../../../src/platform/postgres/secrets.ts'
import { operatorKey } from '../../../src/roles/open.ts'
import { type TestApp, type TestParty, testApp } from '../../app.ts'
import { testBrowser, testPerson, tokenOf } from '../../people.ts'

const root = join(import.meta.dirname, '../../../..')
let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp()
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

test('each installation makes its own key and database password, in files that nobody else may read', () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'nguon-secrets-')))
  try {
    const made = folders.map((DATA_DIR) => [operatorKey(loadConfig({ DATA_DIR })), ownerPassword(DATA_DIR)])
    assert.equal(new Set(made.flat()).size, 4, 'none like another')
    assert.ok(made.flat().every((secret) => secret.length >= 32))
    for (const folder of folders)
      for (const file of ['api-key', 'postgres-password'])
        assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
    const [first = ''] = folders
    assert.equal(operatorKey(loadConfig({ DATA_DIR: first })), made[0]?.[0], 'and keeps it')
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true })
  }
})

const notOurs = /^(node_modules|\.git|\.cache|data)$/
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.test(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })

/** Keys as they look: PEM, our own keys and tokens, those of the large clouds and code hosts, passwords within addresses. */
const looksSecret = [
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
  /\bn[gt]_(?!0{32})[0-9a-f]{32}_(?!0{64})[0-9a-f]{64}\b/,
  /\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b|\bxox[bp]-\d{10}|\bAIza[\w-]{35}\b/,
  /"d"\s*:\s*"[\w-]{43}"/,
]

test('no key, password or token stands in the sources', () => {
  const planted = `ng_${'1'.repeat(32)}_${'a'.repeat(64)}`
  assert.ok(
    looksSecret.some((look) => look.test(planted)),
    'one that stood there would be seen',
  )
  const files = filesBelow(root).filter((path) => statSync(path).size < 4_000_000)
  assert.ok(files.length > 500)
  const found = files.filter((path) => {
    const text = readFileSync(path, 'latin1')
    return looksSecret.some((look) => look.test(text))
  })
  assert.deepEqual(
    found.map((path) => relative(root, path)),
    [],
  )
})

test('what opens something by itself holds 256 random bits', async () => {
  const an = await testPerson(app, party.id, ['administrator'])
  const invited = await an.send('POST', '/api/accounts', { signInName: 'c@example.vn', name: 'C', duties: ['reader'] })
  const { link } = invited.json as { link: string }
  const made = await party.chief.post(`/api/parties/${party.id}/clients`, { label: 'máy chủ' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const form = { grant_type: 'client_credentials', client_id: clientID, client_secret: clientSecret }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const granted = await app.anonymous.post('/oauth/token', new URLSearchParams(form).toString(), headers)
  const { access_token: token } = granted.json as { access_token: string }
  const hexadecimal = [party.key, clientSecret, token].map((text) => text.slice(-64))
  for (const digits of hexadecimal) assert.match(digits, /^[0-9a-f]{64}$/)
  const cookies = ['nguon-session', 'nguon-device'].map((name) => an.cookies.get(name) ?? '')
  for (const text of [tokenOf(link), ...cookies]) assert.equal(Buffer.from(text, 'base64url').length, 32, text)
  assert.equal(new Set([...hexadecimal, tokenOf(link), ...cookies]).size, 6)
})

const asOwner = async <R>(text: string, values: unknown[]): Promise<R[]> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  const rows = await owner.query<R>(text, values)
  await owner.end()
  return rows
}

test('a password is kept under Argon2id at today’s cost; one kept at another cost is brought to it at sign-in', async () => {
  const an = await testPerson(app, party.id, ['reader'])
  const keptOf = async () => {
    const [row] = await asOwner<{ hash: string }>('select hash from identity.password where account_id = $1', [an.id])
    return row?.hash ?? ''
  }
  const today = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/
  assert.match(await keptOf(), today)
  const weak = await hash(an.password.normalize('NFC'), { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await asOwner('update identity.password set hash = $2 where account_id = $1', [an.id, weak])
  const signIn = (password: string) =>
    testBrowser(app).send('POST', '/api/sign-in', { signInName: an.signInName, password })
  assert.equal((await signIn(`${an.password} sai`)).status, 401)
  assert.equal(await keptOf(), weak, 'a wrong one renews nothing')
  assert.equal((await signIn(an.password)).status, 200)
  assert.match(await keptOf(), today)
  assert.equal((await signIn(an.password)).status, 200, 'and still opens')
})
