import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const owner = await app.party('Công ty')
const printer = await app.party('Nhà in')
const other = await app.party('Công ty khác')
await owner.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Nước mắm' } })

type Made = { id: string }
const series = (await owner.post('/api/number-series', { kind: 'lot', gtin: gtinOf(1), prefix: 'L', width: 5 }))
  .json as Made
const leases: Made[] = []
for (const lessee of [printer.id, owner.id])
  leases.push(
    (await owner.post(`/api/number-series/${series.id}/leases`, { count: 100, lessee, device: 'Máy 1' })).json as Made,
  )
await printer.post(`/api/number-series/${series.id}/leases/${leases[0]?.id}/accounts`, {
  entries: [
    { state: 'used', first: 0, last: 9 },
    { state: 'void', first: 10, last: 10 },
  ],
})

type Series = { id: string; holder: string; given: number; secret?: string }
type Lease = { id: string; lessee: string; firstNumber: string; lastNumber: string; accounts?: object[] }

test('series and what was given out of them are taken away by holder, lessee and registrar, with what became of each number', async () => {
  for (const party of [owner, printer, app.operator]) {
    const [found] = await exported<Series>(party, 'number-series')
    assert.deepEqual([found?.id, found?.holder, found?.given, found?.secret], [series.id, owner.id, 200, undefined])
  }
  const all = (await exported<Lease>(owner, 'number-leases')).toSorted((a, b) =>
    a.firstNumber < b.firstNumber ? -1 : 1,
  )
  assert.deepEqual(
    all.map(({ lessee, firstNumber, lastNumber, accounts }) => [lessee, firstNumber, lastNumber, accounts]),
    [
      [
        printer.id,
        'L00000',
        'L00099',
        [
          { first: 0, last: 9, state: 'used' },
          { first: 10, last: 10, state: 'void' },
        ],
      ],
      [owner.id, 'L00100', 'L00199', undefined],
    ],
  )
  assert.deepEqual(
    (await exported<Lease>(printer, 'number-leases')).map(({ id }) => id),
    [leases[0]?.id],
  )
  assert.match((await owner.get('/api/export/number-leases?format=csv')).text, /L00099/)
})

test('others take away nothing, and series and leases come in by no spreadsheet', async () => {
  for (const register of ['number-series', 'number-leases']) {
    assert.deepEqual(await exported(other, register), [])
    const sent = await fetch(`${app.url}/api/imports?target=${register}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'text/csv' },
      body: 'id\n1\n',
    })
    assert.equal(sent.status, 404)
  }
})
