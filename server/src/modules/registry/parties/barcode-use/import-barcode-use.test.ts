import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const { bring, issuesOf, tell, operator } = bringing(app)

const taxCode = { scheme: 'tax-code', value: '3700000018' }
const firm = await app.party('Công ty Mã vạch', { identifiers: [taxCode] })
const other = await app.party('Công ty Khác')

type Row = { party: string; uses: boolean; source: string; sourceText: string; declaredBy: string; validTo?: string }
const heading = 'Mã số thuế,Có mã vạch,Từ ngày,Nguồn,Tên nguồn,Đến ngày'
const list = [heading, `${taxCode.value},có,01/01/2026,khảo sát,Khảo sát 2026,`, `${other.id},x,1/1/2026,survey,KS,`]

test('what a survey tells of many comes in at once, again changes nothing, and another word goes over it', async () => {
  const first = await tell(operator, list.join('\n'), 'barcode-use')
  assert.deepEqual([first.counts, first.wrong], [[2, 0, 0], []])
  const standing = async () => (await exported<Row>(firm, 'barcode-use')).map(({ uses, source }) => [uses, source])
  assert.deepEqual(await standing(), [[true, 'survey']])
  assert.deepEqual((await tell(operator, list.join('\n'), 'barcode-use')).counts, [0, 0, 2])
  const changed = list.with(1, `${firm.id},không,01/01/2026,khảo sát,Khảo sát 2026,`)
  assert.deepEqual((await tell(operator, changed.join('\n'), 'barcode-use')).counts, [0, 1, 1])
  assert.deepEqual(await standing(), [[false, 'survey']])
})

test('a party says it of itself alone, and from no list', async () => {
  const rows = [
    heading,
    `${firm.id},có,2026-02-01,tự khai,Hồ sơ,`,
    `${firm.id},có,2026-03-01,khảo sát,Hồ sơ,`,
    `${other.id},có,2026-03-01,tự khai,Hồ sơ,`,
    `${firm.id},có lẽ,2026-03-01,tự khai,Hồ sơ,`,
    `${firm.id},có,2026-03-01,tự khai,Hồ sơ,2026-02-01`,
  ]
  const { counts, wrong } = await tell(firm, rows.join('\n'), 'barcode-use')
  assert.deepEqual(counts, [1, 0, 0])
  assert.deepEqual(wrong, [
    '3 registry.source-unfit',
    '4 registry.not-yours',
    '5 columns.not-yes-or-no',
    '6 registry.validity-reversed',
  ])
})

test('what goes out comes in again unchanged, whoever said it; a party takes away what is said of itself alone', async () => {
  const mine = await exported<Row>(firm, 'barcode-use')
  assert.deepEqual(
    mine.map(({ party, source }) => [party, source]),
    [
      [firm.id, 'survey'],
      [firm.id, 'own-word'],
    ],
  )
  const out = (await firm.get('/api/export/barcode-use?format=csv')).text
  assert.deepEqual((await tell(firm, out, 'barcode-use')).counts, [0, 0, 2])
  const all = (await app.operator.get('/api/export/barcode-use?format=csv')).text
  assert.deepEqual((await tell(operator, all, 'barcode-use')).counts, [0, 0, 3])
  const forged = [
    'party,uses,validFrom,source,sourceText,declaredBy',
    `${other.id},có,2026-05-01,survey,KS,${firm.id}`,
  ].join('\n')
  assert.deepEqual((await tell(operator, forged, 'barcode-use')).wrong, ['2 registry.not-yours'])
})

test('one word that two rows say of a party, by its tax code and by its id a thousand rows later, is one row twice', async () => {
  const day = (n: number) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
  const others = Array.from({ length: 1100 }, (_, n) => `${other.id},có,${day(n)},inspection,Biên bản,`)
  const say = (name: string, uses: string) => `${name},${uses},2020-01-01,inspection,Biên bản,`
  const rows = [heading, say(taxCode.value, 'có'), ...others, say(firm.id, 'không')]
  const refused = await bring(operator, rows.join('\n'), 'target=barcode-use')
  const wrong = (await issuesOf(operator, refused.id)).map(({ line, code }) => `${line} ${code}`)
  assert.deepEqual([refused.state, wrong], ['refused', ['1103 imports.row-repeated']])
})
