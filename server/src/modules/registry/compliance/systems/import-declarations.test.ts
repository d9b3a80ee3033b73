import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringPdf } from '../../../../../test/bring-pdf.ts'
import { type Bringer, bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, csv, operator } = bringing(app)

const firm = await app.party('Công ty Bưởi')
const rival = await app.party('Công ty Đối thủ')
const provider = await app.party('Nhà cung cấp giải pháp', { kind: 'provider' })
const body = await app.party('Trung tâm Chứng nhận', { kind: 'certification-body' })
const agencies = [await app.party('Chi cục', { kind: 'agency' }), await app.party('Sở', { kind: 'agency' })] as const
for (const { id } of agencies) await app.operator.post(`/api/parties/${id}/roles`, { role: 'standing-agency' })
const [agency, other] = agencies

const systemOf = async (party: typeof firm, more: object = {}): Promise<string> => {
  const content = { names: { vi: 'Hệ thống' }, standards: ['TCVN 12850:2019'], sharingModel: 'one-step', ...more }
  return ((await party.post('/api/systems', content)).json as { id: string }).id
}
const own = await systemOf(firm, { provider: provider.id })
const theirs = await systemOf(provider)
const rivals = await systemOf(rival)
await firm.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Bưởi' }, productGroup: 'fruit' })
await firm.put(`/api/products/${gtinOf(2)}`, { names: { vi: 'Cam' } })
const { items } = (await app.anonymous.get('/api/national-targets')).json as { items: { target: string }[] }
const target = items[0]?.target ?? ''

type Row = { id: string; validTo?: string; product?: string; declaredBy?: string; ended?: boolean; kind?: string }
const lines = (...rows: string[]) => rows.join('\n')

/** What goes out comes in again as the same, whoever takes it away and brings it. */
const comesBack = async (party: Bringer, register: string, rows: number) => {
  const { text } = await party.get(`/api/export/${register}?format=csv`)
  const again = await tell(party, text, register)
  assert.deepEqual([again.counts, again.wrong], [[0, 0, rows], []], `${register} ${text}`)
}

test('connections come in once; two ways for one product are refused, in the register and within the file', async () => {
  const heading = 'Doanh nghiệp,Hệ thống đích,Qua hệ thống,Mã sản phẩm,Nhóm sản phẩm,Từ ngày,Đến ngày'
  const row = (system: string, product: string, group: string, from: string, to = '', party = '') =>
    [party, target, system, product, group, from, to].join()
  const sheet = lines(
    heading,
    row(own, `/01/0${gtinOf(1)}`, '', '2026-01-01'),
    row(theirs, `/01/0${gtinOf(2)}`, '', '2026-01-01', '2026-06-30'),
    row(own, `/01/0${gtinOf(2)}`, '', '2026-07-01'),
    row(theirs, `/01/0${gtinOf(2)}`, '', '2026-08-01'),
    row(own, '', 'fruit', '2026-09-01'),
  )
  const first = await tell(firm, sheet, 'connections')
  assert.deepEqual(first.counts, [3, 0, 0])
  assert.deepEqual(first.wrong, ['5 registry.connection-exists-unnamed', '6 registry.connection-exists-unnamed'])
  const again = await tell(firm, sheet, 'connections')
  assert.deepEqual(
    [again.counts, again.wrong],
    [
      [0, 0, 3],
      ['5 registry.connection-exists', '6 registry.connection-exists'],
    ],
  )
  for (const party of [firm, operator]) await comesBack(party, 'connections', 3)
  await comesBack(provider, 'connections', 1)
  assert.deepEqual(await exported(rival, 'connections'), [])
})

test('one that was ended does not come back by the same file, and goes out with its last day', async () => {
  const connections = await exported<Row>(firm, 'connections')
  const found = connections.find(({ product }) => product === `/01/0${gtinOf(1)}`)
  assert.equal((await firm.delete(`/api/connections/${found?.id}?lastDay=2026-03-31`)).status, 204)
  const same = lines('target,system,product,validFrom', `${target},${own},/01/0${gtinOf(1)},2026-01-01`)
  assert.deepEqual((await tell(firm, same, 'connections')).counts, [0, 0, 1])
  await comesBack(firm, 'connections', 3)
  const changed = lines(
    'target,system,product,validFrom,validTo',
    `${target},${own},/01/0${gtinOf(1)},2026-01-01,2027-01-01`,
  )
  const { wrong, issues } = await tell(firm, changed, 'connections')
  assert.deepEqual([wrong, issues[0]?.path], [['2 registry.record-differs'], 'validTo'])
  const gone = await firm.post('/api/connections', {
    system: theirs,
    target,
    product: `/01/0${gtinOf(1)}`,
    validFrom: '2027-06-01',
  })
  await firm.delete(`/api/connections/${(gone.json as Row).id}?lastDay=2027-01-01`)
  const never = lines('target,system,product,validFrom', `${target},${theirs},/01/0${gtinOf(1)},2027-06-01`)
  assert.deepEqual((await tell(firm, never, 'connections')).counts, [0, 0, 1])
})

