import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { bringPdf } from '../../../../../test/bring-pdf.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const firm = await app.party('Công ty Bưởi')
const other = await app.party('Công ty khác')
const commune = await app.party('Ủy ban phường', { kind: 'agency' })
await app.operator.post(`/api/parties/${commune.id}/roles`, { role: 'commune', units: ['25888'] })
for (const number of [1, 2, 3]) await firm.put(`/api/products/${gtinOf(number)}`, { names: { vi: `Bưởi ${number}` } })

type Owed = { id: string; rule: string; state: string }
const owedBy = async (party: Client) =>
  ((await party.get('/api/obligations?limit=500')).json as { items: Owed[] }).items
const [first = '', second = '', third = ''] = (await owedBy(firm))
  .filter(({ rule }) => rule === 'barcode-data')
  .map(({ id }) => id)
  .toSorted()

const heading = 'Đơn vị,Việc phải làm,Làm xong ngày,Giấy tờ,Tệp căn cứ'
const sheetOf = (...rows: string[]) => [heading, ...rows].join('\n')
type Row = { obligation: string; doneOn: string; evidenceText?: string; evidenceFile?: string }
const said = async (party: Client) =>
  (await exported<Row>(party, 'obligation-fulfilments')).map(({ obligation, doneOn, evidenceText, evidenceFile }) => [
    ...[obligation, doneOn, evidenceText, evidenceFile],
  ])

test('an enterprise says by a spreadsheet which of its obligations it has met, once', async () => {
  const sheet = sheetOf(`,${first},01/02/2026,Hồ sơ 1,`, `${firm.id},${second},2026-02-02,Hồ sơ 2,`)
  assert.deepEqual((await tell(firm, sheet, 'obligation-fulfilments')).counts, [2, 0, 0])
  assert.deepEqual((await tell(firm, sheet, 'obligation-fulfilments')).counts, [0, 0, 2])
  assert.deepEqual(await said(firm), [
    [first, '2026-02-01', 'Hồ sơ 1', undefined],
    [second, '2026-02-02', 'Hồ sơ 2', undefined],
  ])
  for (const party of [firm, operator]) {
    const { text } = await party.get('/api/export/obligation-fulfilments?format=csv')
    const again = await tell(party, text, 'obligation-fulfilments')
    assert.deepEqual([again.counts, again.wrong], [[0, 0, 2], []])
  }
})

test('it may say it anew; a column that is not there stays as it was', async () => {
  const file = await bringPdf(app.url, firm)
  const anew = `Việc phải làm,Làm xong ngày,Tệp căn cứ\n${first},2026-03-01,${file}`
  assert.deepEqual((await tell(firm, anew, 'obligation-fulfilments')).counts, [0, 1, 0])
  assert.deepEqual((await said(firm))[0], [first, '2026-03-01', 'Hồ sơ 1', file])
  const without = sheetOf(`,${first},2026-03-01,Hồ sơ 1,`)
  assert.deepEqual((await tell(firm, without, 'obligation-fulfilments')).counts, [0, 1, 0])
  assert.deepEqual((await said(firm))[0], [first, '2026-03-01', 'Hồ sơ 1', undefined])
})

test('nobody says it for another, of what it does not owe, without evidence, or of a day to come', async () => {
  const { counts, wrong } = await tell(
    firm,
    sheetOf(
      `${other.id},${first},2026-02-01,Hồ sơ,`,
      `,barcode-data /01/0${gtinOf(9)},2026-02-01,Hồ sơ,`,
      `,${first},2999-01-01,Hồ sơ,`,
      `,${second},2026-04-01,,`,
      `,${third},2026-04-01,,${'f'.repeat(64)}`,
      `${firm.id},${second},,Hồ sơ,`,
    ),
    'obligation-fulfilments',
  )
  assert.deepEqual(counts, [0, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.not-yours',
    '3 registry.obligation-unknown',
    '4 registry.day-to-come',
    '5 registry.fulfilment-unproven',
    '6 registry.fulfilment-unproven',
    '7 imports.cell-needed',
  ])
  const theirs = await tell(other, sheetOf(`${firm.id},${first},2026-03-01,Hồ sơ 1,`), 'obligation-fulfilments')
  assert.deepEqual([theirs.counts, theirs.wrong], [[0, 0, 0], ['2 registry.not-yours']], 'not even that it is the same')
})

test('who may not make the statement gets the same refusal for each row', async () => {
  const asked = { obligation: first, doneOn: '2026-03-01', evidenceText: 'Hồ sơ' }
  const answer = await commune.post('/api/obligation-fulfilments', asked)
  const { wrong } = await tell(commune, sheetOf(`,${first},2026-03-01,Hồ sơ,`), 'obligation-fulfilments')
  assert.deepEqual([answer.status, wrong], [403, ['2 registry.not-yours']])
})
