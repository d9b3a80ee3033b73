import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, chiefKeyOf, clientOf, type TestParty, testApp } from '../../../../../test/app.ts'
import { document, event, eventsOf, item, type Members } from '../../../../../test/documents.ts'
import { whileHeld } from '../../../../../test/hold-captures.ts'
import { testPerson } from '../../../../../test/people.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'
import { eventUid } from '../../event-uid.ts'

const app = await testApp({ CAPTURE_SYNC_EVENTS: '20' })
after(() => app.close())

let series = 0
const many = (count: number): Members[] => {
  series += 1
  return Array.from({ length: count }, (_, index) =>
    event({ eventID: `urn:example:ended:${series}:${index}`, epcList: [item(32, `${series}-${index}`)] }),
  )
}

const accept = async (as: Client, events: readonly Members[]): Promise<string> => {
  const answer = await as.post('/capture', document(events), { 'gs1-capture-error-behaviour': 'proceed' })
  assert.equal(answer.status, 202, answer.text)
  return new URL(answer.headers.get('location') ?? '').pathname
}

type Job = { running: boolean; success: boolean; errors: { code: string; status: number; detail: string }[] }
const endOf = async (path: string) => {
  const job = (await app.operator.get(path)).json as Job & { 'nguon:eventsStored': number }
  return [
    job.running,
    job.success,
    job.errors.map(({ code, status }) => `${status} ${code}`),
    job['nguon:eventsStored'],
  ]
}
const ended = [false, false, ['403 rights-ended'], 0]

/** What anybody sees of the document: the operator sees everything. */
const stored = async (events: readonly Members[]): Promise<number> => {
  const ids = encodeURIComponent([events[0], events.at(-1)].map((each) => each?.eventID).join('|'))
  return eventsOf(await app.operator.get(`/events?EQ_eventID=${ids}`)).length
}

const endRoles = async (party: TestParty): Promise<void> => {
  const { items } = (await app.operator.get(`/api/parties/${party.id}/roles`)).json as { items: { id: string }[] }
  for (const { id } of items)
    assert.equal((await app.operator.delete(`/api/parties/${party.id}/roles/${id}`)).status, 204)
}

test('whose role is taken away while a large document waits has nothing of it captured', async () => {
  const party = await app.party('Trại hết vai trò')
  const events = many(60)
  const path = await accept(party, events)
  await endRoles(party)
  await app.work()
  assert.deepEqual(await endOf(path), ended)
  assert.equal(await stored(events), 0)
  const job = (await app.operator.get(path, { 'accept-language': 'vi' })).json as Job
  assert.match(job.errors[0]?.detail ?? '', /đã hết/)
})

test('nor where it is taken away in the middle: the parts before it are not kept either', async () => {
  const party = await app.party('Trại giữa chừng')
  const events = many(1300)
  const path = await accept(party, events)
  const uid = eventUid(party.id, String(events[700]?.eventID), false)
  await whileHeld(
    app,
    (tx) =>
      tx.query(
        'insert into events.identity (event_uid, content_hash, event_time, capture_number) values ($1, $1, now(), 0)',
        [uid],
      ),
    () => [app.work()],
    async () => {
      const job = (await app.operator.get(path)).json as { 'nguon:eventsRead': number }
      assert.equal(job['nguon:eventsRead'], 500)
      await endRoles(party)
    },
  )
  assert.deepEqual(await endOf(path), ended)
  assert.equal(await stored(events), 0)
})

test('nor where the role has run out since', async () => {
  const party = await app.party('Trại hết hạn')
  const events = many(60)
  const path = await accept(party, events)
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(`update identity.role_grant set valid_to = current_date - 2 where party_id = $1`, [party.id])
  await owner.end()
  await app.work()
  assert.deepEqual(await endOf(path), ended)
  assert.equal(await stored(events), 0)
})

test('nor where the key was revoked; another key of the party has its own documents captured', async () => {
  const party = await app.party('Trại đổi khóa')
  const other = clientOf(app.url, await chiefKeyOf(app.operator, party.id))
  const [lost, kept] = [many(60), many(60)]
  const [path, beside] = [await accept(party, lost), await accept(other, kept)]
  const { items } = (await app.operator.get(`/api/parties/${party.id}/keys`)).json as {
    items: { id: string; label: string }[]
  }
  const test = items.find(({ label }) => label === 'test')
  assert.equal((await app.operator.delete(`/api/parties/${party.id}/keys/${test?.id}`)).status, 204)
  await app.work()
  assert.deepEqual(await endOf(path), ended)
  assert.equal(await stored(lost), 0)
  assert.deepEqual(await endOf(beside), [false, true, [], 60])
})

test('nor where a person was put out of the organisation; who signed out alone has it captured', async () => {
  const party = await app.party('Trại có người')
  const capture = async (events: readonly Members[]) => {
    const person = await testPerson(app, party.id, ['declarer'])
    const sent = await person.send('POST', '/capture', JSON.parse(document(events)))
    assert.equal(sent.status, 202, sent.text)
    return { person, path: new URL(sent.headers.get('location') ?? '').pathname }
  }
  const [lost, kept] = [many(60), many(60)]
  const [gone, away] = [await capture(lost), await capture(kept)]
  const out = await app.operator.delete(`/api/accounts/${gone.person.id}?party=${party.id}`)
  assert.ok(out.status < 300, out.text)
  await app.db.query('update identity.session set ended_at = now() where account_id = $1', [away.person.id])
  await app.work()
  assert.deepEqual(await endOf(gone.path), ended)
  assert.deepEqual(await endOf(away.path), [false, true, [], 60])
  assert.deepEqual([await stored(lost), await stored(kept)], [0, 2])
})

test('nor where the mandate has ended by which another’s system sent it', async () => {
  const [mill, provider] = [await app.party('Nhà máy'), await app.party('Giải pháp', { kind: 'provider' })]
  const client = (await provider.chief.post(`/api/parties/${provider.id}/clients`, { label: 'máy' })).json as {
    clientID: string
    clientSecret: string
  }
  const lend = async (): Promise<string> => {
    const given = { purpose: 'act', holder: provider.id, scopes: ['events.capture'], basisText: 'Hợp đồng mẫu' }
    const made = await mill.chief.post('/api/mandates', given)
    assert.equal(made.status, 201, made.text)
    return (made.json as { id: string }).id
  }
  const send = async (events: readonly Members[]): Promise<string> => {
    const fields = { grant_type: 'client_credentials', act_for: mill.id, client_id: client.clientID }
    const form = new URLSearchParams({ ...fields, client_secret: client.clientSecret }).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const token = (await app.anonymous.post('/oauth/token', form, type)).json as { access_token: string }
    return accept(clientOf(app.url, token.access_token), events)
  }
  const mandate = await lend()
  const kept = await send(many(60))
  await app.work()
  assert.deepEqual(await endOf(kept), [false, true, [], 60])
  const lost = many(60)
  const path = await send(lost)
  assert.ok((await mill.chief.delete(`/api/mandates/${mandate}`)).status < 300)
  await app.work()
  assert.deepEqual(await endOf(path), ended)
  assert.equal(await stored(lost), 0)
})
