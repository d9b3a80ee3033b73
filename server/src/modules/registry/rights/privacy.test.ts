import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, testApp } from '../../../../test/app.ts'
import { findSubjects } from '../keys/identifiers/find-subjects.ts'
import { partyBySender } from '../parties/party-by-sender.ts'
import { partyCards } from '../parties/party-card.ts'
import { locationCards } from '../places/locations/location-card.ts'
import { productCard } from '../products/product-card.ts'
import { recordMasterData } from '../statements/attributes/master-data.ts'

const app = await testApp()
after(() => app.close())

/** What must never be read without the household's own key or the operator's. */
const secrets = [
  'Nguyen Van Bi Mat',
  '0987 654 321',
  'bimat@example.vn',
  '8012345677',
  'so nha 7 to 3',
  '10.91234',
  'bi-quyet',
]
const [legalName = '', phone = '', email = '', taxCode = '', street = '', latitude = '', recipe = ''] = secrets

const house = await app.party('Hộ', {
  kind: 'household',
  names: { vi: legalName },
  publicName: { vi: 'Vườn Năm Lá' },
  descriptions: { vi: `Gọi ${phone}` },
  address: { text: street, unitCode: '25966', unitName: 'Phường Lái Thiêu', on: '2026-01-01' },
  phone,
  email,
  identifiers: [
    { scheme: 'tax-code', value: taxCode },
    { scheme: 'pgln', value: '9521234000006', verified: true },
  ],
})
const neighbour = await app.party('Công ty Hàng xóm')
const gln = '9521234000013'

await house.put(`/api/locations/${gln}`, {
  names: { vi: 'Vườn sau nhà' },
  kind: 'farm',
  address: { text: street, unitCode: '25966', unitName: 'Phường Lái Thiêu', on: '2026-01-01' },
  coordinates: { latitude: Number(latitude), longitude: 106.7 },
})
await house.put('/api/products/09521234543213', {
  names: { vi: 'Măng cụt' },
  descriptions: { vi: `Ngọt, bán tại vườn. Gọi ${phone}` },
})
await app.db.transaction((tx) =>
  recordMasterData(tx, { declaredBy: house.id, position: 1_000_000 }, [
    {
      type: 'urn:epcglobal:epcis:vtype:EPCClass',
      vocabularyElementList: [
        {
          id: 'https://id.gs1.org/01/09521234543213',
          attributes: [{ id: 'https://example.org/voc/method', attribute: recipe }],
        },
      ],
    },
  ]),
)

const paths = [
  `/api/parties/${house.id}`,
  '/api/parties',
  `/api/parties/${house.id}/keys`,
  '/api/products',
  '/api/products/09521234543213',
  '/api/locations',
  `/api/locations/${gln}`,
  `/api/locations/${gln}/A`,
  `/api/claims?key=/01/09521234543213`,
  '/api/mandates',
]

test("nobody reads a household's own things: not without a key, not with another's", async () => {
  for (const client of [app.anonymous, neighbour, neighbour.chief])
    for (const path of paths) {
      const { text } = await client.get(path)
      for (const secret of secrets) assert.ok(!text.includes(secret), `${path} tells ${secret}`)
    }
})

test('nor do the cards that pages are made from', async () => {
  const cards = JSON.stringify([
    [...(await partyCards(app.db, [house.id]))],
    [
      ...(await locationCards(app.db, [
        `/414/${gln}`,
        `/414/${gln}/254/A`,
        '/414/9521234000006',
        '/417/9521234000006',
      ])),
    ],
    await productCard(app.db, '09521234543213'),
  ])
  for (const secret of secrets) assert.ok(!cards.includes(secret), secret)
  assert.ok(cards.includes('Vườn Năm Lá') && cards.includes('Phường Lái Thiêu'))
})

test('nor a search: a secret that is looked for is not found', async () => {
  assert.deepEqual(await findSubjects(app.db, taxCode), [])
  assert.equal(await partyBySender(app.db, taxCode), undefined)
  const found = await app.anonymous.get(`/api/products?q=${encodeURIComponent(recipe)}`)
  assert.deepEqual((found.json as { items: [] }).items, [])
})

