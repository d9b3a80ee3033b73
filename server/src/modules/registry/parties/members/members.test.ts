import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, type TestParty, testApp } from '../../../../../test/app.ts'
import { bringing } from '../../../../../test/bringing.ts'
import { membersOf } from './members-of.ts'

const app = await testApp()
after(() => app.close())

const union = await app.party('Liên minh Hợp tác xã (mẫu)', { kind: 'association' })
const coop = await app.party('HTX Bưởi (mẫu)', { kind: 'cooperative' })
const house = await app.party('Hộ bà Năm', { kind: 'household', publicName: { vi: 'Vườn bà Năm' } })
const firm = await app.party('Công ty Ngoài')

type Membership = { id: string; state: string; group: string; member: string; validTo?: string }
const idOf = (answer: { json: unknown }): string => (answer.json as Membership).id
const list = async (client: TestParty, query = ''): Promise<Membership[]> =>
  ((await client.get(`/api/memberships${query}`)).json as { items: Membership[] }).items

let joined = ''

test('an association has roles by what it is', async () => {
  const roles = (await app.operator.get(`/api/parties/${union.id}/roles`)).json as { items: { role: string }[] }
  assert.deepEqual(
    roles.items.map(({ role }) => role),
    ['association'],
  )
})

test('what one side says does not count until the other agrees', async () => {
  const said = await union.post('/api/memberships', { group: union.id, member: coop.id, validFrom: '2026-01-01' })
  assert.equal(said.status, 201, said.text)
  joined = idOf(said)
  assert.deepEqual(await membersOf(app.db, union.id, '2026-06-01'), [])
  assert.equal((await union.post(`/api/memberships/${joined}/confirmation`)).status, 403, 'not by who said it')
  assert.equal((await firm.post(`/api/memberships/${joined}/confirmation`)).status, 404, 'for others there is none')
  const agreed = await coop.post(`/api/memberships/${joined}/confirmation`)
  assert.equal((agreed.json as Membership).state, 'confirmed', agreed.text)
  assert.deepEqual(await membersOf(app.db, union.id, '2026-06-01'), [coop.id])
  assert.deepEqual(await membersOf(app.db, union.id, '2025-12-31'), [], 'nor before its first day')
  assert.equal((await coop.post(`/api/memberships/${joined}/confirmation`)).status, 409, 'once')
})

test('what the registrar enters from paper counts at once', async () => {
  const basis = 'Sổ thành viên, trang 3'
  const made = await app.operator.post('/api/memberships', { group: coop.id, member: house.id, basis })
  assert.equal((made.json as Membership).state, 'confirmed', made.text)
  assert.deepEqual(await membersOf(app.db, coop.id), [house.id])
})

test('its two sides see a membership; nobody else sees that there is one', async () => {
  assert.equal((await coop.get(`/api/memberships/${joined}`)).status, 200)
  const [hidden, none] = [
    await firm.get(`/api/memberships/${joined}`),
    await firm.get('/api/memberships/01890000-0000-7000-8000-000000000000'),
  ]
  assert.deepEqual([hidden.status, none.status], [404, 404])
  assert.equal((await list(coop)).length, 1, 'its member')
  assert.deepEqual(
    (await list(coop, '?side=member')).map(({ group }) => group),
    [union.id],
  )
  assert.deepEqual(await list(firm), [])
  assert.equal((await firm.get(`/api/memberships?party=${coop.id}`)).status, 403)
})

test('nobody is a member of an enterprise, of itself, or twice at a time', async () => {
  const say = (client: TestParty, body: object) => client.post('/api/memberships', body)
  assert.equal((await say(firm, { group: firm.id, member: house.id })).status, 422)
  assert.equal((await say(coop, { group: coop.id, member: coop.id })).status, 422)
  assert.equal((await say(union, { group: union.id, member: coop.id, validFrom: '2026-05-01' })).status, 409)
  assert.equal((await say(firm, { group: union.id, member: coop.id })).status, 403)
  const reversed = { group: union.id, member: firm.id, validFrom: '2026-05-01', validTo: '2026-04-01' }
  assert.equal((await say(union, reversed)).status, 422)
})

