import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { bringing, exported } from '../../../../test/bringing.ts'
import { gtinOf as glnOf } from '../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const { bring, issuesOf, operator } = bringing(app)

type Party = { id: string; names: { vi: string }; identifiers?: Record<string, string> }
const partyNamed = async (name: string) =>
  (await exported<Party>(app.operator, 'parties')).find(({ names }) => names.vi === name)

const headings = 'id,kind,names.vi,identifiers.gln,identifiers.national-uid,identifiers.gs1-company-prefix'
let last = 100_000
/** So many firms that nobody else has to do with: with 1,100 between them two rows are not judged together. */
const others = (count = 1100): string[] =>
  Array.from({ length: count }, () => {
    last += 1
    return `,enterprise,Doanh nghiệp ${last},${glnOf(last)},,`
  })
const file = (...rows: string[]): string => `${[headings, ...rows].join('\n')}\n`
const bringParties = (text: string, errorBehaviour?: string) => bring(operator, text, 'target=parties', errorBehaviour)
const wrong = async (id: string) => (await issuesOf(operator, id)).map(({ line, code }) => `${line} ${code}`)

test('no row is given an identifier or company prefix that a row a thousand before it brings in, nor named by it', async () => {
  const rows = [
    `,enterprise,Công ty Đầu,${glnOf(1)},UID-1,`,
    `,enterprise,Công ty Có mã,${glnOf(2)},,9521990`,
    ...others(),
    `,enterprise,Công ty Trùng số,${glnOf(3)},UID-1,`,
    `,enterprise,Công ty Trùng mã,${glnOf(4)},,9521990`,
    ...others(),
  ]
  const refused = await bringParties(file(...rows), 'rollback')
  const taken = ['1104 registry.identifier-taken', '1105 registry.identifier-taken']
  assert.deepEqual([refused.state, await wrong(refused.id)], ['refused', taken])
  assert.equal(await partyNamed('Công ty Đầu'), undefined)

  const text = file(...rows, ',enterprise,Công ty Đầu nay,,UID-1,')
  const again = await bringParties(text, 'rollback')
  const repeated = '2206 imports.row-repeated'
  assert.deepEqual([again.state, await wrong(again.id)], ['refused', [repeated]], 'found when it is checked')
  assert.equal(await partyNamed('Công ty Đầu'), undefined)

  const done = await bringParties(text, 'proceed')
  assert.deepEqual([done.state, done.counts], ['done', { new: 2202, changed: 0, same: 0, bad: 3 }])
  assert.deepEqual(await wrong(done.id), [...taken, repeated])
  assert.deepEqual((await partyNamed('Công ty Đầu'))?.identifiers, { gln: glnOf(1), 'national-uid': 'UID-1' })
  assert.equal(await partyNamed('Công ty Trùng mã'), undefined)
})

test('of a product too: who names by a stamp what the row with its code and that stamp brings in is that row twice', async () => {
  const grower = await app.party('Hợp tác xã Nhiều Tên')
  const headings = 'names.vi,identifiers.own-code,identifiers.url-stamp'
  const goods = Array.from({ length: 1100 }, (_, n) => `Hàng ${n},H-${n},`)
  for (const [between, stamp] of [
    [[], 'https://a.vn/1'],
    [goods, 'https://a.vn/2'],
  ] as const) {
    const rows = [headings, `Bưởi,${stamp.slice(-1)},${stamp}`, ...between, `Bưởi da xanh,,${stamp}`]
    const refused = await bring(grower, `${rows.join('\n')}\n`)
    const line = `${between.length + 3} imports.row-repeated`
    const issues = await issuesOf(grower, refused.id)
    assert.deepEqual([refused.state, issues.map(({ line, code }) => `${line} ${code}`)], ['refused', [line]])
    assert.deepEqual(await exported(grower, 'products'), [], 'nothing is written')
  }
})

test('a party that goes on as another is not changed by its row, and all others are', async () => {
  const [gone, kept] = [await app.party('Công ty Đã Sáp Nhập'), await app.party('Công ty Còn Lại')]
  const merge = { merged: gone.id, into: kept.id, basis: 'Cùng một doanh nghiệp' }
  assert.equal((await app.operator.post('/api/merges', merge)).status, 201)
  const text = file(...others(), `${gone.id},enterprise,Tên mới,,,`, `${kept.id},enterprise,Công ty Còn Lại Mới,,,`)
  const refused = await bringParties(text, 'rollback')
  assert.deepEqual([refused.state, await wrong(refused.id)], ['refused', ['1102 registry.party-merged']])
  const done = await bringParties(text, 'proceed')
  assert.deepEqual([done.state, done.counts], ['done', { new: 1100, changed: 1, same: 0, bad: 1 }])
  assert.equal((await partyNamed('Công ty Còn Lại Mới'))?.id, kept.id)
})

test('a party that two rows name, by its id and by its number, or by the number of one merged into it, is one row twice', async () => {
  const named = (value: string) => ({ identifiers: [{ scheme: 'gln', value }] })
  const party = await app.party('Công ty Hai Tên', named(glnOf(21)))
  const twin = await app.party('Công ty Một Tên', named(glnOf(22)))
  const merge = { merged: twin.id, into: party.id, basis: 'Cùng một doanh nghiệp' }
  assert.equal((await app.operator.post('/api/merges', merge)).status, 201)
  const rows = (between: string[]) =>
    file(
      `${party.id},enterprise,Công ty Ba Tên,${glnOf(21)},,`,
      ...between,
      `,enterprise,Tên khác,${glnOf(21)},,`,
      `,enterprise,Tên khác nữa,${glnOf(22)},,`,
    )
  for (const between of [[], others()]) {
    const done = await bringParties(rows(between), 'proceed')
    const [first, second] = [between.length + 3, between.length + 4]
    assert.deepEqual(
      [done.state, await wrong(done.id)],
      ['done', [`${first} imports.row-repeated`, `${second} imports.row-repeated`]],
    )
    assert.equal((await partyNamed('Công ty Ba Tên'))?.id, party.id)
  }
})
