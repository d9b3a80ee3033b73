import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clientOf, type TestApp, type TestParty, testApp } from '../../app.ts'
import { testPerson } from '../../people.ts'

// How often one credential may call, wherever it is used. The operator's proxy says from where (TRUST_PROXY).

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp({ TRUST_PROXY: 'on', KEY_REQUESTS_PER_MINUTE: '3', LOG_LEVEL: 'info' })
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

const from = (machine: number) => ({ 'x-forwarded-for': `203.0.113.${machine}` })
const newKey = async (): Promise<string> => {
  const issued = await app.operator.post(`/api/parties/${party.id}/keys`, { label: 'cân' })
  return (issued.json as { key: string }).key
}
const path = '/api/mandates'
const inARow = async (count: number, call: (index: number) => Promise<{ status: number }>): Promise<number[]> => {
  const statuses: number[] = []
  for (let index = 0; index < count; index += 1) statuses.push((await call(index)).status)
  return statuses
}

test('a key has so many requests a minute over all networks; other keys of its party are not held up', async () => {
  const machine = clientOf(app.url, await newKey())
  const statuses = await inARow(4, (index) => machine.get(path, from(index)))
  assert.deepEqual(statuses, [200, 200, 200, 429])
  const refused = await machine.get(path, { ...from(9), 'accept-language': 'en' })
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.match((refused.json as { title: string }).title, /try again in \d+ seconds/)
  assert.equal((await clientOf(app.url, await newKey()).get(path, from(0))).status, 200)
})

test('what is refused for calling too often is in the log, with the credential and the network', async () => {
  const { id, key } = (await app.operator.post(`/api/parties/${party.id}/keys`, { label: 'lặp' })).json as {
    id: string
    key: string
  }
  await inARow(4, () => clientOf(app.url, key).get(path, from(7)))
  const line = app.logged
    .map((each) => JSON.parse(each) as Record<string, unknown>)
    .find(({ credential, status }) => credential === id && status === 429)
  assert.deepEqual(
    [line?.refused, line?.network, line?.party],
    ['platform.too-many-requests', '203.0.113.0/24', party.id],
  )
})

test('all tokens of a client count together', async () => {
  const made = await app.operator.post(`/api/parties/${party.id}/clients`, { label: 'máy chủ' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const tokens = await Promise.all(
    [1, 2].map(async () => {
      const form = { grant_type: 'client_credentials', client_id: clientID, client_secret: clientSecret }
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await app.anonymous.post('/oauth/token', new URLSearchParams(form).toString(), headers)
      return (answer.json as { access_token: string }).access_token
    }),
  )
  const call = (index: number) => clientOf(app.url, tokens[index % 2]).get(path, from(index))
  assert.deepEqual(await inARow(4, call), [200, 200, 200, 429])
})

test('a person’s session is counted as well', async () => {
  const person = await testPerson(app, party.id, ['declarer'], { network: '203.0.113.9' })
  // One request was made when it came in.
  assert.deepEqual(await inARow(3, () => person.get('/api/account')), [200, 200, 429])
})

test('neither the operator’s key nor the machine itself is held up', async () => {
  assert.deepEqual(await inARow(5, () => app.operator.get('/events', from(1))), Array(5).fill(200))
  const machine = clientOf(app.url, await newKey())
  assert.deepEqual(await inARow(5, () => machine.get(path)), Array(5).fill(200))
})

test('a limit of 0 is none', async () => {
  const open = await testApp({ TRUST_PROXY: 'on', KEY_REQUESTS_PER_MINUTE: '0' })
  try {
    const mill = await open.party('Nhà máy')
    assert.deepEqual(await inARow(6, (index) => mill.get(path, from(index))), Array(6).fill(200))
  } finally {
    await open.close()
  }
})
