import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { exported } from '../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const party = await app.party('Công ty')

type Row = { province: string; code: string; name: string; validTo?: string; successors?: string[]; extent?: string }

test('units go out as the provinces’ files tell them, of all days, each with what became of it', async () => {
  const rows = await exported<Row>(party, 'units')
  const { items } = (await app.anonymous.get('/api/units?q=Bến%20Cát')).json as { items: { code: string }[] }
  assert.ok(items.length > 1)
  for (const { code } of items) assert.ok(rows.some((row) => row.code === code))
  assert.ok(rows.length > 100 && rows.every(({ province }) => province === 'binh-duong'))
  const town = rows.find(({ code, validTo }) => code === '721' && validTo === '2024-04-30')
  assert.deepEqual([town?.name, town?.successors, town?.extent], ['Bến Cát', ['721'], 'whole'])
  const text = (await party.get('/api/export/units?format=csv')).text
  assert.equal(text.trim().split('\r\n').length, rows.length + 1)
})