const keyOf = (path: string): string => encodeURIComponent(`https://id.gs1.org${path}`)
const plotName = 'Vườn sau nhà'
const itemsOf = ({ json }: { json: unknown }): object[] => (json as { items: object[] }).items

test('master data tell no more of a household than pages do: neither what its plot is called nor a phone', async () => {
  const attribute = 'urn:epcglobal:cbv:mda:name'
  const mayTell = [
    `/api/master-data/${keyOf(`/414/${gln}`)}`,
    `/api/master-data/${keyOf('/01/09521234543213')}`,
    '/api/master-data',
    `/api/master-data?EQATTR_${attribute}=${encodeURIComponent(plotName)}`,
  ]
  for (const client of [app.anonymous, neighbour, neighbour.chief])
    for (const path of mayTell) {
      const { text } = await client.get(path)
      for (const secret of [...secrets, plotName]) assert.ok(!text.includes(secret), `${path} tells ${secret}`)
    }
  assert.deepEqual(itemsOf(await app.anonymous.get(mayTell.at(-1) ?? '')), [])
  for (const client of [house, app.operator])
    assert.ok((await client.get(`/api/master-data/${keyOf(`/414/${gln}`)}`)).text.includes(plotName))
})

test('a place without a GLN, and what others call a household’s place, are kept alike', async () => {
  const own = await house.post('/api/locations', {
    names: { vi: plotName },
    kind: 'farm',
    identifiers: [{ scheme: 'own-code', value: 'V1' }],
  })
  assert.equal(own.status, 201, own.text)
  const { key } = own.json as { key: string }
  const agency = await app.party('Chi cục', { kind: 'agency' })
  await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
  const told = await agency.put(`/api/locations/${gln}`, { names: { vi: `Vườn của ${legalName}` }, kind: 'farm' })
  assert.equal(told.status, 200, told.text)
  for (const path of [
    `/api/master-data/${encodeURIComponent(key)}`,
    `/api/locations/${gln}`,
    '/api/locations',
    `/api/master-data/${keyOf(`/414/${gln}`)}`,
  ]) {
    const { text } = await app.anonymous.get(path)
    for (const secret of [plotName, legalName]) assert.ok(!text.includes(secret), `${path} tells ${secret}`)
  }
})

test('nobody lays open what a household calls its plot by objecting to its claim, nor does a day of before', async () => {
  const plot = '9506000134352'
  const path = `/api/locations/${plot}`
  const firm = await app.party('Cơ sở cũ', { validFrom: '2020-01-01' })
  const said = { names: { vi: plotName }, descriptions: { vi: legalName }, kind: 'farm', validFrom: '2020-01-01' }
  assert.equal((await firm.put(path, said)).status, 200)
  const house = { kind: 'household', names: { vi: legalName }, publicName: { vi: 'Vườn' }, validFrom: '2026-01-01' }
  assert.equal((await app.operator.put(`/api/parties/${firm.id}`, house)).status, 200)
  const [claim] = itemsOf(await app.anonymous.get(`/api/claims?key=/414/${plot}`)) as { id: string }[]
  assert.equal((await neighbour.post(`/api/claims/${claim?.id}/contest`, {})).status, 200)
  for (const door of [path, `${path}?at=2022-01-01`, '/api/locations', `/api/master-data/${keyOf(`/414/${plot}`)}`]) {
    const { text } = await neighbour.get(door)
    for (const secret of [plotName, legalName]) assert.ok(!text.includes(secret), `${door} tells ${secret}`)
  }
  assert.ok(!(await app.anonymous.get(path)).text.includes('personal'))
})

test('no search finds what it would not show: a plot by its name, goods by a phone', async () => {
  await house.put('/api/products/09521234543220', { names: { vi: `Chôm chôm ${phone}` } })
  for (const path of [
    '/api/locations?q=sau%20nh%C3%A0',
    '/api/locations?q=bi%20mat',
    '/api/products?q=0987',
    '/api/products?q=0987%20654%20321',
  ])
    assert.deepEqual(itemsOf(await app.anonymous.get(path)), [], path)
  assert.equal(itemsOf(await app.anonymous.get(`/api/products?q=${encodeURIComponent('chôm')}`)).length, 1)
  await neighbour.put('/api/locations/9521234000020', { names: { vi: 'Kho Sau Nhà Máy' }, kind: 'warehouse' })
  assert.equal(itemsOf(await app.anonymous.get('/api/locations?q=sau%20nh%C3%A0')).length, 1)
})

