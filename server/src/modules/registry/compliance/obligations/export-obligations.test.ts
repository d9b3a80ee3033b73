import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { csv, tell, operator } = bringing(app)

const firm = await app.party('Công ty Bưởi')
// More parties than one page looks at.
for (let number = 0; number < 30; number += 1) await app.party(`Công ty ${number}`)
const provider = await app.party('Nhà cung cấp', { kind: 'provider' })
for (const number of [1, 2]) await firm.put(`/api/products/${gtinOf(number)}`, { names: { vi: `Bưởi ${number}` } })
await provider.put(`/api/products/${gtinOf(3)}`, { names: { vi: 'Phần mềm', fr: 'Logiciel' } })

type Owed = { id: string; by?: string; state: string; rule: string; title: string }
type Row = {
  party: string
  obligation: string
  title: { vi: string; en: string }
  basis: string
  subject: string
  by?: string
  state: string
}
const owedBy = async (party: Client) =>
  ((await party.get('/api/obligations?limit=500')).json as { items: Owed[] }).items
const byID = <T extends string>(ids: readonly T[]) => ids.toSorted()

test('a party takes away what it is obliged to, with law, day and state, as the API tells it', async () => {
  const rows = await exported<Row>(firm, 'obligations')
  const owed = new Map((await owedBy(firm)).map((each) => [each.id, each]))
  assert.ok(rows.length > 2)
  assert.deepEqual(byID(rows.map(({ obligation }) => obligation)), byID([...owed.keys()]))
  for (const { party, obligation, by, state, title } of rows) {
    const told = owed.get(obligation)
    assert.deepEqual([party, by, state, title.vi], [firm.id, told?.by, told?.state, told?.title])
  }
  const data = rows.find(({ obligation }) => obligation === `barcode-data /01/0${gtinOf(1)}`)
  assert.deepEqual([data?.subject, data?.basis.includes('Nghị định 37/2026/NĐ-CP')], [`/01/0${gtinOf(1)}`, true])
})

test('who keeps the register takes away everybody’s, across pages, each once', async () => {
  const rows = await exported<Row>(app.operator, 'obligations')
  const expected = []
  for (const party of [firm, provider]) expected.push(...(await owedBy(party)).map(({ id }) => `${party.id} ${id}`))
  const told = rows.map(({ party, obligation }) => `${party} ${obligation}`)
  assert.equal(new Set(told).size, told.length)
  for (const each of expected) assert.ok(told.includes(each), each)
  const ofFirm = await exported<Row>(firm, 'obligations')
  assert.ok(!ofFirm.some(({ party }) => party !== firm.id))
})

test('as CSV it is under headings in the language of the reader, and what is noted on it comes in by its id', async () => {
  const { text } = await firm.get('/api/export/obligations?format=csv', { 'accept-language': 'vi' })
  const [heading = '', ...lines] = text.trimEnd().split('\r\n')
  assert.match(heading, /Việc phải làm \(mã\).*Căn cứ pháp lý.*Hạn.*Tình trạng/)
  assert.equal(lines.length, (await exported(firm, 'obligations')).length)
  const [{ obligation = '' } = {}] = await exported<Row>(firm, 'obligations')
  const sheet = `Mã việc,Ngày hoàn thành,Bằng chứng\n${obligation},2026-02-01,Hồ sơ 1`
  assert.deepEqual((await tell(firm, sheet, 'obligation-fulfilments')).counts, [1, 0, 0])
  assert.equal(
    (await csv(operator, text, 'target=obligations')).status,
    404,
    'what is worked out comes in by no spreadsheet',
  )
})

test('more products than are looked at for one page are all told', async () => {
  const grower = await app.party('Công ty lớn')
  const count = 450
  const gtins = Array.from({ length: count }, (_, index) => gtinOf(1000 + index))
  const sheet = ['gtin,tên', ...gtins.map((gtin, index) => `${gtin},Hàng ${index}`)].join('\n')
  assert.deepEqual((await tell(grower, sheet, 'products')).counts, [count, 0, 0])
  const rows = await exported<Row>(grower, 'obligations')
  const told = rows.filter(({ obligation }) => obligation.startsWith('barcode-data ')).map(({ subject }) => subject)
  assert.deepEqual(byID(told), byID(gtins.map((gtin) => `/01/0${gtin}`)))
  const everybodys = await exported<Row>(app.operator, 'obligations')
  assert.equal(everybodys.filter(({ party }) => party === grower.id).length, rows.length)
})
