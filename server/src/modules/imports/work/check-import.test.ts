import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { bringing } from '../../../../test/bringing.ts'
import { gtinOf } from '../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const { csv, read, issuesOf } = bringing(app)

test('a row about what a row two thousand before it names otherwise is found when it is checked, where the register knows both names', async () => {
  const party = await app.party('Công ty Hai Tên')
  const codes = ['HT-1', 'HT-2'].map((value) => [{ scheme: 'own-code', value }])
  for (const [n, identifiers] of codes.entries())
    await party.put(`/api/products/${gtinOf(60_000 + n)}`, { names: { vi: 'Hàng' }, identifiers })
  const rows = Array.from({ length: 2200 }, (_, n) => `${gtinOf(60_001 + n)},Hàng ${n},${n === 0 ? 'HT-2' : ''}`)
  const { json } = await csv(
    party,
    `gtin,names.vi,identifiers.own-code\n,Hàng,HT-1\n${rows.join('\n')}\n,Hàng khác,HT-2\n,Hàng,HT-1\n`,
  )
  await app.work()
  const found = (await issuesOf(party, json.id)).map(({ line, code }) => [line, code])
  assert.deepEqual(found, [
    [2203, 'imports.row-repeated'],
    [2204, 'imports.row-repeated'],
  ])
  assert.deepEqual((await read(party, json.id)).counts, { new: 2199, changed: 1, same: 1, bad: 2 })
})
