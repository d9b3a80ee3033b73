import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const provider = await app.party('Công ty Giải pháp', { kind: 'provider' })
const firm = await app.party('Công ty Dùng')
const other = await app.party('Công ty Khác')

type Row = { id: string; owner: string; names: { vi: string }; release?: string; standards?: string[] }
const sheet = [
  'Tên hệ thống,Nhà cung cấp,Phiên bản,Tiêu chuẩn,Mô hình,Website',
  `Hệ thống A,${provider.id},1.0,TCVN 12850:2019 | TCVN 13274:2020,tập trung,https://a.example`,
  'Hệ thống B,,,,,',
].join('\n')

const systemA = async () => (await exported<Row>(firm, 'systems')).find(({ names }) => names.vi === 'Hệ thống A')

test('systems come in with their content; a column that is not there stays as it was, and an empty cell takes back', async () => {
  assert.deepEqual((await tell(firm, sheet, 'systems')).counts, [2, 0, 0])
  assert.deepEqual((await tell(firm, sheet, 'systems')).counts, [0, 0, 2])
  const a = await systemA()
  assert.deepEqual([a?.owner, a?.standards?.length], [firm.id, 2])
  assert.deepEqual((await tell(firm, 'Tên hệ thống,Phiên bản\nHệ thống A,2.0\n', 'systems')).counts, [0, 1, 0])
  const changed = await systemA()
  assert.deepEqual([changed?.id, changed?.release, changed?.standards], [a?.id, '2.0', a?.standards])
  assert.deepEqual((await tell(firm, `id,Phiên bản\n${a?.id},\n`, 'systems')).counts, [0, 1, 0])
  assert.equal((await systemA())?.release, undefined)
})

test('one system that two rows name, by its id and by its name, is one row twice', async () => {
  const a = await systemA()
  const { counts, wrong } = await tell(
    firm,
    `id,Tên hệ thống,Phiên bản\n${a?.id},Hệ thống A,3\n,Hệ thống A,4\n`,
    'systems',
  )
  assert.deepEqual([counts, wrong], [[0, 1, 0], ['3 imports.row-repeated']])
})

test('each speaks of its own systems: another’s, a foreign credential and an unknown one are named', async () => {
  const a = await systemA()
  const { counts, wrong } = await tell(
    other,
    [
      'id,Chủ,Tên hệ thống,Khóa và ứng dụng kết nối (mã),Nhà cung cấp,Website',
      `${a?.id},,Của tôi,,,`,
      `,${firm.id},Hệ thống A,,,`,
      `,,Có khóa,01890000-0000-7000-8000-000000000000,,`,
      `,,Có bên cung cấp,,không có,`,
      `,,Trang lạ,,,ftp://a.example`,
      ',,Tốt,,,',
    ].join('\n'),
    'systems',
  )
  assert.deepEqual(counts, [1, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.system-unknown',
    '3 registry.not-yours',
    '4 registry.credential-unknown',
    '5 registry.party-unknown',
    '6 imports.text-unfit',
  ])
})

test('no system is entered for who goes on as another', async () => {
  const gone = await app.party('Công ty Cũ')
  const merge = { merged: gone.id, into: firm.id, basis: 'Biên bản số 1' }
  assert.equal((await app.operator.post('/api/merges', merge)).status, 201)
  const { wrong } = await tell(operator, `Chủ,Tên hệ thống\n${gone.id},Hệ thống Cũ\n`, 'systems')
  assert.deepEqual(wrong, ['2 registry.party-merged'])
})

test('an export holds one’s own systems, those that one provides, and for the registrar all; all come in again unchanged', async () => {
  const names = async (party: typeof firm) =>
    (await exported<Row>(party, 'systems')).map((row) => row.names.vi).toSorted()
  assert.deepEqual(await names(provider), ['Hệ thống A'])
  assert.deepEqual(await names(other), ['Tốt'])
  for (const [party, count] of [
    [firm, 2],
    [provider, 1],
    [operator, 3],
  ] as const) {
    const out = (await party.get('/api/export/systems?format=csv')).text
    assert.deepEqual((await tell(party, out, 'systems')).counts, [0, 0, count])
  }
})
