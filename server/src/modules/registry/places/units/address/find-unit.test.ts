import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../../test/app.ts'
import { bringing, exported } from '../../../../../../test/bringing.ts'
import { gtinOf as glnOf } from '../../../../../../test/gtins.ts'

// People write in a spreadsheet where a place lies; few know a commune's code.

const app = await testApp()
after(() => app.close())
const { tell, csv, operator } = bringing(app)

type Address = { text?: string; unitCode?: string; unitName?: string; on?: string }
type Place = { gln: string; address?: Address }
const grower = await app.party('Hợp tác xã')
let last = 0
const heading = 'GLN,Tên,Loại địa điểm,Địa chỉ,Tên đơn vị hành chính,Địa chỉ tính đến ngày'
const bringAll = async (addresses: readonly (readonly [text: string, on?: string, unitName?: string])[]) => {
  const glns = addresses.map(() => {
    last += 1
    return glnOf(last)
  })
  const rows = addresses.map(
    ([text, on = '', unitName = ''], n) => `${glns[n]},Vườn,vườn,"${text}","${unitName}",${on}`,
  )
  const { wrong, issues } = await tell(grower, [heading, ...rows].join('\n'), 'locations')
  const places = await exported<Place>(grower, 'locations')
  return { wrong, issues, units: glns.map((gln) => places.find((each) => each.gln === gln)?.address?.unitCode) }
}

test('an address that names its commune and what lies around it, however it is spelt, has the code of its day', async () => {
  const then = '2024-05-02'
  const spelt = [
    'Ấp 1, xã Phú An, thành phố Bến Cát, tỉnh Bình Dương',
    'xã Phú An, thị xã Bến Cát, tỉnh Bình Dương',
    'Ap 1, xa Phu An, TP Ben Cat, Binh Duong',
    'X. Phú An, TX. Bến Cát, T. Bình Dương',
    'Phú An, Bến Cát, Bình Dương',
    'Số 5 đường ĐT744 xã Phú An thị xã Bến Cát tỉnh Bình Dương',
    'so 5 xa Phu An TX Ben Cat tinh Binh Duong',
    'Số 5 X. Phú An TP. Bến Cát T. Bình Dương',
  ]
  const { units, wrong } = await bringAll(spelt.map((text) => [text, then]))
  assert.deepEqual(units, Array(spelt.length).fill('25855'), JSON.stringify(wrong))
})

test('a name is read at its date: the ward of today where no day is told, the old one on its own days alone', async () => {
  const { units, wrong } = await bringAll([
    ['phường Phú Lợi, TP. Thủ Dầu Một, tỉnh Bình Dương', '2025-06-30'],
    ['Phường Phú Lợi, TP.HCM'],
    ['Phường Phú Lợi, Thành phố Hồ Chí Minh', '2025-07-01'],
    ['phường Phú Lợi, TP. Thủ Dầu Một, tỉnh Bình Dương'],
  ])
  assert.deepEqual([units, wrong], [['25744', '25750', '25750', undefined], []])
  const places = await exported<Place>(grower, 'locations')
  const today = places.find(({ address }) => address?.text === 'Phường Phú Lợi, TP.HCM')?.address
  assert.match(today?.on ?? '', /^20\d\d-\d\d-\d\d$/, 'the code is that of the day of the spreadsheet')
})

test('nothing is guessed: of two communes of one name, another kind and words that differ a person chooses, by their codes', async () => {
  const then = '2024-05-02'
  const { units, wrong, issues } = await bringAll([
    ['Tân Hiệp, tỉnh Bình Dương', then],
    ['xã Tân Hiệp, huyện Phú Giáo, tỉnh Bình Dương', then],
    ['phường Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương', then],
    ['xã Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương', then, 'Xã Phú An'],
    ['Phường Phú Lợi, Bình Dương, TP.HCM', '2026-01-01'],
  ])
  const unclear = 'registry.address-unclear'
  assert.deepEqual(wrong, [`2 ${unclear}`, `4 ${unclear}`, `5 ${unclear}`, `6 ${unclear}`])
  assert.deepEqual(units, [undefined, '25873', undefined, undefined, undefined])
  assert.match(issues[0]?.message ?? '', /25873 Tân Hiệp, Phú Giáo; 25920 Tân Hiệp, Tân Uyên/)
  assert.match(issues[1]?.message ?? '', /25930 Bạch Đằng/)
  assert.match(issues[2]?.message ?? '', /25855 Phú An.*25930|25930.*25855 Phú An/)
  assert.match(issues[3]?.message ?? '', /25750 Phú Lợi/)
})

test('what names no unit that the register knows, or a commune alone, stays as printed', async () => {
  const { units, wrong } = await bringAll([
    ['xã Bạch Đằng, tỉnh Cao Bằng', '2024-05-01'],
    ['xã Bạch Đằng', '2024-05-01'],
    ['Ấp 1', '2024-05-01'],
    ['Đại lộ Bình Dương', '2026-01-01'],
    ['Ấp 1, TP Tân Uyên, tỉnh Bình Dương', '2024-05-01', 'Xã Bạch Đằng'],
    ['Ấp 1', '2024-05-01', 'Xã Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương'],
  ])
  assert.deepEqual([units, wrong], [[undefined, undefined, undefined, undefined, '25930', '25930'], []])
})

test('the same spreadsheet again, and one’s own export, change nothing; the preview shows the code that is found', async () => {
  const text = 'xã Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương'
  const party = await app.party('Vườn bưởi', { address: { text } })
  assert.deepEqual((await tell(operator, `id,Địa chỉ\n${party.id},"${text}"\n`, 'parties')).counts, [0, 0, 1])
  const rows = `id,Địa chỉ,Địa chỉ tính đến ngày\n${party.id},"Ấp 1, ${text}",2024-05-01\n`
  const sent = await csv(operator, rows, 'target=parties')
  await app.work()
  const { items } = (await app.operator.get(`/api/imports/${sent.json.id}/rows`)).json as {
    items: { fate: string; row: { address: Address } }[]
  }
  assert.deepEqual([items[0]?.fate, items[0]?.row.address.unitCode], ['changed', '25930'])
  assert.deepEqual((await tell(operator, rows, 'parties')).counts, [0, 1, 0])
  assert.deepEqual((await tell(operator, rows, 'parties')).counts, [0, 0, 1])
  const emptied = `id,Địa chỉ,Mã xã,Địa chỉ tính đến ngày\n${party.id},"Ấp 1, ${text}",,2024-05-01\n`
  assert.deepEqual((await tell(operator, emptied, 'parties')).counts, [0, 0, 1])
  const [told] = (await exported<{ id: string; address: Address }>(app.operator, 'parties')).filter(
    ({ id }) => id === party.id,
  )
  assert.deepEqual(told?.address, { text: `Ấp 1, ${text}`, unitCode: '25930', on: '2024-05-01' })
})
