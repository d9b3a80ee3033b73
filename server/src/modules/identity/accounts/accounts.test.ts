import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { operatorKey, testApp } from '../../../../test/app.ts'
import { csrfIn, testBrowser, testPerson, tokenOf } from '../../../../test/people.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'
import { inviteSamplePerson, playSample } from '../../../sample/index.ts'
import { samplePartyIDs } from '../../registry/index.ts'
import { removeAccountsOf } from './people/manage-people.ts'

const app = await testApp({ TRUST_PROXY: '1' })
after(() => app.close())

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
const firm = await app.party('Công ty Hai')
const english = { 'accept-language': 'en' }

type Own = {
  id: string
  actingFor: string
  memberships: { partyID: string; duties: string[] }[]
  sessions: { id: string; network: string; device: string; current: boolean }[]
}
type Link = { id: string; link: string; expiresAt: string }
const codeOf = (answer: { json: unknown }): string =>
  String((answer.json as { type?: string })?.type)
    .split(':')
    .at(-1) ?? ''

const inviteTo = async (partyID: string, signInName: string, duties = ['declarer']): Promise<Link> => {
  const answer = await app.operator.post('/api/accounts', { party: partyID, signInName, name: 'Trần Văn Bình', duties })
  assert.equal(answer.status, 201, answer.text)
  return answer.json as Link
}
const accept = (link: string, password: string) =>
  testBrowser(app).send('POST', `/api/invitations/${tokenOf(link)}`, { password })
const own = async (browser: { get(path: string): Promise<{ json: unknown }> }): Promise<Own> =>
  (await browser.get('/api/account')).json as Own

test('the operator invites the first person; the link opens once, and only its hash is kept', async () => {
  const { link } = await inviteTo(coop.id, 'binh@example.vn', ['administrator'])
  const offer = await app.anonymous.get(`/api/invitations/${tokenOf(link)}`)
  assert.deepEqual([offer.status, (offer.json as { signInName: string }).signInName], [200, 'binh@example.vn'])
  const kept = await app.db.query<{ row: string }>('select i::text as row from identity.invitation i')
  assert.ok(kept.every(({ row }) => !row.includes(tokenOf(link))))
  assert.equal((await accept(link, 'con trâu đi trước cái cày')).status, 200)
  assert.equal(codeOf(await accept(link, 'con trâu đi trước cái cày')), 'account.invitation-unknown')
  assert.equal((await app.anonymous.get(`/api/invitations/${tokenOf(link)}`)).status, 404)
})

test('a link older than a day, one that was taken back, and one that a newer replaced open nothing', async () => {
  const old = await inviteTo(coop.id, 'old@example.vn')
  await owner("update identity.invitation set expires_at = now() - interval '1 second' where invitation_id = $1", [
    old.id,
  ])
  const first = await inviteTo(coop.id, 'twice@example.vn')
  const second = await inviteTo(coop.id, 'twice@example.vn')
  assert.equal((await app.operator.delete(`/api/accounts/invitations/${second.id}?party=${coop.id}`)).status, 204)
  for (const { link } of [old, first, second])
    assert.equal((await accept(link, 'con trâu đi trước cái cày')).status, 404)
})

test('a name is kept in one spelling, however it was typed', async () => {
  const name = 'Nguyễn Hữu Lộc'
  const person = {
    party: coop.id,
    signInName: 'loc@example.vn',
    name: ` ${name.normalize('NFD')} `,
    duties: ['reader'],
  }
  const { id } = (await app.operator.post('/api/accounts', person)).json as Link
  const { invitations } = (await app.operator.get(`/api/accounts?party=${coop.id}`)).json as {
    invitations: { id: string; name: string }[]
  }
  assert.equal(invitations.find((each) => each.id === id)?.name, name)
  assert.equal((await app.operator.delete(`/api/accounts/invitations/${id}?party=${coop.id}`)).status, 204)
})

test('there is no account that nobody was invited to', async () => {
  const rows = await app.db.query<{ name: string }>('select sign_in_name as name from identity.account')
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['binh@example.vn'],
  )
})

test('passwords: long enough, none of the commonest, not one’s own name, the same however it was typed', async () => {
  const { link } = await inviteTo(coop.id, 'matkhau@example.vn')
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
    assert.equal(codeOf(await accept(link, password)), code, password)
  assert.equal((await accept(link, 'Đường về quê xa lắm'.normalize('NFD'))).status, 200)
  const signedIn = await testBrowser(app).send('POST', '/api/sign-in', {
    signInName: ' MATKHAU@example.vn ',
    password: 'Đường về quê xa lắm'.normalize('NFC'),
  })
  assert.deepEqual(signedIn.json, { secondFactor: [] })
  const [kept] = await app.db.query<{ hash: string }>('select hash from identity.password limit 1')
  assert.match(kept?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

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
  const { link } = await inviteTo(agency.id, an.signInName, ['reader'])
  assert.deepEqual((await accept(link, an.password)).json, { signedIn: false, secondFactor: [] })
  await an.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await own(an)).actingFor, agency.id)
  assert.equal((await an.get('/events')).status, 403)
})

