import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'
import { dayOf } from '../../versions/moment.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const owner = await app.party('Công ty Bưởi')
const other = await app.party('Công ty khác')
for (const number of [1, 2]) await owner.put(`/api/products/${gtinOf(number)}`, { names: { vi: `Bưởi ${number}` } })
const today = dayOf(new Date())
const year = (Number(today.slice(0, 4)) - 1).toString()
const confirmed = (lines: readonly string[]) => ['Mã sản phẩm,Chủ sản phẩm,Ngày xác nhận', ...lines].join('\n')

test('an owner confirms its products by a spreadsheet, each as of today; the same day again is nothing', async () => {
  const sheet = confirmed([`${gtinOf(1)},,`, `0${gtinOf(2)},${owner.id},${today}`])
  assert.deepEqual((await tell(owner, sheet, 'product-confirmations')).counts, [2, 0, 0])
  assert.deepEqual((await tell(owner, sheet, 'product-confirmations')).counts, [0, 0, 2])
  const { items } = (await owner.get('/api/product-confirmations')).json as { items: { confirmedOn: string }[] }
  assert.deepEqual(
    items.map(({ confirmedOn }) => confirmedOn),
    [today, today],
  )
})

test('what was confirmed on another day goes out with it, and comes in again as the same', async () => {
  await app.db.query(
    `insert into registry.product_confirmation (product, party_id, position, confirmed_on, declared_by)
     values ($1, $2, 1, $3::date, $2)`,
    [`/01/0${gtinOf(1)}`, owner.id, `${year}-03-01`],
  )
  assert.equal((await owner.post(`/api/products/${gtinOf(1)}/confirmations`)).status, 201, 'twice on a day')
  for (const party of [owner, operator]) {
    const { text } = await party.get('/api/export/product-confirmations?format=csv')
    const again = await tell(party, text, 'product-confirmations')
    assert.deepEqual([again.counts, again.wrong], [[0, 0, 3], []])
  }
  assert.deepEqual(await exported(other, 'product-confirmations'), [])
})

test('nobody confirms another’s product, one that is not there, or for a day that is not today', async () => {
  const { counts, wrong } = await tell(
    owner,
    confirmed([
      `${gtinOf(1)},,${year}-04-01`,
      `${gtinOf(1)},,2999-01-01`,
      `${gtinOf(2)},${other.id},${today}`,
      `${gtinOf(3)},,`,
      '8935012345678,,',
      `0${gtinOf(1)},,`,
      `${gtinOf(1)},,`,
    ]),
    'product-confirmations',
  )
  assert.deepEqual(counts, [0, 0, 1])
  assert.deepEqual(wrong, [
    '2 registry.confirmed-today',
    '3 registry.confirmed-today',
    '4 registry.not-yours',
    '5 registry.product-unknown',
    '6 registry.check-digit-wrong',
    '8 imports.row-repeated',
  ])
  const { text } = await owner.get('/api/export/product-confirmations?format=csv')
  const theirs = await tell(other, text, 'product-confirmations')
  assert.deepEqual(
    [theirs.counts, new Set(theirs.wrong.map((each) => each.slice(2)))],
    [[0, 0, 0], new Set(['registry.not-yours'])],
  )
})
