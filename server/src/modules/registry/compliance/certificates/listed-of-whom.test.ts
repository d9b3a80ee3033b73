import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

// A list tells everybody of a certificate what the pages of its products tell, and no more.

const app = await testApp()
after(() => app.close())

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const path = (each: number) => `/01/0${gtinOf(each)}`
type Certificate = { id: string; standard: string; products?: string[] }
type Page = { items: Certificate[]; next?: string }
const list = async (client: Pick<Client, 'get'>, query = ''): Promise<Page> =>
  (await client.get(`/api/certificates?${query}`)).json as Page
const standards = async (client: Pick<Client, 'get'>, query = '') =>
  (await list(client, query)).items.map(({ standard }) => standard)

const former = await app.party('Người khai trước')
const grower = await app.party('Chủ thật')
const body = await app.party('Tổ chức chứng nhận')
const certify = async (standard: string, products?: number[]): Promise<string> => {
  const stated = await former.post('/api/certificates', {
    ...{ standard, number: 'X-1', issuer: body.id, validFrom: day(-30), validTo: day(30) },
    ...(products && { products: products.map(gtinOf) }),
  })
  assert.equal(stated.status, 201, stated.text)
  return (stated.json as Certificate).id
}
for (const each of [1, 2])
  assert.equal((await former.put(`/api/products/${gtinOf(each)}`, { names: { vi: 'Bưởi' } })).status, 200)
const lost = await certify('OCOP', [1])
const halfLost = await certify('VietGAP', [1, 2])
await certify('ISO 22000')
for (let each = 0; each < 9; each += 1) await certify(`Mất ${each}`, [1])
await certify('HACCP', [2])

const position = async () =>
  (await app.db.query<{ position: string }>('select position from platform.head'))[0]?.position
const before = await position()

test('while the products are its holder’s, all of it is listed', async () => {
  assert.equal((await list(app.anonymous)).items.length, 13)
  assert.equal((await list(app.anonymous, `product=${gtinOf(1)}`)).items.length, 11)
})

test('of a product that is another’s by now, its former holder’s certificates are listed as its page shows them: not at all', async () => {
  const claim = (await grower.post('/api/claims', { key: path(1) })).json as { id: string }
  assert.equal((await app.operator.post(`/api/claims/${claim.id}/verify`)).status, 200)
  for (const stranger of [app.anonymous, grower]) {
    const { items } = await list(stranger)
    assert.deepEqual(
      items.map(({ standard, products }) => [standard, products]),
      [
        ['VietGAP', [`0${gtinOf(2)}`]],
        ['ISO 22000', undefined],
        ['HACCP', [`0${gtinOf(2)}`]],
      ],
    )
    assert.deepEqual(await standards(stranger, `product=${gtinOf(1)}`), [])
    assert.deepEqual(await standards(stranger, `product=${gtinOf(2)}`), ['VietGAP', 'HACCP'])
    assert.deepEqual(await standards(stranger, `holder=${former.id}&product=${gtinOf(1)}`), [])
    assert.equal((await stranger.get(`/api/certificates/${lost}`)).status, 404)
    const half = (await stranger.get(`/api/certificates/${halfLost}`)).json as Certificate
    assert.deepEqual(half.products, [`0${gtinOf(2)}`])
  }
})

test('pages are full, and end where nothing more is told', async () => {
  const first = await list(app.anonymous, 'limit=2')
  assert.deepEqual(
    first.items.map(({ standard }) => standard),
    ['VietGAP', 'ISO 22000'],
  )
  assert.equal(first.next, first.items.at(-1)?.id)
  const second = await list(app.anonymous, `limit=2&after=${first.next}`)
  assert.deepEqual([second.items.map(({ standard }) => standard), second.next], [['HACCP'], undefined])
  const whole = await list(app.anonymous, 'limit=3')
  assert.deepEqual([whole.items.length, whole.next], [3, undefined])
})

test('its holder, its issuer and who keeps the register meet it whole; as it was known before, everybody does', async () => {
  assert.equal((await list(app.anonymous, `asOf=${before}`)).items.length, 13)
  for (const side of [former, body, app.operator]) {
    assert.equal((await list(side)).items.length, 13)
    assert.equal((await list(side, `product=${gtinOf(1)}`)).items.length, 11)
    const one = (await side.get(`/api/certificates/${halfLost}`)).json as Certificate
    assert.deepEqual(one.products, [`0${gtinOf(1)}`, `0${gtinOf(2)}`])
  }
})
