import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { bringing, exported } from '../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const heading = 'Loại hình,Tên,Tên công khai,Mã nội bộ,Mã đơn vị hành chính,Ngày của địa chỉ'
const list = [
  heading,
  'household,Nguyễn Thị Mẫu,Vườn Mẫu,PG-017,25858,2026-01-01',
  'household,Trần Văn Mẫu,Vườn Thử,PG-018,25858,2026-01-01',
].join('\n')

type Row = { id: string; kind: string; identifiers?: Record<string, string>; address?: { unitCode: string } }

test('households without tax code or GLN come in by their number in a list, once, and are mended by it', async () => {
  assert.deepEqual((await tell(operator, list, 'parties')).counts, [2, 0, 0])
  assert.deepEqual((await tell(operator, list, 'parties')).counts, [0, 0, 2])
  assert.deepEqual((await tell(operator, list.replace('Vườn Thử', 'Vườn Bưởi'), 'parties')).counts, [0, 1, 1])
  const rows = (await exported<Row>(app.operator, 'parties')).filter(({ kind }) => kind === 'household')
  assert.deepEqual(rows.map(({ identifiers, address }) => [identifiers?.['own-code'], address?.unitCode]).toSorted(), [
    ['PG-017', '25858'],
    ['PG-018', '25858'],
  ])
  const text = (await app.operator.get('/api/export/parties?format=csv')).text
  assert.deepEqual((await tell(operator, text, 'parties')).counts.slice(0, 2), [0, 0])
})

test('one that nothing names is refused, with what to do', async () => {
  const { wrong } = await tell(operator, `${heading}\nhousehold,Lê Thị Mẫu,Vườn Không Số,,25858,2026-01-01`, 'parties')
  assert.deepEqual(wrong, ['2 registry.identifier-needed'])
})