test('one account acts for several organisations, one at a time', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { link } = await inviteTo(firm.id, an.signInName, ['reader'])
  assert.equal(codeOf(await accept(link, 'somebody else altogether')), 'account.sign-in-wrong')
  assert.deepEqual((await accept(link, an.password)).json, { signedIn: false, secondFactor: [] })
  assert.deepEqual(
    (await own(an)).memberships.map(({ partyID }) => partyID),
    [coop.id, firm.id],
  )
  assert.equal((await an.send('PUT', '/api/account/acting-for', { party: firm.id })).status, 204)
  assert.equal((await own(an)).actingFor, firm.id)
  assert.equal(((await an.get('/api/parties')).json as { items: { id: string }[] }).items[0]?.id, firm.id)
  const stranger = await app.party('Công ty Lạ')
  assert.equal(codeOf(await an.send('PUT', '/api/account/acting-for', { party: stranger.id })), 'account.not-a-member')
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
  await accept((await inviteTo(firm.id, an.signInName)).link, an.password)
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
    await owner(`update identity.session set ${change} where account_id = $1`, [an.id])
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

test('an administrator invites and recovers its people; recovery ends all that was, elsewhere too', async () => {
  const chief = await testPerson(app, coop.id, ['administrator'])
  const an = await testPerson(app, coop.id, ['declarer'])
  await accept((await inviteTo(firm.id, an.signInName)).link, an.password)
  const offered = await chief.send('POST', `/api/accounts/${an.id}/recovery`)
  assert.equal(offered.status, 201)
  assert.equal((await an.get('/api/account')).status, 200, 'the link alone changes nothing')
  const fresh = testBrowser(app)
  const { link } = offered.json as Link
  const password = 'mật khẩu hoàn toàn khác'
  assert.deepEqual((await fresh.send('POST', `/api/invitations/${tokenOf(link)}`, { password })).json, {
    signedIn: true,
    secondFactor: [],
  })
  assert.equal((await an.get('/api/account')).status, 401)
  assert.deepEqual(
    (await own(fresh)).memberships.map(({ partyID }) => partyID),
    [coop.id],
    'or the administrator of one could enter another',
  )
  const told = await firm.get('/api/audit?action=identity.end-membership')
  const deeds = (told.json as { items: { details: object }[] }).items.map(({ details }) => details)
  assert.deepEqual(deeds, [{ account: an.id, because: 'recovery' }], 'the other organisation reads why its person left')
  const before = await testBrowser(app).send('POST', '/api/sign-in', {
    signInName: an.signInName,
    password: an.password,
  })
  assert.equal(before.status, 401)
})

test('an organisation keeps an administrator; who only approves looks after administrators alone', async () => {
  const agency = await app.party('Chi cục', { kind: 'agency' })
  await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
  const approver = await testPerson(app, agency.id, ['approver'])
  const novel = await app.party('Công ty Mới')
  const invite = (duties: string[], party = novel.id) =>
    approver.send('POST', '/api/accounts', { party, signInName: 'giamdoc@example.vn', name: 'Lê Văn Cường', duties })
  assert.equal((await invite(['declarer'])).status, 403)
  assert.equal((await invite(['administrator'], '00000000-0000-0000-0000-0000000000aa')).status, 404)
  const invited = await invite(['administrator'])
  assert.equal(invited.status, 201, invited.text)
  const chief = testBrowser(app)
  await chief.send('POST', `/api/invitations/${tokenOf((invited.json as Link).link)}`, {
    password: 'ruộng lúa chín vàng',
  })
  const { id } = await own(chief)
  assert.equal(codeOf(await chief.send('DELETE', `/api/accounts/${id}`)), 'account.last-administrator')
  assert.equal(
    codeOf(await chief.send('PUT', `/api/accounts/${id}/duties`, { duties: ['reader'] })),
    'account.last-administrator',
  )
  const less = await inviteTo(novel.id, 'giamdoc@example.vn', ['reader'])
  const lessened = await chief.send('POST', `/api/invitations/${tokenOf(less.link)}`, {
    password: 'ruộng lúa chín vàng',
  })
  assert.equal(codeOf(lessened), 'account.last-administrator', 'nor by a link to itself')
  const clerk = await testPerson(app, novel.id, ['declarer'])
  const seen = (await approver.get(`/api/accounts?party=${novel.id}`)).json as { items: { id: string }[] }
  assert.deepEqual(
    seen.items.map((one) => one.id),
    [id],
  )
  assert.equal((await approver.send('POST', `/api/accounts/${clerk.id}/recovery?party=${novel.id}`)).status, 403)
  assert.equal((await chief.send('POST', `/api/accounts/${clerk.id}/recovery`)).status, 201)
  assert.equal((await clerk.get('/api/accounts')).status, 403)
})

test('the operator’s own person is invited by the operator’s key, and administers the system', async () => {
  const an = await testPerson(app, undefined, ['administrator'])
  assert.equal((await an.get('/api/rights')).status, 200)
  assert.equal(codeOf(await app.operator.get('/api/account')), 'account.no-person')
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

test('a sample account exists only by a link that a start prints, and goes with the sample data', async () => {
  await playSample(app.url, operatorKey, () => {})
  const link = (await inviteSamplePerson(app.url, operatorKey)) ?? ''
  const both = await testPerson(app, coop.id, ['declarer'])
  const visitor = testBrowser(app)
  await visitor.send('POST', `/api/invitations/${tokenOf(link)}`, { password: 'măng cụt đầu mùa' })
  const { signInName, memberships } = (await visitor.get('/api/account')).json as Own & { signInName: string }
  assert.equal(await inviteSamplePerson(app.url, operatorKey), undefined, 'once somebody is there, no more')
  await accept((await inviteTo(memberships[0]?.partyID ?? '', both.signInName)).link, both.password)
  await app.db.transaction(async (tx) => removeAccountsOf(tx, await samplePartyIDs(tx)))
  assert.equal((await visitor.get('/api/account')).status, 401)
  assert.deepEqual((await own(both)).memberships.length, 1)
  const left = await app.db.query('select account_id from identity.account where sign_in_name = $1', [signInName])
  assert.equal(left.length, 0)
})

test('an administrator looks after people on a page without script', async () => {
  const chief = await testPerson(app, firm.id, ['administrator'])
  const page = '/account/people'
  const send = (deed: string, fields: Record<string, string>) => chief.form(page, `${page}/${deed}`, fields)
  const invited = await send('invite', { name: 'Phạm Thị Dung', signInName: 'dung@example.vn', duties: 'declarer' })
  const link = /<code>([^<]+)<\/code>/.exec(invited.text)?.[1] ?? ''
  const dung = testBrowser(app)
  await dung.send('POST', `/api/invitations/${tokenOf(link)}`, { password: 'gió mùa đông bắc' })
  const { id } = await own(dung)
  assert.match((await chief.get(page)).text, /Phạm Thị Dung/)
  assert.equal((await send('duties', { account: id, duties: 'reader' })).status, 303)
  assert.deepEqual((await own(dung)).memberships[0]?.duties, ['reader'])
  assert.equal((await send('invite', { name: 'X', signInName: 'x y', duties: 'declarer' })).status, 400)
  assert.equal((await send('invite', { name: 'X', signInName: 'xyz', duties: 'king' })).status, 400)
  assert.equal((await send('invite', { name: ' ', signInName: 'xyz', duties: 'declarer' })).status, 400)
  const recovery = await send('recovery', { account: id })
  assert.match(recovery.text, /\/invitation\/[\w-]{43}/)
  const { invitations } = (await chief.get('/api/accounts')).json as { invitations: { id: string }[] }
  for (const { id: invitation } of invitations) assert.equal((await send('revoke', { invitation })).status, 303)
  assert.equal((await send('sessions', { account: id })).status, 303)
  assert.equal((await dung.get('/api/account')).status, 401)
  assert.equal((await send('end', { account: id })).status, 303)
  assert.equal((await send('end', { account: id })).status, 404)
})

test('the pages of an invitation work without script, from the link to the account', async () => {
  const { link } = await inviteTo(coop.id, 'trang@example.vn')
  const path = new URL(link).pathname
  const browser = testBrowser(app)
  const differing = await browser.form(path, path, { password: 'nắng hai sương', again: 'nắng hai sương một' })
  assert.equal(differing.status, 400)
  assert.match(differing.text, /role="alert">The two passwords are not the same/)
  const sent = await browser.form(path, path, { password: 'một nắng hai sương', again: 'một nắng hai sương' })
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/account'])
  const page = await browser.get('/account', english)
  assert.match(page.text, /trang@example\.vn/)
  assert.match(page.text, /Hợp tác xã Một/)
  assert.ok(csrfIn(page.text) !== '')
  assert.equal((await browser.get(path, { accept: 'text/html' })).status, 404)
})

const withoutNumber = (text: string): string => text.replace(/urn:uuid:[0-9a-f-]+|[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

async function owner(text: string, values: unknown[]): Promise<void> {
  const db = openDatabase(app.ownerUrl, { connections: 1 })
  await db.query(text, values)
  await db.end()
}
