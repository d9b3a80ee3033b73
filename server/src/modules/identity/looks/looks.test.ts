import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item } from '../../../../test/documents.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'

const app = await testApp()
after(() => app.close())

type Look = { id: string; events: number; eventIDs: string[]; case?: string }
type Looks = { items: Look[]; next?: string }
const looksAt = async (owner: TestParty, page = ''): Promise<Looks> =>
  (await owner.get(`/api/looks?${page}`)).json as Looks
const delay = { until: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), reason: 'Đang kiểm tra' }

const office = async (name: string): Promise<TestParty> => {
  const party = await app.party(name, { kind: 'agency' })
  assert.equal((await app.operator.post(`/api/parties/${party.id}/roles`, { role: 'standing-agency' })).status, 201)
  return party
}
const tell = async (party: TestParty, name: string): Promise<string> => {
  const eventID = `urn:example:look:${name}`
  assert.equal((await party.post('/capture', document([event({ eventID, epcList: [item(81, name)] })]))).status, 202)
  return eventID
}
const look = async (agency: TestParty, headers = {}): Promise<void> => {
  assert.equal((await agency.get('/events?perPage=100', headers)).status, 200)
}
const merge = async (merged: TestParty, into: TestParty): Promise<string> => {
  const made = await app.operator.post('/api/merges', { merged: merged.id, into: into.id, basis: 'Biên bản số 1' })
  assert.equal(made.status, 201, made.text)
  await app.work()
  return (made.json as { id: string }).id
}

test('who goes on for another is told who looked at the events of both, before and after, an answer once', async () => {
  const [agency, old, heir] = [await office('Chi cục'), await app.party('Vườn cũ'), await app.party('Vườn mới')]
  const [theirs, own] = [await tell(old, 'old'), await tell(heir, 'heir')]
  await look(agency)
  const id = await merge(old, heir)
  await look(agency)
  const both = (await looksAt(heir)).items
  assert.deepEqual(
    both.map(({ events, eventIDs }) => [events, eventIDs.sort()]),
    [
      [2, [own, theirs].sort()],
      [2, [own, theirs].sort()],
    ],
  )
  const first = await looksAt(heir, 'limit=1')
  const second = await looksAt(heir, `limit=1&after=${first.next}`)
  assert.deepEqual(
    [...first.items, ...second.items].map((each) => each.id),
    both.map((each) => each.id),
  )
  assert.equal(second.next, undefined)
  assert.equal((await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })).status, 200)
  await app.work()
  for (const [party, eventID] of [
    [old, theirs],
    [heir, own],
  ] as const)
    assert.deepEqual(
      (await looksAt(party)).items.map(({ eventIDs }) => eventIDs),
      [[eventID], [eventID]],
      'parted again, each has its own',
    )
})

test('an office of the whole system that goes on for another looks at its own from that moment on, which is no look', async () => {
  const [old, heir] = [await office('Trung tâm cũ'), await office('Trung tâm mới')]
  const other = await app.party('Vườn của người khác')
  const [theirs, own, others] = [await tell(old, 'its-old'), await tell(heir, 'its-own'), await tell(other, 'others')]
  const merging = { merged: old.id, into: heir.id, basis: 'Biên bản số 2' }
  assert.equal((await app.operator.post('/api/merges', merging)).status, 201)
  const events = eventsOf(await heir.get('/events?perPage=100')).map(({ eventID }) => eventID)
  for (const eventID of [theirs, own, others]) assert.ok(events.includes(eventID))
  assert.equal((await heir.get(`/events/${encodeURIComponent(theirs)}`)).status, 200)
  assert.equal((await heir.get('/epcs')).status, 200)
  assert.deepEqual(
    (await looksAt(other)).items.map(({ eventIDs }) => eventIDs),
    [[others], [others]],
  )
  const noted = 'select from identity.look where party_id = $1 and owner = any($2::uuid[])'
  assert.deepEqual(await app.db.query(noted, [heir.id, [old.id, heir.id]]), [])
})

