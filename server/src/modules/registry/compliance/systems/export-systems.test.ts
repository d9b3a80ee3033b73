import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, type TestParty, testApp } from '../../../../../test/app.ts'
import { bringPdf } from '../../../../../test/bring-pdf.ts'
import { exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const firm = await app.party('Công ty Bưởi')
const rival = await app.party('Công ty Đối thủ')
const provider = await app.party('Nhà cung cấp giải pháp', { kind: 'provider' })
const agency = await app.party('Chi cục', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })

const made = (answer: { status: number; text: string; json: unknown }): string => {
  assert.ok(answer.status < 300, answer.text)
  return (answer.json as { id: string }).id
}
const fileOf = (party: TestParty): Promise<string> => bringPdf(app.url, party)

const content = { names: { vi: 'Hệ thống TXNG' }, standards: ['TCVN 12850:2019'], sharingModel: 'one-step' }
const systems = [
  made(await firm.post('/api/systems', { ...content, provider: provider.id })),
  made(await firm.post('/api/systems', { ...content, names: { vi: 'Hệ thống thứ hai' } })),
]
const declared = { standard: 'TCVN 12850:2019', basis: 'self', declaredOn: '2026-01-01', file: await fileOf(firm) }
const conformities: string[] = []
for (const system of systems) conformities.push(made(await firm.post(`/api/systems/${system}/conformities`, declared)))
await app.operator.delete(`/api/systems/${systems[1]}/conformities/${conformities[1]}`)
const examined = { kind: 'readiness', passed: false, examinedOn: '2026-02-01', evidenceText: 'Biên bản mẫu 3' }
const examination = made(await agency.post(`/api/systems/${systems[0]}/examinations`, examined))
const { items: targets } = (await app.anonymous.get('/api/national-targets')).json as { items: { target: string }[] }
const target = targets[0]?.target ?? ''
const first = made(await firm.post('/api/connections', { system: systems[0], target, validFrom: '2026-01-01' }))
await firm.delete(`/api/connections/${first}?lastDay=2026-03-31`)
const second = made(await firm.post('/api/connections', { system: systems[1], target, validFrom: '2026-04-01' }))
for (const number of [1, 2]) {
  await firm.put(`/api/products/${gtinOf(number)}`, { names: { vi: `Bưởi ${number}` } })
  assert.equal((await firm.post(`/api/products/${gtinOf(number)}/confirmations`)).status, 201)
}
const owed = (await firm.get('/api/obligations?limit=500')).json as { items: { id: string; rule: string }[] }
const obligation = owed.items.find(({ rule }) => rule === 'barcode-data')?.id ?? ''
assert.equal(
  (await firm.post('/api/obligation-fulfilments', { obligation, doneOn: '2026-02-02', evidenceText: 'Hồ sơ mẫu' }))
    .status,
  200,
)

type Row = Record<string, unknown>
const registers = ['conformities', 'examinations', 'connections', 'product-confirmations', 'obligation-fulfilments']
const counts = (client: Client) =>
  Promise.all(registers.map(async (register) => (await exported<Row>(client, register)).length))

test('all that was declared of a system, confirmed of a product and said of an obligation goes out, once', async () => {
  assert.deepEqual(await counts(firm), [2, 1, 2, 2, 1])
  assert.deepEqual(await counts({ ...app.operator }), [2, 1, 2, 2, 1])
  const told = await exported<Row>(firm, 'conformities')
  assert.deepEqual(
    told.map(({ id, ended }) => [id, ended]).toSorted(),
    [
      [conformities[0], false],
      [conformities[1], true],
    ].toSorted(),
  )
  const [found] = await exported<Row>(firm, 'examinations')
  assert.deepEqual(found, { id: examination, system: systems[0], ...examined, declaredBy: agency.id })
  const paths = await exported<Row>(firm, 'connections')
  assert.deepEqual(
    paths.map(({ id, validTo }) => [id, validTo]),
    [
      [first, '2026-03-31'],
      [second, undefined],
    ],
  )
  const products = (await exported<Row>(firm, 'product-confirmations')).map(({ product }) => product)
  assert.deepEqual(products, [`0${gtinOf(1)}`.slice(-14), `0${gtinOf(2)}`.slice(-14)])
  assert.deepEqual(await exported<Row>(firm, 'obligation-fulfilments'), [
    { party: firm.id, obligation, doneOn: '2026-02-02', evidenceText: 'Hồ sơ mẫu' },
  ])
})

test('as CSV it is as many lines, under headings in the language of the reader', async () => {
  for (const [index, register] of registers.entries()) {
    const { text } = await firm.get(`/api/export/${register}?format=csv`, { 'accept-language': 'vi' })
    const lines = text.trimEnd().split('\r\n')
    assert.equal(lines.length, 1 + ([2, 1, 2, 2, 1][index] ?? 0), register)
    assert.doesNotMatch(lines[0] ?? '', /columns\.|declaredBy|validTo|evidence/, register)
  }
})

test('the provider meets what its system is, and another enterprise nothing', async () => {
  assert.deepEqual(await counts(provider), [1, 1, 0, 0, 0])
  assert.deepEqual(await counts(rival), [0, 0, 0, 0, 0])
})
