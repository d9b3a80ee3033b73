import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { accept, codeOf, inviteTo, testBrowser, testPerson } from '../../../../../test/people.ts'

const app = await testApp()
after(() => app.close())

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })

test('passwords: long enough, none of the commonest, not one’s own name, the same however it was typed', async () => {
  const { link } = await inviteTo(app, coop.id, 'matkhau@example.vn')
  const refused = {
    'mười một ch': 'account.password-too-short',
    Password123456: 'account.password-common',
    'matkhau@123456': 'account.password-common',
    '111111111111': 'account.password-common',
    '123456789012345': 'account.password-common',
    'MatKhau@Example.vn': 'account.password-own-name',
    [`${'dài '.repeat(60)}`]: 'account.password-too-long',
  }
  for (const [password, code] of Object.entries(refused))
    assert.equal(codeOf(await accept(app, link, password)), code, password)
  assert.equal((await accept(app, link, 'Đường về quê xa lắm'.normalize('NFD'))).status, 200)
  const signedIn = await testBrowser(app).send('POST', '/api/sign-in', {
    signInName: ' MATKHAU@example.vn ',
    password: 'Đường về quê xa lắm'.normalize('NFC'),
  })
  assert.deepEqual(signedIn.json, { secondFactor: [] })
  const [kept] = await app.db.query<{ hash: string }>('select hash from identity.password limit 1')
  assert.match(kept?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('changing the password asks for the one before, and ends all other sessions', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const other = testBrowser(app)
  await other.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  const change = (current: string, password: string) => an.send('PUT', '/api/account/password', { current, password })
  assert.equal(codeOf(await change('not the one that it is', 'nước chảy đá mòn')), 'account.password-current-wrong')
  assert.equal(codeOf(await change(an.password, 'ngắn')), 'account.password-too-short')
  assert.equal((await other.get('/api/account')).status, 200)
  assert.equal((await change(an.password, 'nước chảy đá mòn')).status, 204)
  assert.deepEqual([(await other.get('/api/account')).status, (await an.get('/api/account')).status], [401, 200])
})

test('whoever guesses at the password in a stolen session waits, and the owner changes it meanwhile', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const thief = testBrowser(app)
  await thief.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  const change = (browser: typeof thief, current: string) =>
    browser.send('PUT', '/api/account/password', { current, password: 'nước chảy đá mòn' })
  const guesses: number[] = []
  while (guesses.length < 15 && guesses.at(-1) !== 429)
    guesses.push((await change(thief, `đoán lần thứ ${guesses.length}`)).status)
  assert.equal(guesses.at(-1), 429)
  assert.equal((await change(an, an.password)).status, 204)
  assert.deepEqual([(await thief.get('/api/account')).status, (await an.get('/api/account')).status], [401, 200])
})