test('either side ends it, by a last day; the past still knows it', async () => {
  const ended = await coop.delete(`/api/memberships/${joined}?lastDay=2026-03-31`)
  assert.deepEqual([(ended.json as Membership).state, (ended.json as Membership).validTo], ['ended', '2026-03-31'])
  assert.deepEqual(await membersOf(app.db, union.id, '2026-04-01'), [])
  assert.deepEqual(await membersOf(app.db, union.id, '2026-03-31'), [coop.id])
  assert.equal((await union.delete(`/api/memberships/${joined}`)).status, 409)
  const again = await union.post('/api/memberships', { group: union.id, member: coop.id, validFrom: '2026-05-01' })
  assert.equal(again.status, 201, again.text)
})

test('who ends a membership by a day far ahead does not keep the other in it', async () => {
  const said = await union.post('/api/memberships', { group: union.id, member: firm.id, validFrom: '2026-01-01' })
  const path = `/api/memberships/${idOf(said)}`
  assert.equal((await firm.post(`${path}/confirmation`)).status, 200)
  assert.equal((await union.delete(`${path}?lastDay=2999-12-31`)).status, 200)
  const left = await firm.delete(`${path}?lastDay=2026-09-30`)
  assert.deepEqual([left.status, (left.json as Membership).validTo], [200, '2026-09-30'], left.text)
  assert.deepEqual(await membersOf(app.db, union.id, '2026-10-01'), [])
  for (const day of ['2026-09-30', '2999-12-31'])
    assert.equal((await union.delete(`${path}?lastDay=${day}`)).status, 409, 'nor is that day put off again')
})

test('who acts for a party makes it a member of nothing, least of all of itself', async () => {
  const grower = await app.party('Hộ ông Sáu', { kind: 'household', publicName: { vi: 'Vườn ông Sáu' } })
  const scopes = ['registry.write-own', 'registry.read-own']
  const lent = { holder: union.id, purpose: 'act', scopes, basisText: 'Giấy ủy quyền' }
  assert.equal((await grower.chief.post('/api/mandates', lent)).status, 201)
  const made = await union.chief.post(`/api/parties/${union.id}/clients`, { label: 'máy' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const proof = { grant_type: 'client_credentials', client_id: clientID, client_secret: clientSecret }
  const body = new URLSearchParams({ ...proof, act_for: grower.id })
  const { access_token: token } = (await (await fetch(`${app.url}/oauth/token`, { method: 'POST', body })).json()) as {
    access_token: string
  }
  const delegate = clientOf(app.url, token)
  const between = { group: union.id, member: grower.id }
  assert.equal((await delegate.post('/api/memberships', between)).status, 403)
  const row = `${union.id},${grower.id},2026-01-01`
  const brought = await bringing(app).tell(
    { ...delegate, key: token },
    `group,member,validFrom\n${row}\n`,
    'memberships',
  )
  assert.equal(brought.counts[0], 0)
  const path = `/api/memberships/${idOf(await union.post('/api/memberships', between))}`
  assert.equal((await delegate.post(`${path}/confirmation`)).status, 403)
  assert.ok(!(await membersOf(app.db, union.id)).includes(grower.id))
  assert.equal((await delegate.delete(path)).status, 200, 'it may take back')
})

test('who said it does not confirm it as the one that it was merged into', async () => {
  const [old, heir] = [
    await app.party('Hội Nông dân cũ (mẫu)', { kind: 'association' }),
    await app.party('Hội Nông dân mới (mẫu)', { kind: 'association' }),
  ]
  const path = `/api/memberships/${idOf(await old.post('/api/memberships', { group: old.id, member: firm.id }))}`
  const merged = await app.operator.post('/api/merges', { merged: old.id, into: heir.id, basis: 'Biên bản số 2' })
  assert.equal(merged.status, 201, merged.text)
  for (const one of [heir, old]) assert.equal((await one.post(`${path}/confirmation`)).status, 403)
  assert.deepEqual(await membersOf(app.db, heir.id), [])
  assert.equal((await firm.post(`${path}/confirmation`)).status, 200)
})