test('a machine reads of its party what its scopes name, and beyond that what everybody reads', async () => {
  const { key } = (
    await house.chief.post(`/api/parties/${house.id}/keys`, { label: 'cân', scopes: ['events.capture'] })
  ).json as { key: string }
  const lent = { holder: neighbour.id, purpose: 'act', scopes: ['events.capture'], basisText: 'Giấy ủy quyền' }
  assert.equal((await house.chief.post('/api/mandates', lent)).status, 201)
  const client = (await neighbour.chief.post(`/api/parties/${neighbour.id}/clients`, { label: 'máy' })).json as {
    clientID: string
    clientSecret: string
  }
  const answered = await fetch(`${app.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientID,
      client_secret: client.clientSecret,
      act_for: house.id,
    }),
  })
  const { access_token: token } = (await answered.json()) as { access_token: string }
  for (const machine of [clientOf(app.url, key), clientOf(app.url, token)]) {
    for (const path of [...paths, `/api/master-data/${keyOf('/01/09521234543213')}`]) {
      const { text } = await machine.get(path)
      for (const secret of secrets) assert.ok(!text.includes(secret), `${path} tells ${secret}`)
    }
    assert.equal((await machine.get('/api/claims')).status, 403)
  }
})

test('the household itself and the operator read all of it', async () => {
  for (const client of [house, app.operator]) {
    const party = (await client.get(`/api/parties/${house.id}`)).text
    for (const secret of [legalName, phone, email, taxCode, street]) assert.ok(party.includes(secret), secret)
    const place = (await client.get(`/api/locations/${gln}`)).text
    for (const secret of [street, latitude]) assert.ok(place.includes(secret), secret)
    assert.ok((await client.get('/api/products/09521234543213')).text.includes(recipe))
  }
})

test("a person's number is read whole by the person alone, and stays what it is when the registrar writes the rest", async () => {
  const number = '074190001234'
  const person = await app.party('Người Mẫu', {
    kind: 'individual',
    publicName: { vi: 'Vườn Mẫu' },
    identifiers: [{ scheme: 'tax-code', value: number }],
  })
  const path = `/api/parties/${person.id}`
  const shown = await app.operator.get(path)
  assert.ok(!shown.text.includes(number) && shown.text.includes('••••••••1234'))
  assert.ok((await person.get(path)).text.includes(number))
  const { identifiers } = shown.json as { identifiers: { scheme: string; value: string }[] }
  const again = { names: { vi: 'Người Mẫu' }, publicName: { vi: 'Vườn Khác' }, identifiers }
  assert.equal((await app.operator.put(path, again)).status, 200)
  assert.ok((await person.get(path)).text.includes(number))
})

test('what is refused reads the same whether there is such a party or not', async () => {
  const nobody = '01890000-0000-7000-8000-000000000000'
  const plain = (text: string) => text.replace(/urn:uuid:[0-9a-f-]+/, '')
  for (const [method, path, body] of [
    ['get', '/keys', undefined],
    ['put', '', { names: { vi: 'X' } }],
  ] as const) {
    const ask = (id: string) =>
      method === 'get' ? neighbour.get(`/api/parties/${id}${path}`) : neighbour.put(`/api/parties/${id}${path}`, body)
    const [some, none] = [await ask(house.id), await ask(nobody)]
    assert.deepEqual([some.status, plain(some.text)], [none.status, plain(none.text)])
  }
})

test('what a household says of its goods is shown without its phone', async () => {
  const card = await productCard(app.db, '09521234543213')
  assert.deepEqual(card?.descriptions, { vi: 'Ngọt, bán tại vườn. Gọi …' })
})

test('a household without a public name is not registered', async () => {
  const answer = await app.operator.post('/api/parties', { kind: 'individual', names: { vi: legalName } })
  assert.equal(answer.status, 422)
})
