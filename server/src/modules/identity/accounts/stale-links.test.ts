import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { testApp } from '../../../../test/app.ts'
import {
  accept,
  codeOf,
  type Invited,
  inviteTo,
  type TestPerson,
  testBrowser,
  testPerson,
  tokenOf,
} from '../../../../test/people.ts'

const app = await testApp()
after(() => app.close())

const firm = await app.party('Công ty Một')
const chief = await testPerson(app, firm.id, ['administrator'])

type Own = { memberships: { partyID: string; duties: string[] }[] }
const dutiesOf = async (person: TestPerson): Promise<string[]> =>
  ((await person.get('/api/account')).json as Own).memberships.flatMap(({ duties }) => duties)

const addApp = async (person: TestPerson): Promise<void> => {
  const { secret } = (await person.send('POST', '/api/account/totp')).json as { secret: string }
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  assert.equal((await person.send('PUT', '/api/account/totp', { code })).status, 200)
}

/** A link by which a person begins anew; `keepSecondFactor`: with the second factor that it has. */
const recovery = async (
  by: Pick<TestPerson, 'send'>,
  person: TestPerson,
  keepSecondFactor: boolean,
): Promise<string> => {
  const offered = await by.send('POST', `/api/accounts/${person.id}/recovery?keepSecondFactor=${keepSecondFactor}`)
  assert.equal(offered.status, 201, offered.text)
  return (offered.json as Invited).link
}
const isOpen = async (link: string): Promise<boolean> =>
  (await app.anonymous.get(`/api/invitations/${tokenOf(link)}`)).status === 200

test('whoever was dismissed comes back by no link that was given out before', async () => {
  const an = await testPerson(app, firm.id, ['declarer'])
  const more = await inviteTo(app, firm.id, an.signInName, ['administrator'])
  const anew = await recovery(chief, an, false)
  assert.deepEqual([await isOpen(more.link), await isOpen(anew)], [true, true])
  assert.equal((await chief.send('DELETE', `/api/accounts/${an.id}`)).status, 204)
  assert.equal(codeOf(await accept(app, more.link, an.password)), 'account.invitation-unknown')
  assert.equal(codeOf(await accept(app, anew, 'mây trắng trên đỉnh núi')), 'account.invitation-unknown')
  const { signInName, password } = an
  const tried = await testBrowser(app).send('POST', '/api/sign-in', { signInName, password })
  assert.equal(codeOf(tried), 'account.no-organisation')
})

test('duties that were taken away do not come back by an invitation of before', async () => {
  const an = await testPerson(app, firm.id, ['declarer'])
  const { link } = await inviteTo(app, firm.id, an.signInName, ['administrator', 'approver'])
  assert.equal((await chief.send('PUT', `/api/accounts/${an.id}/duties`, { duties: ['reader'] })).status, 204)
  assert.equal(codeOf(await accept(app, link, an.password)), 'account.invitation-unknown')
  assert.deepEqual(await dutiesOf(an), ['reader'])
  const again = await inviteTo(app, firm.id, an.signInName, ['declarer'])
  assert.equal((await accept(app, again.link, an.password)).status, 200, 'a later one counts')
  assert.deepEqual(await dutiesOf(an), ['declarer'])
})

test('of two links by which a person begins anew the later holds, whichever kind it is', async () => {
  const an = await testPerson(app, firm.id, ['declarer'])
  await addApp(an)
  const password = await recovery(chief, an, true)
  const anew = await recovery(chief, an, false)
  assert.deepEqual([await isOpen(password), await isOpen(anew)], [false, true])
})

test('who has begun anew is not made to again by a link of another organisation', async () => {
  const other = await app.party('Công ty Hai')
  const otherChief = await testPerson(app, other.id, ['administrator'])
  const an = await testPerson(app, firm.id, ['declarer'])
  await addApp(an)
  await accept(app, (await inviteTo(app, other.id, an.signInName)).link, an.password)
  const stale = await recovery(otherChief, an, true)
  const fresh: TestPerson = { ...an, ...testBrowser(app), password: 'cánh cò bay lả bay la' }
  const anew = await recovery(chief, an, false)
  const begun = await fresh.send('POST', `/api/invitations/${tokenOf(anew)}`, { password: fresh.password })
  assert.equal(begun.status, 200, begun.text)
  await addApp(fresh)
  assert.equal(codeOf(await accept(app, stale, 'bóng tre trùm mát rượi')), 'account.invitation-unknown')
  assert.equal((await fresh.get('/api/account')).status, 200, 'its session goes on')
})
