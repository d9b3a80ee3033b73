import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clientOf, type TestApp, type TestParty, testApp } from '../../app.ts'
import { type TestPerson, testPerson } from '../../people.ts'

// An administrator sees what the organisation's machines sign in with, and ends it, in a browser without script.

let app: TestApp
let mill: TestParty
let an: TestPerson

before(async () => {
  app = await testApp()
  mill = await app.party('Nhà máy gạo')
  an = await testPerson(app, mill.id, ['administrator'])
})
after(() => app.close())

const inEnglish = { accept: 'text/html', 'accept-language': 'en' }
const newClient = async (of: TestParty) => {
  const made = await of.chief.post(`/api/parties/${of.id}/clients`, {
    label: 'Phần mềm kho',
    scopes: ['registry.read-own'],
  })
  return made.json as { clientID: string; clientSecret: string }
}
const tokenOf = async ({ clientID, clientSecret }: { clientID: string; clientSecret: string }) => {
  const form = { grant_type: 'client_credentials', client_id: clientID, client_secret: clientSecret }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await app.anonymous.post('/oauth/token', new URLSearchParams(form).toString(), headers)
  return (answer.json as { access_token?: string }).access_token
}

test('an administrator ends a client on a page; its tokens open nothing from then on', async () => {
  const client = await newClient(mill)
  const machine = clientOf(app.url, await tokenOf(client))
  assert.equal((await machine.get('/api/mandates')).status, 200)
  const page = await an.get('/account/machines', inEnglish)
  assert.equal(page.status, 200)
  assert.match(page.text, /Phần mềm kho[\s\S]*Read the register[\s\S]*last used/)
  assert.ok(!page.text.includes(client.clientSecret))
  const action = `/account/machines/client/${client.clientID}/revoke`
  assert.ok(page.text.includes(`action="${action}"`))
  assert.equal((await an.form('/account/machines', action, {})).status, 303)
  assert.equal((await machine.get('/api/mandates')).status, 401)
  assert.equal(await tokenOf(client), undefined)
  assert.doesNotMatch((await an.get('/account/machines', inEnglish)).text, /Phần mềm kho/)
  const deeds = await app.db.query<{ account: string }>(
    `select account_id as account from platform.audit where action = 'identity.revoke-client' and subject = $1`,
    [mill.id],
  )
  assert.deepEqual(deeds, [{ account: an.id }])
})

test('keys are ended there as well, each organisation’s own alone', async () => {
  const other = await app.party('Hợp tác xã')
  const [stranger] = ((await other.chief.get(`/api/parties/${other.id}/keys`)).json as { items: { id: string }[] })
    .items
  const page = await an.get('/account/machines', { accept: 'text/html', 'accept-language': 'vi' })
  assert.match(page.text, /Khóa của máy[\s\S]*Mọi việc mà đơn vị được làm/)
  assert.ok(!page.text.includes(`${stranger?.id}`))
  const taken = await an.form('/account/machines', `/account/machines/key/${stranger?.id}/revoke`, {})
  assert.equal(taken.status, 404)
  assert.equal((await other.get('/api/mandates')).status, 200)
  const [own] = ((await mill.chief.get(`/api/parties/${mill.id}/keys`)).json as { items: { id: string }[] }).items
  assert.equal((await an.form('/account/machines', `/account/machines/key/${own?.id}/revoke`, {})).status, 303)
  assert.equal((await mill.get('/api/mandates')).status, 401)
})

test('who does not administer the organisation neither sees nor ends anything there', async () => {
  const reader = await testPerson(app, mill.id, ['reader'])
  assert.equal((await reader.get('/account/machines', inEnglish)).status, 403)
  const { clientID } = await newClient(await app.party('Cửa hàng'))
  assert.equal((await reader.form('/account', `/account/machines/client/${clientID}/revoke`, {})).status, 403)
  const page = await reader.get('/account', inEnglish)
  assert.doesNotMatch(page.text, /href="\/account\/machines"/)
  assert.match((await an.get('/account', inEnglish)).text, /href="\/account\/machines"/)
})
