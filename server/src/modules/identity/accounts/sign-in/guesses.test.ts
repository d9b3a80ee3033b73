import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { testApp } from '../../../../../test/app.ts'
import { type TestPerson, testBrowser, testPerson } from '../../../../../test/people.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'

const app = await testApp({ TRUST_PROXY: '1' })
const owner = openDatabase(app.ownerUrl, { connections: 1 })
after(async () => {
  await owner.end()
  await app.close()
})

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })

type Place = { network?: string; person?: TestPerson }
const attempt = (signInName: string, password: string, { network = '203.0.113.1', person }: Place = {}) => {
  const browser = testBrowser(app, network)
  const device = person?.cookies.get('nguon-device')
  if (device !== undefined) browser.cookies.set('nguon-device', device)
  return browser.send('POST', '/api/sign-in', { signInName, password }, { 'accept-language': 'en' })
}

/** Guesses until the door asks to wait; what was answered until then. */
const guess = async (signInName: string, place: Place): Promise<string[]> => {
  const answers: string[] = []
  while (answers.length < 15) {
    const { status, json } = await attempt(signInName, 'sai mật khẩu rồi', place)
    answers.push(`${status} ${(json as { title: string }).title.replace(/\d+/, 'N')}`)
    if (status === 429) break
  }
  return answers
}

test('guessing is slowed down where it comes from, and nobody else is locked out by it', async () => {
  const an = await testPerson(app, coop.id, ['declarer'], { network: '203.0.113.1' })
  const answers = await guess(an.signInName, { network: '203.0.113.1' })
  assert.match(answers.at(-1) ?? '', /^429/)
  assert.ok(answers.length > 5, 'a few mistakes are forgiven')
  const there = await attempt(an.signInName, an.password, { network: '203.0.113.1' })
  assert.equal(there.status, 429, 'even the right password is not looked at')
  assert.ok(Number(there.headers.get('retry-after')) >= 1)
  assert.equal((await attempt(an.signInName, an.password, { network: '198.51.100.4' })).status, 200, 'another network')
  assert.equal((await attempt(an.signInName, an.password, { person: an })).status, 200, 'a browser that is known')
  const other = await testPerson(app, coop.id, ['declarer'])
  assert.equal((await attempt(other.signInName, other.password)).status, 200, 'somebody else of the same network')
})

test('a known browser of one account is none of another', async () => {
  const [an, binh] = [await testPerson(app, coop.id, ['declarer']), await testPerson(app, coop.id, ['declarer'])]
  await guess(an.signInName, { network: '203.0.113.2' })
  const answer = await attempt(an.signInName, an.password, { network: '203.0.113.2', person: binh })
  assert.equal(answer.status, 429)
})

test('whoever waits because of others’ guesses is not made to wait longer for having tried', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const place = { network: '203.0.113.9' }
  await attempt('somebody@example.vn', 'sai mật khẩu rồi', place)
  await owner.query("update identity.attempt set failures = 90, blocked_until = now() + interval '1 hour'")
  const counted = () => owner.query('select * from identity.attempt order by attempt_key')
  const before = await counted()
  for (let count = 0; count < 10; count += 1)
    assert.equal((await attempt(an.signInName, an.password, place)).status, 429)
  assert.deepEqual(await counted(), before)
  await owner.query('update identity.attempt set blocked_until = now()')
  assert.equal((await attempt(an.signInName, an.password, place)).status, 200)
})

test('who does not exist is answered like who mistyped, wait for wait', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const [known, unknown] = [
    await guess(an.signInName, { network: '203.0.113.3' }),
    await guess('nobody@example.vn', { network: '203.0.113.4' }),
  ]
  assert.deepEqual(new Set(known), new Set(unknown))
  const bodies = await Promise.all(
    [an.signInName, 'nobody@example.vn'].map((name) => attempt(name, 'sai mật khẩu rồi', { network: '203.0.113.5' })),
  )
  const [a, b] = bodies.map(({ text, headers }) => [
    text.replace(/urn:uuid:[0-9a-f-]+/, ''),
    [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
  ])
  assert.deepEqual(a, b)
})

test('waits grow with each further failure, up to a quarter of an hour', async () => {
  await owner.query('delete from identity.attempt')
  const waits: number[] = []
  for (let count = 0; count < 18; count += 1) {
    await attempt('waits@example.vn', 'sai mật khẩu rồi', { network: '203.0.113.6' })
    const [row] = await owner.query<{ wait: number }>(
      'select extract(epoch from max(blocked_until - last_at))::float8 as wait from identity.attempt',
    )
    waits.push(row?.wait ?? 0)
    await owner.query('update identity.attempt set blocked_until = now()')
  }
  assert.deepEqual(waits.slice(4, 12), [1, 2, 4, 8, 16, 32, 64, 128])
  assert.equal(waits.at(-1), 900)
})

test('guesses sent all at once are counted before they are judged', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => attempt(an.signInName, 'sai mật khẩu rồi', { network: '203.0.113.8' })),
  )
  assert.ok(answers.filter(({ status }) => status === 401).length <= 8)
})

/** Makes a secret, and gives what its app would show. */
const newTotp = async (person: TestPerson): Promise<TOTP> => {
  const { secret } = (await person.send('POST', '/api/account/totp')).json as { secret: string }
  return new TOTP({ secret: Secret.fromBase32(secret) })
}
const confirm = async ({ send }: Pick<TestPerson, 'send'>, code: string) =>
  (await send('PUT', '/api/account/totp', { code })).status

test('who guesses at the first code in a stolen session does not hold up its owner', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const thief = testBrowser(app)
  const { signInName, password } = an
  assert.equal((await thief.send('POST', '/api/sign-in', { signInName, password })).status, 200)
  const totp = await newTotp(an)
  const guesses: number[] = []
  while (guesses.length < 15 && guesses.at(-1) !== 429) guesses.push(await confirm(thief, 'không'))
  assert.equal(guesses.at(-1), 429)
  assert.equal(await confirm(an, totp.generate()), 200)
})

test('a first code that was right is no guess, however often an app is added and taken away', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  for (let count = 0; count < 8; count += 1) {
    assert.equal(await confirm(an, (await newTotp(an)).generate()), 200)
    assert.equal((await an.send('DELETE', '/api/account/totp')).status, 204)
  }
})