test('a case is kept, and closed, by the agency into which the one that opened it was merged', async () => {
  const [old, heir, other] = [
    await office('Chi cục cũ'),
    await app.party('Chi cục mới', { kind: 'agency' }),
    await office('Chi cục khác'),
  ]
  const owner = await app.party('Vườn của vụ việc')
  await tell(owner, 'case')
  const opened = await old.post('/api/cases', { subject: 'Mẫu', delay })
  const { number } = opened.json as { number: string }
  await merge(old, heir)
  const listed = (await heir.get('/api/cases')).json as { items: { number: string }[] }
  assert.deepEqual(
    listed.items.map((each) => each.number),
    [number],
  )
  assert.equal((await heir.get(`/api/cases/${number}`)).status, 200)
  assert.equal((await heir.post(`/api/cases/${number}/delay`, delay)).status, 200)
  await look(heir, { 'nguon-case': number })
  assert.deepEqual((await looksAt(owner)).items, [])
  for (const stranger of [other, owner]) assert.notEqual((await stranger.get(`/api/cases/${number}`)).status, 200)
  assert.equal((await other.get('/events', { 'nguon-case': number })).status, 404)
  assert.equal((await heir.post(`/api/cases/${number}/close`)).status, 200)
  assert.deepEqual(
    (await looksAt(owner)).items.map((each) => each.case),
    [number],
  )
})

test('what showed once its delay had ended is hidden by no new delay', async () => {
  const agency = await office('Chi cục hoãn lại')
  const owner = await app.party('Vườn đã biết')
  await tell(owner, 'told')
  const { number } = (await agency.post('/api/cases', { subject: 'Mẫu', delay })).json as { number: string }
  await look(agency, { 'nguon-case': number })
  assert.deepEqual((await looksAt(owner)).items, [])
  const database = openDatabase(app.ownerUrl, { connections: 1 })
  await database.query(`update identity.case_file set delay_until = '2026-01-01' where number = $1`, [number])
  await database.end()
  const told = async () => (await looksAt(owner)).items.map((each) => each.case)
  assert.deepEqual(await told(), [number])
  const again = await agency.post(`/api/cases/${number}/delay`, delay, { 'accept-language': 'en' })
  assert.deepEqual([again.status, await told()], [409, [number]])
  assert.match((again.json as { title: string }).title, /ended on 1 Jan 2026/)
  assert.equal((await agency.post(`/api/cases/${number}/close`)).status, 200)
})

test('a deed names the case by its number, however that was typed', async () => {
  const agency = await office('Chi cục gõ chữ thường')
  const { number } = (await agency.post('/api/cases', { subject: 'Mẫu', delay })).json as { number: string }
  const typed = encodeURIComponent(number.toLowerCase().replaceAll('-', ' '))
  const delayed = await agency.post(`/api/cases/${typed}/delay`, { ...delay, reason: 'Kéo dài' })
  const closed = await agency.post(`/api/cases/${typed}/close`)
  const view = (answer: typeof closed) => answer.json as { number: string; closedAt?: string; delay: typeof delay }
  assert.deepEqual([delayed.status, view(delayed).number, view(delayed).delay.reason], [200, number, 'Kéo dài'])
  assert.deepEqual([closed.status, view(closed).number, view(closed).closedAt === undefined], [200, number, false])
  for (const deed of ['close', 'delay'])
    assert.equal((await agency.post(`/api/cases/${typed}/${deed}`, deed === 'delay' ? delay : undefined)).status, 409)
  const deeds = await app.db.query<{ action: string }>(
    'select action from platform.audit where subject = $1 order by 1',
    [number],
  )
  assert.deepEqual(
    deeds.map(({ action }) => action),
    ['identity.close-case', 'identity.delay-case', 'identity.open-case'],
  )
})