test('nobody declares another’s connection, nor through a system that is not there for it', async () => {
  const { counts, wrong } = await tell(
    rival,
    lines(
      'party,target,system,product,productGroup,validFrom,validTo',
      `${firm.id},${target},${rivals},,,2026-01-01,`,
      `,${target},${own},,,2026-01-01,`,
      `,khong-co,${rivals},,,2026-01-01,`,
      `,${target},${rivals},/01/0${gtinOf(1)},fruit,2026-01-01,`,
      `,${target},${rivals},,,2026-01-01,2025-01-01`,
      `,${target},${rivals},,,,`,
      `,${target},không phải mã,,,2026-01-01,`,
    ),
    'connections',
  )
  assert.deepEqual(counts, [0, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.not-yours',
    '3 registry.system-unknown',
    '4 registry.target-unknown',
    '5 registry.connection-unfit',
    '6 registry.validity-reversed',
    '7 imports.cell-needed',
    '8 imports.text-unfit',
  ])
  const registrars = await tell(
    operator,
    lines('party,target,system,validFrom', `${rival.id},${target},${rivals},2026-01-01`),
    'connections',
  )
  assert.deepEqual(registrars.counts, [1, 0, 0])
  await comesBack(rival, 'connections', 1)
})

test('declarations of conformity come in with their paper, in the words people use', async () => {
  const paper = await bringPdf(app.url, firm)
  const heading =
    'Hệ thống,Tiêu chuẩn,Hình thức công bố,Số giấy chứng nhận,Bên chứng nhận,Ngày công bố,Đến ngày,Tệp công bố'
  const sheet = lines(
    heading,
    `${own},TCVN 12850:2019,tự công bố,,,01/02/2026,,${paper}`,
    `${own},TCVN 13274:2020,được chứng nhận,CN-1,${body.id},01/02/2026,2027-01-31,${paper}`,
  )
  assert.deepEqual((await tell(firm, sheet, 'conformities')).counts, [2, 0, 0])
  assert.deepEqual((await tell(firm, sheet, 'conformities')).counts, [0, 0, 2])
  const [first] = await exported<Row>(firm, 'conformities')
  assert.equal((await firm.delete(`/api/systems/${own}/conformities/${first?.id}`)).status, 204)
  assert.deepEqual((await tell(firm, sheet, 'conformities')).counts, [0, 0, 2], 'what was taken back stays so')
  for (const party of [firm, provider, operator]) await comesBack(party, 'conformities', 2)

  const wrongs = lines(
    `${heading},Bên khai`,
    `${own},TCVN 12850:2019,tự công bố,CN-1,,01/03/2026,,${paper},`,
    `${own},TCVN 12850:2019,được chứng nhận,CN-2,${provider.id},02/03/2026,,${paper},`,
    `${own},TCVN 12850:2019,tự công bố,,,01/03/2099,,${paper},`,
    `${own},TCVN 12850:2019,tự công bố,,,01/03/2026,,${'f'.repeat(64)},`,
    `${own},TCVN 12850:2019,tự công bố,,,03/03/2026,,${paper},${provider.id}`,
    `${own},TCVN 13274:2020,được chứng nhận,CN-9,${body.id},01/02/2026,2027-01-31,${paper},`,
    `${rivals},TCVN 12850:2019,tự công bố,,,01/03/2026,,${paper},`,
    `${own},TCVN 12850:2019,chắc vậy,,,01/03/2026,,${paper},`,
  )
  assert.deepEqual((await tell(firm, wrongs, 'conformities')).wrong, [
    '2 registry.conformity-unfit',
    '3 registry.conformity-unfit',
    '4 registry.day-to-come',
    '5 registry.file-unknown',
    '6 registry.not-yours',
    '7 registry.record-differs',
    '8 registry.system-unknown',
    '9 columns.not-among',
  ])
  const { wrong } = await tell(
    provider,
    lines(heading, `${own},TCVN 1,tự công bố,,,01/03/2026,,${paper}`),
    'conformities',
  )
  assert.deepEqual(wrong, ['2 registry.not-yours'], 'who provides a system sees it, and does not speak of it')
})

test('an authority’s findings come in as its own alone; who may not examine brings none', async () => {
  const heading = 'Hệ thống,Nội dung thẩm tra,Đạt,Ngày thẩm tra,Đến ngày,Căn cứ'
  const sheet = lines(
    heading,
    `${own},khả năng trao đổi dữ liệu,không,02/03/2026,,Biên bản 1`,
    `${own},liên thông,có,02/03/2026,,Biên bản 2`,
  )
  assert.equal((await csv(firm, sheet, 'target=examinations')).status, 403)
  assert.deepEqual((await tell(agency, sheet, 'examinations')).counts, [2, 0, 0])
  assert.deepEqual((await tell(agency, sheet, 'examinations')).counts, [0, 0, 2])
  assert.deepEqual((await tell(other, sheet, 'examinations')).counts, [2, 0, 0], 'another’s finding is another')
  for (const party of [agency, other]) await comesBack(party, 'examinations', 4)
  const found = await exported<Row>(firm, 'examinations')
  assert.deepEqual(
    found.map(({ kind, declaredBy }) => [kind, declaredBy]).toSorted(),
    [agency.id, agency.id, other.id, other.id].map((by) => ['interoperability', by]).toSorted(),
  )
  const agencys = await systemOf(agency)
  const { wrong } = await tell(
    agency,
    lines(
      `${heading},Bên thẩm tra`,
      `${own},readiness,có,02/03/2026,,Biên bản 3,${other.id}`,
      `${own},readiness,có,02/03/2026,,,`,
      `${own},readiness,có,02/03/2099,,Biên bản 3,`,
      `${agencys},readiness,có,02/03/2026,,Biên bản 3,`,
      `${own},readiness,có,02/03/2026,2026-01-01,Biên bản 3,`,
    ),
    'examinations',
  )
  assert.deepEqual(wrong, [
    '2 registry.not-yours',
    '3 registry.evidence-needed',
    '4 registry.day-to-come',
    '5 registry.own-examination',
    '6 registry.validity-reversed',
  ])
})
