import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const certifier = async (name: string): Promise<TestParty> => {
  const party = await app.party(name)
  await app.operator.post(`/api/parties/${party.id}/roles`, { role: 'certifier' })
  return party
}
const body = await certifier('Tổ chức chứng nhận')
const grower = await app.party('Hợp tác xã')
const other = await app.party('Công ty khác')
await grower.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Măng cụt' } })
await grower.put(`/api/products/${gtinOf(2)}`, { names: { vi: 'Bưởi' } })
await other.put(`/api/products/${gtinOf(9)}`, { names: { vi: 'Khác' } })

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
type Row = { standard: string; number: string; products?: string[]; state: string; id: string }
const heading = 'Tiêu chuẩn,Số chứng nhận,Bên cấp,Issuer,Các GTIN,Các GLN,Từ ngày,Đến ngày'
const two = [
  heading,
  `VietGAP,VG-1,,${body.id},${gtinOf(1)} | ${gtinOf(2)},9506000134352/A1,${day(-30)},${day(300)}`,
  `OCOP,OC-2,UBND tỉnh,,,,${day(-30)},${day(300)}`,
].join('\n')

test('certificates come in as their holder’s word, go out with how they stand, and again change nothing', async () => {
  const first = await tell(grower, two, 'certificates')
  assert.deepEqual([first.counts, first.wrong], [[2, 0, 0], []])
  const rows = await exported<Row>(grower, 'certificates')
  const found = (standard: string) => rows.find((row) => row.standard === standard)
  const [farmed, ranked] = [found('VietGAP'), found('OCOP')]
  assert.deepEqual([farmed?.state, farmed?.products], ['stated', [`0${gtinOf(1)}`, `0${gtinOf(2)}`]])
  assert.deepEqual([rows.length, ranked?.state, ranked?.products], [2, 'stated', undefined])
  assert.equal((await body.post(`/api/certificates/${farmed?.id}/attest`)).status, 200)
  assert.deepEqual((await tell(grower, two, 'certificates')).counts, [0, 0, 2])
  for (const [party, count] of [
    [grower, 2],
    [body, 1],
    [operator, 2],
  ] as const) {
    const out = (await party.get('/api/export/certificates?format=csv')).text
    assert.deepEqual((await tell(party, out, 'certificates')).counts, [0, 0, count])
  }
  assert.deepEqual(await exported(other, 'certificates'), [])
})

test('a certificate stays as it was stated; another’s products, no issuer, oneself as issuer and a lost paper are named', async () => {
  const row = (number: string, cells: string) => `VietGAP,${number},${cells}`
  const period = `${day(-30)},${day(300)}`
  const { counts, wrong, issues } = await tell(
    grower,
    [
      `${heading},File,Holder`,
      row('VG-1', `,${body.id},${gtinOf(1)},9506000134352/A1,${period},,`),
      row('VG-3', `,,,,${period},,`),
      row('VG-4', `,${grower.id},,,${period},,`),
      row('VG-5', `,nobody,,,${period},,`),
      row('VG-6', `A,,${gtinOf(9)},,${period},,`),
      row('VG-7', `A,,9506000134353,,${period},,`),
      row('VG-8', `A,,,,${day(1)},${day(0)},,`),
      row('VG-9', `A,,,,${period},${'f'.repeat(64)},`),
      row('VG-10', `A,,,,${period},,${other.id}`),
      row('VG-11', `A,,,9506000134352/%zz,${period},,`),
      row('VG-11', `A,,,,${period},,${grower.id}`),
    ].join('\n'),
    'certificates',
  )
  assert.deepEqual(counts, [1, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.record-differs',
    '3 registry.issuer-needed',
    '4 registry.own-issuer',
    '5 registry.party-unknown',
    '6 registry.key-taken',
    '7 registry.check-digit-wrong',
    '8 registry.validity-reversed',
    '9 registry.file-unknown',
    '10 registry.not-yours',
    '12 imports.row-repeated',
  ])
  assert.equal(issues[0]?.path, 'products')
})

test('test results come in and go out alike; a withdrawn one does not come back by the same file', async () => {
  const key = `https://id.gs1.org/01/0${gtinOf(1)}/10/L1`
  const sheet = [
    'Lô,Chỉ tiêu,Kết quả,Đơn vị đo,Phương pháp,Mã mẫu,Laboratory,Tên phòng thử nghiệm,Ngày,Đạt',
    `${key},Chlorpyrifos,0.01,mg/kg,TCVN 8319:2010,M1,${body.id},,${day(-3)},có`,
    `${key},Pb,không phát hiện,,,M1,,Phòng A,${day(-3)},`,
    `${key},Cd,0.1,,,M1,,,${day(-3)},`,
    `${key},Cd,0.1,,,M1,,Phòng A,${day(3)},`,
    `https://id.gs1.org/01/0${gtinOf(9)}/10/L1,Cd,0.1,,,M1,,Phòng A,${day(-3)},`,
    `không phải mã,Cd,0.1,,,M1,,Phòng A,${day(-3)},`,
  ].join('\n')
  const first = await tell(grower, sheet, 'test-results')
  assert.deepEqual(first.counts, [2, 0, 0])
  assert.deepEqual(first.wrong, [
    '4 registry.issuer-needed',
    '5 registry.tested-in-future',
    '6 registry.key-taken',
    '7 registry.key-malformed',
  ])
  const [row] = await exported<{ id: string; state: string; conforms: boolean }>(body, 'test-results')
  assert.deepEqual([row?.state, row?.conforms], ['stated', true])
  assert.equal((await grower.delete(`/api/test-results/${row?.id}`)).status, 204)
  assert.deepEqual((await tell(grower, sheet, 'test-results')).counts, [0, 0, 2])
  const out = (await grower.get('/api/export/test-results?format=csv')).text
  assert.deepEqual((await tell(grower, out, 'test-results')).counts, [0, 0, 2])
  assert.deepEqual(await exported(other, 'test-results'), [])
})

test('what was stated with its accents typed apart is the same as a spreadsheet tells it', async () => {
  const stated = {
    ...{ key: `https://id.gs1.org/01/0${gtinOf(2)}/10/L2`, parameter: 'Chì', value: 'không phát hiện' },
    ...{ laboratoryName: 'Phòng A', testedOn: day(-3) },
  }
  const paper = {
    ...{ standard: 'OCOP', number: 'OC-3', issuerName: 'Ủy ban' },
    validFrom: day(-30),
    validTo: day(300),
  }
  const apart = (value: object): object => JSON.parse(JSON.stringify(value).normalize('NFD'))
  assert.equal((await grower.post('/api/test-results', apart(stated))).status, 201)
  assert.equal((await grower.post('/api/certificates', apart(paper))).status, 201)
  const sheetOf = (row: object) => `${Object.keys(row).join()}\n${Object.values(row).join()}\n`
  assert.deepEqual((await tell(grower, sheetOf(stated), 'test-results')).counts, [0, 0, 1])
  assert.deepEqual((await tell(grower, sheetOf(paper), 'certificates')).counts, [0, 0, 1])
})
