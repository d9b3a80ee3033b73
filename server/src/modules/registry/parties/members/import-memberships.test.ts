import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const taxCode = { scheme: 'tax-code', value: '3700000018' }
const gln = { scheme: 'gln', value: '9506000134352' }
const union = await app.party('Liên minh Hợp tác xã (mẫu)', { kind: 'association', identifiers: [gln] })
const coop = await app.party('HTX Bưởi (mẫu)', { kind: 'cooperative', identifiers: [taxCode] })
const house = await app.party('Hộ bà Năm', { kind: 'household', publicName: { vi: 'Vườn bà Năm' } })
const firm = await app.party('Công ty Ngoài')

type Row = { group: string; member: string; state: string; validFrom: string; basis?: string }
const sheet = [
  'Hợp tác xã,Thành viên,Từ ngày,Đến ngày,Căn cứ',
  `${gln.value},${taxCode.value},01/01/2026,,Sổ thành viên`,
  `${taxCode.value},${house.id},2026-02-01,2026-12-31,`,
].join('\n')

test('the registrar brings members by id, GLN or tax code; they count at once, and the same list again changes nothing', async () => {
  const first = await tell(operator, sheet, 'memberships')
  assert.deepEqual([first.counts, first.wrong], [[2, 0, 0], []])
  const rows = await exported<Row>(union, 'memberships')
  assert.deepEqual(
    rows.map(({ group, member, state, validFrom, basis }) => [group, member, state, validFrom, basis]),
    [[union.id, coop.id, 'confirmed', '2026-01-01', 'Sổ thành viên']],
  )
  const again = await tell(operator, sheet, 'memberships')
  assert.deepEqual([again.counts, again.wrong], [[0, 0, 2], []])
  const out = (await app.operator.get('/api/export/memberships?format=csv')).text
  assert.deepEqual((await tell(operator, out, 'memberships')).counts, [0, 0, 2])
})

test('what was said stays as it is; who cannot have members, who is not there and who comes twice is named', async () => {
  const { counts, wrong, issues } = await tell(
    operator,
    [
      'Hợp tác xã,Thành viên,Từ ngày,Đến ngày',
      `${coop.id},${house.id},2026-02-01,2027-12-31`,
      `${coop.id},${house.id},2026-05-01,`,
      `${firm.id},${house.id},2026-01-01,`,
      `${union.id},${union.id},2026-01-01,`,
      `${union.id},không có,2026-01-01,`,
      `${union.id},01890000-0000-7000-8000-000000000000,2026-01-01,`,
      `${union.id},${firm.id},2026-03-01,2026-02-01`,
      `${union.id},${firm.id},2026-04-01,`,
      `${gln.value},${firm.id},2026-04-01,`,
      `${union.id},${firm.id},2026-06-01,`,
      `,${firm.id},2026-06-01,`,
    ].join('\n'),
    'memberships',
  )
  assert.deepEqual(counts, [1, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.record-differs',
    '3 registry.membership-exists',
    '4 registry.membership-unfit',
    '5 registry.membership-unfit',
    '6 registry.party-unknown',
    '7 registry.party-unknown',
    '8 registry.validity-reversed',
    '10 imports.row-repeated',
    '11 registry.membership-exists',
    '12 imports.cell-needed',
  ])
  assert.equal(issues[0]?.path, 'validTo')
})

test('one side states its own members, who then agree; of others’ memberships nobody learns that they are there', async () => {
  const members = ['group,member,validFrom', `${coop.id},${firm.id},2026-01-01`].join('\n')
  assert.deepEqual((await tell(coop, members, 'memberships')).counts, [1, 0, 0])
  const [asserted] = (await exported<Row>(firm, 'memberships')).filter(({ group }) => group === coop.id)
  assert.equal(asserted?.state, 'asserted')
  const guesses = [
    'group,member,validFrom',
    `${coop.id},${house.id},2026-02-01`,
    `${coop.id},${house.id},2025-02-01`,
    `${coop.id},${union.id},2026-02-01`,
    `${taxCode.value},${house.id},2026-02-01`,
  ].join('\n')
  const { counts, wrong } = await tell(firm, guesses, 'memberships')
  assert.deepEqual(counts, [0, 0, 0])
  assert.deepEqual(wrong, [
    '2 registry.not-yours',
    '3 registry.not-yours',
    '4 registry.not-yours',
    '5 registry.party-unknown',
  ])
  assert.deepEqual(await exported(house, 'memberships').then((rows) => rows.length), 1)
  assert.equal((await app.anonymous.get('/api/export/memberships')).status, 401)
})
