import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { operatorKey, testApp } from '../../../../test/app.ts'
import {
  accept,
  codeOf,
  csrfIn,
  type Invited,
  inviteTo,
  type TestBrowser,
  testBrowser,
  testPerson,
  tokenOf,
} from '../../../../test/people.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'
import { inviteSamplePerson, playSample } from '../../../sample/index.ts'
import { samplePartyIDs } from '../../registry/index.ts'
import { removeAccountsOf } from './people/manage-people.ts'

const app = await testApp({ TRUST_PROXY: '1' })
after(() => app.close())

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
const firm = await app.party('Công ty Hai')
const english = { 'accept-language': 'en' }

type Own = { id: string; actingFor: string; memberships: { partyID: string; duties: string[] }[] }
const own = async (browser: Pick<TestBrowser, 'get'>): Promise<Own> => (await browser.get('/api/account')).json as Own

test('the operator invites the first person; the link opens once, and only its hash is kept', async () => {
  const { link } = await inviteTo(app, coop.id, 'binh@example.vn', ['administrator'])
  const offer = await app.anonymous.get(`/api/invitations/${tokenOf(link)}`)
  assert.deepEqual([offer.status, (offer.json as { signInName: string }).signInName], [200, 'binh@example.vn'])
  const kept = await app.db.query<{ row: string }>('select i::text as row from identity.invitation i')
  assert.ok(kept.every(({ row }) => !row.includes(tokenOf(link))))
  assert.equal((await accept(app, link, 'con trâu đi trước cái cày')).status, 200)
  assert.equal(codeOf(await accept(app, link, 'con trâu đi trước cái cày')), 'account.invitation-unknown')
  assert.equal((await app.anonymous.get(`/api/invitations/${tokenOf(link)}`)).status, 404)
})

test('a link older than a day, one that was taken back, and one that a newer replaced open nothing', async () => {
  const old = await inviteTo(app, coop.id, 'old@example.vn')
  await owner("update identity.invitation set expires_at = now() - interval '1 second' where invitation_id = $1", [
    old.id,
  ])
  const first = await inviteTo(app, coop.id, 'twice@example.vn')
  const second = await inviteTo(app, coop.id, 'twice@example.vn')
  assert.equal((await app.operator.delete(`/api/accounts/invitations/${second.id}?party=${coop.id}`)).status, 204)
  for (const { link } of [old, first, second])
    assert.equal((await accept(app, link, 'con trâu đi trước cái cày')).status, 404)
})

test('a name is kept in one spelling, however it was typed', async () => {
  const name = 'Nguyễn Hữu Lộc'
  const person = {
    party: coop.id,
    signInName: 'loc@example.vn',
    name: ` ${name.normalize('NFD')} `,
    duties: ['reader'],
  }
  const { id } = (await app.operator.post('/api/accounts', person)).json as Invited
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

test('one account acts for several organisations, one at a time', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { link } = await inviteTo(app, firm.id, an.signInName, ['reader'])
  assert.equal(codeOf(await accept(app, link, 'somebody else altogether')), 'account.sign-in-wrong')
  assert.deepEqual((await accept(app, link, an.password)).json, { signedIn: false, secondFactor: [] })
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

test('an administrator invites and recovers its people; recovery ends all that was, elsewhere too', async () => {
  const chief = await testPerson(app, coop.id, ['administrator'])
  const an = await testPerson(app, coop.id, ['declarer'])
  await accept(app, (await inviteTo(app, firm.id, an.signInName)).link, an.password)
  const offered = await chief.send('POST', `/api/accounts/${an.id}/recovery`)
  assert.equal(offered.status, 201)
  assert.equal((await an.get('/api/account')).status, 200, 'the link alone changes nothing')
  const fresh = testBrowser(app)
  const { link } = offered.json as Invited
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
  await chief.send('POST', `/api/invitations/${tokenOf((invited.json as Invited).link)}`, {
    password: 'ruộng lúa chín vàng',
  })
  const { id } = await own(chief)
  assert.equal(codeOf(await chief.send('DELETE', `/api/accounts/${id}`)), 'account.last-administrator')
  assert.equal(
    codeOf(await chief.send('PUT', `/api/accounts/${id}/duties`, { duties: ['reader'] })),
    'account.last-administrator',
  )
  const less = await inviteTo(app, novel.id, 'giamdoc@example.vn', ['reader'])
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

test('a sample account exists only by a link that a start prints, and goes with the sample data', async () => {
  await playSample(app.url, operatorKey, () => {})
  const link = (await inviteSamplePerson(app.url, operatorKey)) ?? ''
  const both = await testPerson(app, coop.id, ['declarer'])
  const visitor = testBrowser(app)
  await visitor.send('POST', `/api/invitations/${tokenOf(link)}`, { password: 'măng cụt đầu mùa' })
  const { signInName, memberships } = (await visitor.get('/api/account')).json as Own & { signInName: string }
  assert.equal(await inviteSamplePerson(app.url, operatorKey), undefined, 'once somebody is there, no more')
  await accept(app, (await inviteTo(app, memberships[0]?.partyID ?? '', both.signInName)).link, both.password)
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
  const { link } = await inviteTo(app, coop.id, 'trang@example.vn')
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

async function owner(text: string, values: unknown[]): Promise<void> {
  const db = openDatabase(app.ownerUrl, { connections: 1 })
  await db.query(text, values)
  await db.end()
}
