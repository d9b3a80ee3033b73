import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { isCommon } from '../../src/modules/identity/accounts/password/common-passwords.ts'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { codeOf, testBrowser, testPerson, tokenOf } from '../people.ts'

const folder = mkdtempSync(join(tmpdir(), 'nguon-passwords-'))
const stolen = ['con cò bay lả bay la', 'tay làm hàm nhai 2019', 'correct horse battery staple']
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase()

/** The published list as it is given out: thousands of hashes, sorted, each with a count. */
const writeList = (): string => {
  const others = Array.from({ length: 5000 }, (_, index) => sha1(`stolen elsewhere ${index}`))
  const lines = [...others, ...stolen.map(sha1)].sort().map((hash, index) => `${hash}:${index * 37}`)
  const path = join(folder, 'list')
  writeFileSync(path, `${lines.join('\r\n')}\r\n`)
  return path
}

let app: TestApp
let coop: TestParty
before(async () => {
  app = await testApp({ BREACHED_PASSWORDS_FILE: writeList() })
  coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
})
after(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const asPage = { accept: 'text/html', 'accept-language': 'en' }
/** Why a password was refused; '' where it was not. */
const refusalOf = (answer: { json: unknown; status: number }): string => (answer.status < 300 ? '' : codeOf(answer))

const linkFor = async (signInName: string): Promise<string> => {
  const invited = { party: coop.id, signInName, name: 'Lê Văn Cường', duties: ['declarer'] }
  return tokenOf(((await app.operator.post('/api/accounts', invited)).json as { link: string }).link)
}
/** What somebody new who chooses a password is answered. */
const choose = async (password: string, signInName = `${crypto.randomUUID()}@example.vn`): Promise<string> =>
  refusalOf(await testBrowser(app).send('POST', `/api/invitations/${await linkFor(signInName)}`, { password }))
const signIn = async (signInName: string, password: string): Promise<number> =>
  (await testBrowser(app).send('POST', '/api/sign-in', { signInName, password })).status

test('a password is looked at as it was typed: no letter is made small, none cut off, no blank left out', async () => {
  const signInName = 'exact@example.vn'
  const password = `  Đường Xa ${'dài '.repeat(30)}cuối `
  assert.equal(await choose(password, signInName), '')
  assert.equal(await signIn(signInName, password), 200)
  for (const other of [
    password.trim(),
    password.toLowerCase(),
    password.slice(0, 72),
    password.slice(0, -2),
    `${password} `,
  ])
    assert.equal(await signIn(signInName, other), 401, other)
})

test('a password of any signs will do, of a hundred characters too', async () => {
  for (const password of [
    'chỉ toàn chữ thường',
    'ONLY CAPITAL LETTERS HERE',
    '7418529630951',
    '🌾🐃🌊🍚🌱🏡🛶🌧️🌞🪷🐟🦆',
    '~!@#$%^&*()_+{}|:"<>?',
    `${'một câu thật dài '.repeat(6)}`.slice(0, 100),
  ])
    assert.equal(await choose(password), '', password)
})

test('eleven characters are too few, twelve are enough', async () => {
  assert.equal(await choose('mười một ch'), 'account.password-too-short')
  assert.equal(await choose('mười hai chữ'), '')
})

test('no password ends by its age', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const db = openDatabase(app.ownerUrl, { connections: 1 })
  await db.query("update identity.password set changed_at = now() - interval '10 years' where account_id = $1", [an.id])
  await db.end()
  assert.equal(await signIn(an.signInName, an.password), 200)
  assert.equal((await an.get('/account', asPage)).status, 200)
})

test('more than three thousand of the commonest passwords that are long enough are refused', async () => {
  const words = [
    'password',
    'matkhau',
    'iloveyou',
    'qwertyuiop',
    'administrator',
    'truyxuatnguongoc',
    'anhyeuem',
    'vietnam',
  ]
  const tails = Array.from({ length: 1000 }, (_, year) => String(1500 + year))
  const guesses = words.flatMap((word) => tails.map((tail) => `${word}${tail}${word.length < 8 ? '!' : ''}`))
  const fitting = guesses.filter((guess) => guess.length >= 12)
  assert.ok(fitting.length > 3000)
  assert.deepEqual(
    fitting.filter((guess) => !isCommon(guess)),
    [],
  )
  for (const guess of ['Password2024!', 'qwertyuiop123', 'P@ssw0rd12345', 'iloveyou2023', '1q2w3e4r5t6y7u'])
    assert.equal(await choose(guess), 'account.password-common', guess)
})

test('words of this system and of its people that docs/security.md lists make no password', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/security.md'), 'utf8')
  const listed = /<!-- context words -->\n([\s\S]+?)\n\n/.exec(text)?.[1]?.match(/`[^`]+`/g) ?? []
  const words = listed.map((word) => word.slice(1, -1))
  assert.ok(words.length >= 15, String(words.length))
  for (const word of words) assert.ok(isCommon(`${word}2026!`), word)
  assert.equal(await choose('nguyenvanan2024', 'nguyenvanan@example.vn'), 'account.password-common')
  assert.equal(await choose('LêVănCường2024'), 'account.password-common')
  assert.equal(await choose('leaf@example.vn', 'leaf@example.vn'), 'account.password-own-name')
})

test('a password that was published as stolen is refused when it is chosen and when it is changed', async () => {
  for (const password of stolen) assert.equal(await choose(password), 'account.password-breached', password)
  assert.equal(await choose('stolen elsewhere 0'), 'account.password-breached')
  assert.equal(await choose('stolen elsewhere 4999'), 'account.password-breached')
  assert.equal(await choose('stolen elsewhere 5000'), '')
  const an = await testPerson(app, coop.id, ['declarer'])
  const change = { current: an.password, password: stolen[0] }
  assert.equal(refusalOf(await an.send('PUT', '/api/account/password', change)), 'account.password-breached')
  assert.equal(await signIn(an.signInName, an.password), 200)
})

test('fields for passwords hide what is typed, and let a browser or a program fill them in', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const invitation = `/invitation/${await linkFor('fields@example.vn')}`
  const pages = [await testBrowser(app).get('/sign-in', asPage), await an.get('/account', asPage)]
  pages.push(await testBrowser(app).get(invitation, asPage))
  const fields = pages.flatMap(({ text }) => text.match(/<input[^>]*name="(?:password|current|again)"[^>]*>/g) ?? [])
  assert.ok(fields.length >= 6, String(fields.length))
  for (const field of fields) {
    assert.match(field, /type="password"/)
    assert.match(field, /autocomplete="(?:current|new)-password"/)
  }
  for (const { text } of pages) assert.doesNotMatch(text, /onpaste|oncopy|autocomplete="off"[^>]*type="password"/)
})

test('nobody is asked for a hint or a secret question, nor is a password ever sent out', async () => {
  const described = (await app.anonymous.get('/api/openapi.json')).text
  assert.doesNotMatch(described, /(?<!token_type_)hint|secretQuestion|securityQuestion|mother/i)
  const an = await testPerson(app, coop.id, ['declarer'])
  for (const path of ['/api/account', '/account', `/api/accounts?party=${coop.id}`])
    assert.ok(!(await an.get(path)).text.includes(an.password), path)
})
