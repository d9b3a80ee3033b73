import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, type TestParty, testApp } from '../../../../test/app.ts'

const app = await testApp()
after(() => app.close())

const rolesOf = async (party: TestParty): Promise<string[]> => {
  const { items } = (await app.operator.get(`/api/parties/${party.id}/roles`)).json as {
    items: { role: string; endedAt: string | null }[]
  }
  return items.filter(({ endedAt }) => endedAt === null).map(({ role }) => role)
}
const give = (party: TestParty, grant: object) => app.operator.post(`/api/parties/${party.id}/roles`, grant)
const mayQuery = async (party: TestParty): Promise<boolean> => (await party.get('/events')).status === 200

test('an organisation has the role of what it is; an agency has none until one is given to it', async () => {
  assert.deepEqual(await rolesOf(await app.party('Hợp tác xã', { kind: 'cooperative' })), ['enterprise'])
  assert.deepEqual(await rolesOf(await app.party('Hộ ông A', { kind: 'household', publicName: { vi: 'Vườn A' } })), [
    'farmer',
  ])
  const agency = await app.party('Sở', { kind: 'agency' })
  assert.deepEqual(await rolesOf(agency), [])
  assert.equal(await mayQuery(agency), false)
  assert.equal((await give(agency, { role: 'leader' })).status, 201)
  assert.equal(await mayQuery(agency), true)
})

test('it loses that role when it becomes something else', async () => {
  const party = await app.party('Công ty')
  await app.operator.put(`/api/parties/${party.id}`, { names: { vi: 'Công ty' }, kind: 'provider' })
  assert.deepEqual(await rolesOf(party), ['solution-provider'])
})

test('a role ends with its last day, or when it is taken away, for calls with a key that is open', async () => {
  const agency = await app.party('Phòng', { kind: 'agency' })
  await give(agency, { role: 'leader', validTo: '2026-01-31' })
  await give(agency, { role: 'leader', validFrom: '2999-01-01' })
  assert.equal(await mayQuery(agency), false)
  const { id } = (await give(agency, { role: 'leader', basis: 'QĐ 1' })).json as { id: string }
  assert.equal(await mayQuery(agency), true)
  assert.equal((await app.operator.delete(`/api/parties/${agency.id}/roles/${id}`)).status, 204)
  assert.equal(await mayQuery(agency), false)
  assert.equal((await app.operator.delete(`/api/parties/${agency.id}/roles/${id}`)).status, 404)
})

test('a role that reaches a part of the province names it, another names none', async () => {
  const agency = await app.party('Ủy ban nhân dân phường', { kind: 'agency' })
  for (const wrong of [
    { role: 'commune' },
    { role: 'commune', groups: ['fruit'] },
    { role: 'leader', units: ['25966'] },
    { role: 'sector', units: ['25966'] },
    { role: 'king' },
    { role: 'leader', validFrom: '2026-02-01', validTo: '2026-01-01' },
    { role: 'leader', reach: 'system' },
  ])
    assert.equal((await give(agency, wrong)).status, 400, JSON.stringify(wrong))
  assert.deepEqual(await rolesOf(agency), [])
  assert.equal((await give(agency, { role: 'commune', units: ['25966'] })).status, 201)
})

test('only who grants roles may grant one; a party reads its own', async () => {
  const party = await app.party('Công ty Một')
  const other = await app.party('Công ty Hai')
  const path = `/api/parties/${party.id}/roles`
  assert.equal((await party.post(path, { role: 'leader' })).status, 403)
  assert.equal((await party.get(path)).status, 200)
  assert.equal((await other.get(path)).status, 403)
  assert.equal((await other.get('/api/parties/00000000-0000-0000-0000-00000000000f/roles')).status, 403)
  assert.equal((await app.operator.get('/api/parties/00000000-0000-0000-0000-00000000000f/roles')).status, 404)
})

test('the table of rights is read as data, with names, by those who administer', async () => {
  const party = await app.party('Công ty Ba')
  assert.equal((await party.get('/api/rights')).status, 403)
  assert.equal((await app.anonymous.get('/api/rights')).status, 401)
  const { json } = await app.operator.get('/api/rights', { 'accept-language': 'en' })
  const { roles, rights } = json as { roles: { id: string; name: string }[]; rights: object[] }
  assert.equal(roles.length, 13)
  assert.ok(roles.every(({ id, name }) => name !== `identity.role.${id}`))
  assert.ok(rights.some((right) => JSON.stringify(right).includes('"commune","reach":"territory"')))
})

test('the same table as a page, each permission by its name in both languages', async () => {
  for (const language of ['vi', 'en']) {
    const { status, text } = await app.operator.get(`/office/rights?lang=${language}`, { accept: 'text/html' })
    assert.equal(status, 200)
    assert.equal(text.match(/<th scope="col">/g)?.length, 14)
    assert.doesNotMatch(text, /identity\.(permission|role|reach|duty)\./)
  }
})

test('a cookie of another program is no credential', async () => {
  const answer = await clientOf(app.url).get('/api/products', { cookie: 'theme=dark' })
  assert.equal(answer.status, 200)
})
