import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { accept, codeOf, inviteTo, type TestBrowser, testBrowser, testPerson } from '../../../../../test/people.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'

const app = await testApp({ TRUST_PROXY: '1' })
const owner = openDatabase(app.ownerUrl, { connections: 1 })
after(async () => {
  await owner.end()
  await app.close()
})

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
const firm = await app.party('Công ty Hai')
const english = { 'accept-language': 'en' }
const withoutNumber = (text: string): string => text.replace(/urn:uuid:[0-9a-f-]+|[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

type Own = { actingFor: string; sessions: { id: string; network: string; device: string; current: boolean }[] }
const own = async (browser: Pick<TestBrowser, 'get'>): Promise<Own> => (await browser.get('/api/account')).json as Own

test('a session acts for the organisation with the duties of its person, until either ends', async () => {
  const an = await testPerson(app, coop.id, ['reader'])
  const product = () => an.send('PUT', '/api/products/09521101000009', { names: { vi: 'Cam' } })
  assert.equal((await an.get('/events')).status, 200)
  assert.equal((await product()).status, 403, 'a reader declares nothing')
  const duties = (list: string[]) =>
    app.operator.put(`/api/accounts/${an.id}/duties?party=${coop.id}`, { duties: list })
  assert.equal((await duties(['declarer'])).status, 204)
  assert.notEqual((await product()).status, 403, 'from the next request on')
  assert.equal((await app.operator.delete(`/api/accounts/${an.id}?party=${coop.id}`)).status, 204)
  assert.equal((await an.get('/events')).status, 401)
  assert.equal((await an.get('/api/account')).status, 401)
  const again = await an.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal(codeOf(again), 'account.no-organisation')
})

test('a role that ends in the middle of a session ends its rights at the next request', async () => {
  const agency = await app.party('Sở Ba', { kind: 'agency' })
  const { id } = (await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'leader' })).json as { id: string }
  const an = await testPerson(app, agency.id, ['reader'])
  assert.equal((await an.get('/events')).status, 200)
  await app.operator.delete(`/api/parties/${agency.id}/roles/${id}`)
  assert.equal((await an.get('/events')).status, 403)
  assert.equal((await an.get('/api/account')).status, 200, 'it is still signed in')
})

test('the roles of a person in an organisation end with its place there, and do not come back with it', async () => {
  const agency = await app.party('Sở Bốn', { kind: 'agency' })
  const an = await testPerson(app, agency.id, ['reader'])
  const given = await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'leader', accountID: an.id })
  assert.equal(given.status, 201, given.text)
  assert.equal((await an.get('/events')).status, 200)
  assert.equal((await app.operator.delete(`/api/accounts/${an.id}?party=${agency.id}`)).status, 204)
  const { link } = await inviteTo(app, agency.id, an.signInName, ['reader'])
  assert.deepEqual((await accept(app, link, an.password)).json, { signedIn: false, secondFactor: [] })
  await an.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await own(an)).actingFor, agency.id)
  assert.equal((await an.get('/events')).status, 403)
})

test('sessions: listed, ended one by one or all but this one, by their owner', async () => {
  const an = await testPerson(app, coop.id, ['declarer'], { network: '203.0.113.7' })
  const signIn = async () => {
    const browser = testBrowser(app, '198.51.100.9')
    await browser.send(
      'POST',
      '/api/sign-in',
      { signInName: an.signInName, password: an.password },
      {
        'user-agent': 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
      },
    )
    return browser
  }
  const [phone, tablet] = [await signIn(), await signIn()]
  const { sessions } = await own(an)
  assert.deepEqual(
    sessions.map(({ network, device, current }) => [network, device, current]),
    [
      ['198.51.100.0/24', 'Chrome, Android', false],
      ['198.51.100.0/24', 'Chrome, Android', false],
      ['203.0.113.0/24', '', true],
    ],
  )
  const phoneID = (await own(phone)).sessions.find(({ current }) => current)?.id
  assert.equal((await an.send('DELETE', `/api/account/sessions/${phoneID}`)).status, 204)
  assert.equal((await an.send('DELETE', `/api/account/sessions/${phoneID}`)).status, 404, 'once')
  assert.deepEqual([(await phone.get('/api/account')).status, (await tablet.get('/api/account')).status], [401, 200])
  await an.send('DELETE', '/api/account/sessions')
  assert.deepEqual([(await tablet.get('/api/account')).status, (await an.get('/api/account')).status], [401, 200])
  await an.send('POST', '/api/sign-out')
  assert.equal((await an.get('/api/account')).status, 401)
})

test('an administrator sees and ends the sessions of its own people, for its own organisation alone', async () => {
  const chief = await testPerson(app, coop.id, ['administrator'])
  const an = await testPerson(app, coop.id, ['declarer'])
  await accept(app, (await inviteTo(app, firm.id, an.signInName)).link, an.password)
  const path = `/api/accounts/${an.id}/sessions`
  assert.equal(((await chief.get(path)).json as { items: unknown[] }).items.length, 1)
  await an.send('PUT', '/api/account/acting-for', { party: firm.id })
  assert.deepEqual((await chief.get(path)).json, { items: [] }, 'where it acts for others is not shown')
  await an.send('PUT', '/api/account/acting-for', { party: coop.id })
  assert.equal((await chief.send('DELETE', path)).status, 204)
  assert.equal((await an.get('/api/account')).status, 401)
  const stranger = await testPerson(app, firm.id, ['declarer'])
  const unknown = '00000000-0000-0000-0000-0000000000aa'
  const [of, none] = [
    await chief.get(`/api/accounts/${stranger.id}/sessions`, english),
    await chief.get(`/api/accounts/${unknown}/sessions`, english),
  ]
  assert.equal(of.status, 404)
  assert.equal(withoutNumber(of.text), withoutNumber(none.text), 'a stranger is as unknown as nobody')
  for (const call of [
    () => chief.get(`/api/accounts?party=${firm.id}`, english),
    () => chief.get(`/api/accounts?party=${unknown}`, english),
    () => an.get('/api/accounts', english),
  ])
    assert.ok([401, 403].includes((await call()).status))
})

test('a session ends after half an hour of silence, and after twelve hours whatever happens', async () => {
  for (const change of ["last_seen_at = now() - interval '31 minutes'", "expires_at = now() - interval '1 second'"]) {
    const an = await testPerson(app, coop.id, ['declarer'])
    assert.equal((await an.get('/api/account')).status, 200)
    await owner.query(`update identity.session set ${change} where account_id = $1`, [an.id])
    assert.equal((await an.get('/api/account')).status, 401)
  }
})

test('forged tokens, and tokens sent twice, are no session', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const token = an.cookies.get('nguon-session') ?? ''
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  const last = token.endsWith('A') ? 'B' : 'A'
  for (const cookie of [
    `nguon-session=${token.slice(0, -1)}${last}`,
    'nguon-session=',
    `nguon-session=${token}; nguon-session=${token}`,
    `nguon-session=${token}'--`,
    `__Host-nguon-session=${token}`,
  ])
    assert.equal((await app.anonymous.get('/api/account', { cookie })).status, 401, cookie)
  const rows = await app.db.query<{ row: string }>('select s::text as row from identity.session s')
  assert.ok(rows.every(({ row }) => !row.includes(token) && !row.includes(Buffer.from(token).toString('hex'))))
})
