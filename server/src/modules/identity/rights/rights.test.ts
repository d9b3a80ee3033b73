import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, type TestParty, testApp } from '../../../../test/app.ts'
import { testPerson } from '../../../../test/people.ts'
import { operatorPartyID } from '../../../platform/actor.ts'

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

test('who decides for the province makes nobody administrator of the system, by whichever road', async () => {
  const agency = await app.party('Chi cục', { kind: 'agency' })
  await give(agency, { role: 'standing-agency' })
  const runner = await app.party('Trung tâm vận hành', { kind: 'agency' })
  const { id } = (await give(runner, { role: 'administrator' })).json as { id: string }
  assert.equal((await agency.chief.post(`/api/parties/${agency.id}/roles`, { role: 'leader' })).status, 201)
  for (const party of [agency, runner])
    assert.equal((await agency.chief.post(`/api/parties/${party.id}/roles`, { role: 'administrator' })).status, 403)
  assert.equal((await agency.chief.delete(`/api/parties/${runner.id}/roles/${id}`)).status, 403, 'nor takes it away')
  const person = { signInName: 'ai.do@example.vn', name: 'Ai Đó', duties: ['administrator'] }
  for (const party of [runner.id, operatorPartyID]) {
    assert.equal((await agency.chief.post('/api/accounts', { ...person, party })).status, 403, 'nor invites one')
    assert.equal((await agency.chief.get(`/api/accounts?party=${party}`)).status, 403)
  }
  const chief = await testPerson(app, runner.id, ['administrator'])
  assert.equal((await agency.chief.post(`/api/accounts/${chief.id}/recovery?party=${runner.id}`)).status, 403)
  for (const [merged, into] of [
    [runner.id, agency.id],
    [agency.id, runner.id],
  ])
    assert.equal(
      (await agency.chief.post('/api/merges', { merged, into, basis: 'Biên bản' })).status,
      403,
      'nor becomes one',
    )
  assert.deepEqual([await rolesOf(runner), await rolesOf(agency)], [['administrator'], ['standing-agency', 'leader']])
  const firm = await app.party('Công ty Bốn')
  assert.equal((await agency.chief.post('/api/accounts', { ...person, party: firm.id })).status, 201)
})

test('a person with the duty to read alone keeps no looks from their owners, and does not agree for its household', async () => {
  const commune = await app.party('Xã', { kind: 'agency' })
  await give(commune, { role: 'commune', units: ['25747'] })
  const reader = await testPerson(app, commune.id, ['reader'])
  const delay = { until: new Date().toISOString().slice(0, 10), reason: 'Kiểm tra' }
  assert.equal((await reader.send('POST', '/api/cases', { subject: 'Vụ việc', delay })).status, 403)
  const house = await app.party('Hộ', { kind: 'household', publicName: { vi: 'Vườn' } })
  const guest = await testPerson(app, house.id, ['reader'])
  assert.equal((await guest.get('/api/consents')).status, 200)
  assert.equal((await guest.send('PUT', '/api/consents/publish-name', { wording: 1 })).status, 403)
  const owner = await testPerson(app, house.id, ['declarer'])
  assert.equal((await owner.send('PUT', '/api/consents/publish-name', { wording: 1 })).status, 204)
  assert.equal((await guest.send('DELETE', '/api/consents/publish-name')).status, 403)
  const clerk = await testPerson(app, commune.id, ['reader'])
  assert.equal((await clerk.send('PUT', '/api/consents/programme-news', { wording: 1 })).status, 204, 'for itself')
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
  const { keptToPersons } = json as { keptToPersons: string[] }
  assert.ok(keptToPersons.includes('identity.manage-accounts') && !keptToPersons.includes('events.capture'))
})

test('the same table as a page, each permission by its name in both languages', async () => {
  for (const language of ['vi', 'en']) {
    const { status, text } = await app.operator.get(`/office/rights?lang=${language}`, { accept: 'text/html' })
    assert.equal(status, 200)
    assert.equal(text.match(/<th scope="col">/g)?.length, 14)
    assert.doesNotMatch(text, /identity\.(permission|role|reach|duty|rights)\./)
    assert.match(text, language === 'vi' ? /con người quyết định<\/span>/ : /a person decides<\/span>/)
  }
})

test('a cookie of another program is no credential', async () => {
  const answer = await clientOf(app.url).get('/api/products', { cookie: 'theme=dark' })
  assert.equal(answer.status, 200)
})
