import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { chiefKeyOf, clientOf, type TestParty, testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

/** With a key that a person let give mandates. */
const trusted = async ({ id }: TestParty) => {
  const key = await chiefKeyOf(app.operator, id)
  return { ...clientOf(app.url, key), id, key }
}
const grower = await trusted(await app.party('Hợp tác xã'))
const vendor = await trusted(await app.party('Công ty Giải pháp', { kind: 'provider' }))
const other = await trusted(await app.party('Công ty Khác'))

type Row = { id: string; principal: string; holder: string; purpose: string; keys?: string[]; ended: boolean }
const heading = 'Người được ủy quyền,Mục đích,Mã số,Phạm vi,Hiệu lực từ,Hiệu lực đến,Căn cứ'
const sheet = [
  heading,
  `${vendor.id},ghi sự kiện thay,/01/0${gtinOf(1)},,2026-01-01,,Hợp đồng 1`,
  `${vendor.id},act,,events.capture | registry.read-own,2026-01-01,2027-01-01,Hợp đồng 2`,
].join('\n')

test('mandates come in once; both sides take them away, and one that was ended does not come back', async () => {
  assert.deepEqual((await tell(grower, sheet, 'mandates')).counts, [2, 0, 0])
  assert.deepEqual((await tell(grower, sheet, 'mandates')).counts, [0, 0, 2])
  const first = (await exported<Row>(vendor, 'mandates')).find(({ purpose }) => purpose === 'capture')
  assert.deepEqual([first?.principal, first?.purpose, first?.ended], [grower.id, 'capture', false])
  assert.equal((await grower.delete(`/api/mandates/${first?.id}`)).status, 204)
  assert.deepEqual((await tell(grower, sheet, 'mandates')).counts, [0, 0, 2])
  const ended = (await exported<Row>(vendor, 'mandates')).map((row) => row.ended)
  assert.deepEqual(ended.toSorted(), [false, true])
  for (const party of [grower, vendor, operator]) {
    const out = (await party.get('/api/export/mandates?format=csv')).text
    const again = await tell(party, out, 'mandates')
    assert.deepEqual([again.counts, again.wrong], [[0, 0, 2], []])
  }
  assert.deepEqual(await exported(other, 'mandates'), [])
})

test('nobody gives another’s mandate, one without paper, one to itself, or rights that cannot be lent', async () => {
  const { counts, wrong } = await tell(
    other,
    [
      `Bên ủy quyền,${heading}`,
      `${grower.id},${vendor.id},capture,,,2026-01-01,,Giả`,
      `,${vendor.id},capture,,,2026-01-01,,`,
      `,${other.id},capture,,,2026-01-01,,Hợp đồng`,
      `,${vendor.id},act,,registry.administer,2026-01-01,,Hợp đồng`,
      `,${vendor.id},act,,,2026-01-01,,Hợp đồng`,
      `,${vendor.id},capture,,,2026-02-01,2025-01-01,Hợp đồng`,
      `,${vendor.id},mọi việc,,,2026-01-01,,Hợp đồng`,
    ].join('\n'),
    'mandates',
  )
  assert.deepEqual(counts, [0, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.not-yours',
    '3 registry.mandate-unfit',
    '4 registry.mandate-unfit',
    '5 imports.value-unfit',
    '6 registry.mandate-scopes-unfit',
    '7 registry.validity-reversed',
    '8 columns.not-among',
  ])
})

test('the registrar enters a mandate from its paper, in the principal’s name', async () => {
  const paper = [`Bên ủy quyền,${heading}`, `${other.id},${vendor.id},claim-key,,,2026-03-01,,Giấy ủy quyền 9`].join(
    '\n',
  )
  assert.deepEqual((await tell(operator, paper, 'mandates')).counts, [1, 0, 0])
  assert.equal((await exported<Row>(other, 'mandates'))[0]?.purpose, 'claim-key')
})
