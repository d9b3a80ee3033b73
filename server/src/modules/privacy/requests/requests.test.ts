import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, clientOf, testApp } from '../../../../test/app.ts'
import { testPerson } from '../../../../test/people.ts'

const app = await testApp()
after(() => app.close())

const house = await app.party('Vườn mẫu', { kind: 'household', publicName: { vi: 'Vườn mẫu' } })
const provider = await app.party('Giải pháp mẫu', { kind: 'provider' })
const agency = await app.party('Chi cục mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })

const wish = { kind: 'delete', details: 'Xóa hết dữ liệu của tôi' }
const numberOf = (answer: { status: number; text: string; json: unknown }): string => {
  assert.equal(answer.status, 201, answer.text)
  return (answer.json as { number: string }).number
}
const ask = async (client: Pick<Client, 'post'>) => numberOf(await client.post('/api/privacy/requests', wish))
/** Whose data a request is about, as whoever answers it reads. */
const subjectOf = async (number: string): Promise<string | undefined> => {
  const { items } = (await agency.get('/api/privacy/requests')).json as {
    items: { number: string; subjectID?: string }[]
  }
  const found = items.find((each) => each.number === number)
  assert.ok(found, 'it is open')
  return found.subjectID
}
const erasure = (number: string, party?: string) =>
  agency.post(`/api/privacy/requests/${number}/erasure`, {
    ...{ basis: 'Quyết định mẫu 5/2026', answer: 'Đã xóa tên và địa chỉ của bạn.', party },
  })

/** A machine of the provider's that comes as the household, by a delegation for one thing. */
const delegate = async (scope: string): Promise<Client> => {
  const given = await house.chief.post('/api/mandates', {
    ...{ purpose: 'act', holder: provider.id, scopes: [scope], basisText: 'Hợp đồng mẫu 5/2026' },
  })
  assert.equal(given.status, 201, given.text)
  const made = await provider.chief.post(`/api/parties/${provider.id}/clients`, { label: 'máy' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const fields = {
    ...{ grant_type: 'client_credentials', act_for: house.id, scope },
    ...{ client_id: clientID, client_secret: clientSecret },
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await app.anonymous.post('/oauth/token', new URLSearchParams(fields).toString(), headers)
  assert.equal(answer.status, 200, answer.text)
  return clientOf(app.url, (answer.json as { access_token: string }).access_token)
}

test('a household asks for itself by its people and by its machines that may change its entry', async () => {
  assert.equal(await subjectOf(await ask(house)), house.id)
  const farmer = await testPerson(app, house.id, ['declarer'])
  assert.equal(await subjectOf(numberOf(await farmer.send('POST', '/api/privacy/requests', wish))), house.id)
})

test('who acts for a household by a delegation asks nothing in its name, and nothing of it is erased', async () => {
  for (const scope of ['events.query', 'registry.write-own']) {
    const number = await ask(await delegate(scope))
    assert.equal(await subjectOf(number), undefined, scope)
    assert.equal((await erasure(number)).status, 409, scope)
  }
  const { text } = await house.get(`/api/parties/${house.id}`)
  assert.ok(text.includes('Vườn mẫu'))
})

test('a machine of the household that may only read asks nothing in its name either', async () => {
  const made = await app.operator.post(`/api/parties/${house.id}/keys`, { label: 'cân', scopes: ['events.query'] })
  const number = await ask(clientOf(app.url, (made.json as { key: string }).key))
  assert.equal(await subjectOf(number), undefined)
  assert.equal((await erasure(number)).status, 409)
})

test('of a household that asked without signing in, who answers says whose data they are; of one that is known nobody else loses any', async () => {
  const name = 'Bà Không Có Tài Khoản'
  const person = await app.party(name, { kind: 'household', publicName: { vi: 'Vườn Ven Sông' } })
  const details = `Tôi là ${name}, hãy xóa tên tôi`
  const number = numberOf(await app.anonymous.post('/api/privacy/requests', { kind: 'delete', details }))
  assert.equal((await erasure(number)).status, 409, 'nobody has said whose')
  assert.equal((await erasure(number, provider.id)).status, 409, 'an organisation is no person')
  assert.equal((await erasure(await ask(house), person.id)).status, 409, "a known one's request is its own")
  assert.equal((await erasure(number, person.id)).status, 204)
  assert.ok(!(await person.get(`/api/parties/${person.id}`)).text.includes(name))
  assert.ok((await house.get(`/api/parties/${house.id}`)).text.includes('Vườn mẫu'))
  const rows = await app.db.query<{ row: string }>('select r::text as row from privacy.request r where number = $1', [
    number,
  ])
  assert.deepEqual([rows.length, rows.some(({ row }) => row.includes(name))], [1, false])
  const deeds = await app.db.query(
    "select from platform.audit where action = 'privacy.erase-person' and subject = $1",
    [person.id],
  )
  assert.equal(deeds.length, 1)
})

test('what is said to be kept must be in the table, or the person would not read of it; the request stays open', async () => {
  const number = await ask(house)
  const path = `/api/privacy/requests/${number}/answer`
  const answer = { outcome: 'partly', answer: 'Đã xóa phần được phép xóa.' }
  const wrong = await agency.post(path, { ...answer, retained: ['events', 'sự kiện'] })
  assert.equal(wrong.status, 422, wrong.text)
  assert.match((wrong.json as { title: string }).title, /sự kiện/)
  assert.equal((await agency.post(path, { ...answer, retained: ['events'] })).status, 204)
  const { retained } = (await app.anonymous.get(`/api/privacy/requests/${number}`)).json as {
    retained: { kind: string; source: string }[]
  }
  assert.deepEqual(
    retained.map(({ kind }) => kind),
    ['events'],
  )
  assert.notEqual(retained[0]?.source, '')
})
