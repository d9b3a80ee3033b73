import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const { tell, csv, operator } = bringing(app)
const party = await app.party('Công ty')

type Row = { province: string; code: string; name: string; validTo?: string; successors?: string[] }
const heading = 'Tệp,Mã đơn vị,Tên,Loại,Mã cấp trên,Từ ngày,Đến ngày,Căn cứ,Trở thành,Nguồn'
const invented = [
  heading,
  'mau,97,Mẫu,tỉnh,,,,,,Danh mục mẫu',
  'mau,97001,Một,xã,97,,2026-02-28,,97001 | 97002,',
  'mau,97002,Hai,phường,97,2026-03-01,,Nghị quyết mẫu,,',
  'mau,97001,Ba,phường,97,2026-03-01,,Nghị quyết mẫu,,',
]
const nameOn = async (code: string, day: string): Promise<string> => {
  const [head] = await app.db.query<{ position: string }>('select position from platform.head')
  const found = await app.anonymous.get(`/api/units/${code}?at=${day}&asOf=${head?.position}`)
  return (found.json as { name: string }).name
}

test('units go out as the provinces’ files tell them, of all days, and come in again unchanged', async () => {
  const rows = await exported<Row>(party, 'units')
  assert.ok(rows.length > 100 && rows.every(({ province }) => province === 'binh-duong'))
  const town = rows.find(({ code, validTo }) => code === '721' && validTo === '2024-04-30')
  assert.deepEqual([town?.name, town?.successors], ['Bến Cát', ['721']])
  const out = (await app.operator.get('/api/export/units?format=csv')).text
  assert.deepEqual((await tell(operator, out, 'units')).counts, [0, 0, rows.length])
})

test('another province comes in as a spreadsheet, and a changed row makes its next edition', async () => {
  const first = await tell(operator, invented.join('\n'), 'units')
  assert.deepEqual([first.counts, first.wrong], [[4, 0, 0], []])
  assert.deepEqual([await nameOn('97001', '2026-01-01'), await nameOn('97001', '2026-06-01')], ['Một', 'Ba'])
  const converted = (await app.anonymous.get('/api/units/convert?code=97001&on=2026-01-01&to=2026-06-01')).json as {
    outcome: string
  }
  assert.equal(converted.outcome, 'several')
  assert.deepEqual((await tell(operator, invented.join('\n'), 'units')).counts, [0, 0, 4])
  const renamed = [heading, 'mau,97002,Hai Mới,phường,97,2026-03-01,,Nghị quyết mẫu,,'].join('\n')
  assert.deepEqual((await tell(operator, renamed, 'units')).counts, [0, 1, 0])
  assert.equal(await nameOn('97002', '2026-06-01'), 'Hai Mới')
})

test('what would contradict the rest is named with its row, and the rest comes in', async () => {
  const { counts, wrong } = await tell(
    operator,
    [
      heading,
      'mau,97003,Ba,xã,98,,,,,',
      'mau,97004,Bốn,xã,,,,,,',
      'mau,97005,Năm,xã,97,2026-05-01,2026-04-01,Nghị quyết,,',
      'mau,97006,Sáu,xã,97,2026-05-01,,,,',
      'mau,97007,Bảy,xã,97002,2026-05-01,,Nghị quyết,,',
      'mau,97008,Tám,xã,97,,2026-04-01,,97099,',
      'mau,97009,Chín,unknown,97,,,,,',
      'mau,97001,Mười,phường,97,2026-04-01,,Nghị quyết,,',
      'mau,97010,Mười,làng,97,,,,,',
      'mau2,96,Nhì,tỉnh,,,,,,',
      'mau,97011,Mười một,xã,97,,,,,',
      'mau,25888,Mười hai,xã,97,2025-07-01,,Nghị quyết,,',
    ].join('\n'),
    'units',
  )
  assert.deepEqual(wrong, [
    '2 registry.unit-parent-absent',
    '3 registry.unit-parentless',
    '4 registry.unit-reversed',
    '5 registry.unit-basis-needed',
    '6 registry.unit-parent-below',
    '7 registry.succession-not-beginning',
    '8 registry.unit-level-needed',
    '9 registry.unit-code-shared',
    '10 columns.not-among',
    '11 registry.unit-source-needed',
    '13 registry.unit-otherwise',
  ])
  assert.deepEqual(counts, [1, 0, 0])
})

test('only who keeps the register brings units', async () => {
  const sent = await csv(party, invented.join('\n'), 'target=units')
  assert.equal(sent.status, 403)
})
