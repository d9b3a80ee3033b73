import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { testApp } from '../../../test/app.ts'
import { bringing, type Import } from '../../../test/bringing.ts'
import { gtinOf } from '../../../test/gtins.ts'
import { type Cell, workbook } from '../../../test/workbook.ts'

const app = await testApp()
after(() => app.close())

const { send, csv, read, issuesOf, bring } = bringing(app)
const product = async (gtin: string) =>
  (await app.anonymous.get(`/api/products/${gtin}`)).json as { names?: { vi?: string }; brand?: { vi?: string } }
const position = async () =>
  (await app.db.query<{ position: string }>('select position from platform.head'))[0]?.position

test('a spreadsheet with a title above its headings is mapped, looked at, brought in, and changes nothing the second time', async () => {
  const party = await app.party('Hợp tác xã Măng cụt')
  const rows: Cell[][] = [
    ['DANH MỤC SẢN PHẨM 2026'],
    [],
    ['Mã vạch', 'Tên hàng', 'Thương hiệu', 'Ghi chú'],
    [gtinOf(1), 'Măng cụt loại 1', 'Lái Thiêu', 'x'],
    [Number(gtinOf(2)), 'Măng cụt loại 2', '', ''],
  ]
  const sent = await send(party, workbook(rows))
  assert.deepEqual(
    sent.json.headings.map(({ path }) => path),
    ['gtin', 'names.vi', 'brand.vi', null],
  )
  await app.work()
  const ready = await read(party, sent.json.id)
  assert.deepEqual([ready.state, ready.counts], ['ready', { new: 2, changed: 0, same: 0, bad: 0 }])
  assert.equal((await app.anonymous.get(`/api/products/${gtinOf(1)}`)).status, 404, 'a preview writes nothing')
  const preview = (await party.get(`/api/imports/${ready.id}/rows`)).json as { items: { fate: string; line: number }[] }
  assert.deepEqual(
    preview.items.map(({ fate, line }) => [fate, line]),
    [
      ['new', 4],
      ['new', 5],
    ],
  )
  await party.post(`/api/imports/${ready.id}/apply`, {})
  await app.work()
  assert.deepEqual(
    [(await read(party, ready.id)).state, (await product(gtinOf(1))).brand],
    ['done', { vi: 'Lái Thiêu' }],
  )
  const before = await position()
  const again = await bring(party, workbook(rows))
  assert.deepEqual([again.state, again.counts], ['done', { new: 0, changed: 0, same: 2, bad: 0 }])
  assert.equal(await position(), before, 'not even a position is taken')
  rows[3] = [gtinOf(1), 'Măng cụt loại 1', 'Chợ Búng', 'x']
  const changed = await bring(party, workbook(rows))
  assert.deepEqual(changed.counts, { new: 0, changed: 1, same: 1, bad: 0 })
  assert.deepEqual((await product(gtinOf(1))).brand, { vi: 'Chợ Búng' })
})

test('a column that is not there leaves what the register has; an empty cell takes it back', async () => {
  const party = await app.party('Công ty Cột')
  await bring(party, `gtin,names.vi,brand.vi\n${gtinOf(10)},Tên cũ,Nhãn\n`)
  await bring(party, `GTIN;Tên\n${gtinOf(10)};Tên mới\n`)
  assert.deepEqual(
    [(await product(gtinOf(10))).names, (await product(gtinOf(10))).brand],
    [{ vi: 'Tên mới' }, { vi: 'Nhãn' }],
  )
  await bring(party, `GTIN\tNhãn hiệu\n${gtinOf(10)}\t\n`)
  assert.deepEqual(
    [(await product(gtinOf(10))).names, (await product(gtinOf(10))).brand],
    [{ vi: 'Tên mới' }, undefined],
  )
})

test('every wrong row is named with its line, column, value and what to do; the good ones go in, or none', async () => {
  const owner = await app.party('Chủ mã')
  await bring(owner, `gtin,tên\n${gtinOf(20)},Của chủ\n`)
  const party = await app.party('Công ty Sai')
  const text = [
    'GTIN,Tên,Định lượng,Đơn vị tính',
    `${gtinOf(21)},Tốt,1.5,KGM`,
    '9506000134353,Sai số kiểm tra,,',
    `${gtinOf(22)},Số lạ,1.125,KGM`,
    `${gtinOf(20)},Của người khác,,`,
    `${gtinOf(21)},Trùng,,`,
    ',Không mã,,',
    `${gtinOf(23)},Thiếu đơn vị,2,`,
  ].join('\r\n')
  const { json } = await csv(party, text)
  await app.work()
  const found = await issuesOf(party, json.id)
  assert.deepEqual(
    found.map(({ line, code }) => [line, code]),
    [
      [3, 'registry.check-digit-wrong'],
      [4, 'columns.not-a-number'],
      [5, 'registry.gtin-taken'],
      [6, 'imports.row-repeated'],
      [7, 'registry.identifier-needed'],
      [8, 'imports.cell-needed'],
    ],
  )
  assert.deepEqual([found[1]?.column, found[1]?.value, found[5]?.path], ['C', '1.125', 'netContent.unit'])
  assert.ok(found.every(({ message, fix, code }) => message !== code && fix.length > 10))
  await party.post(`/api/imports/${json.id}/apply`, { errorBehaviour: 'rollback' })
  await app.work()
  assert.deepEqual(
    [(await read(party, json.id)).state, (await app.anonymous.get(`/api/products/${gtinOf(21)}`)).status],
    ['refused', 404],
  )
  assert.equal((await party.post(`/api/imports/${json.id}/apply`, { errorBehaviour: 'proceed' })).status, 202)
  await app.work()
  const done = await read(party, json.id)
  assert.deepEqual([done.state, done.counts], ['done', { new: 1, changed: 0, same: 0, bad: 6 }])
  assert.equal((await product(gtinOf(21))).names?.vi, 'Tốt')
})

test('a mapping that a party gave is remembered under its headings, for that party alone', async () => {
  const party = await app.party('Công ty Nhớ')
  const other = await app.party('Công ty Quên')
  const text = `cột một,cột hai\n${gtinOf(30)},Sầu riêng\n`
  const { json } = await csv(party, text)
  assert.deepEqual([json.state, json.headings.map(({ path }) => path)], ['mapping', [null, null]])
  assert.equal((await party.put(`/api/imports/${json.id}/mapping`, { columns: { 0: 'gtin', 1: 'gtin' } })).status, 422)
  assert.equal((await party.put(`/api/imports/${json.id}/mapping`, { columns: { 0: 'owner' } })).status, 422)
  assert.equal((await party.put(`/api/imports/${json.id}/mapping`, { columns: { 7: 'gtin' } })).status, 422)
  const mapped = await party.put(`/api/imports/${json.id}/mapping`, { columns: { 0: 'gtin', 1: 'names.vi' } })
  assert.equal((mapped.json as Import).state, 'checking')
  assert.deepEqual(
    (await csv(party, text)).json.headings.map(({ path }) => path),
    ['gtin', 'names.vi'],
  )
  assert.deepEqual(
    (await csv(other, text)).json.headings.map(({ path }) => path),
    [null, null],
  )
  for (const path of ['', '/rows', '/issues'])
    assert.equal((await other.get(`/api/imports/${json.id}${path}`)).status, 404)
  assert.equal((await other.post(`/api/imports/${json.id}/apply`, {})).status, 404)
})

test('days, numbers and texts of a workbook are read exactly; what a formula came to is taken and reported', async () => {
  const party = await app.party('Công ty Ô')
  const date = { markup: 's="1"><v>46204</v></c>' }
  const formula = { markup: 't="str"><f>CONCAT("Vườn ","A")</f><v>Vườn A</v></c>' }
  const unknown = { markup: '><f>1+1</f></c>' }
  const wrong = { markup: 't="e"><f>1/0</f><v>#DIV/0!</v></c>' }
  const rows: Cell[][] = [
    ['GLN', 'Tên địa điểm', 'Loại', 'Địa chỉ', 'Địa chỉ tính đến ngày', 'Vĩ độ', 'Kinh độ'],
    ['9506000134352', formula, 'Vùng trồng', '=HYPERLINK("http://x")', date, 11.125, 106.5],
    ['9506000134369', unknown, 'vườn thượng uyển', '', '31/02/2026', 95, 106],
    ['9506000134376', wrong, '', '', '', '', ''],
  ]
  const { json } = await send(party, workbook(rows), 'target=locations')
  assert.equal(json.rowsComputed, 1)
  await app.work()
  assert.deepEqual(
    (await issuesOf(party, json.id)).map(({ line, code }) => [line, code]),
    [
      [3, 'imports.formula-without-value'],
      [3, 'columns.not-among'],
      [3, 'columns.not-a-day'],
      [4, 'imports.formula-without-value'],
    ],
  )
  await party.post(`/api/imports/${json.id}/apply`, { errorBehaviour: 'proceed' })
  await app.work()
  const place = (await party.get('/api/locations/9506000134352')).json as Record<string, unknown>
  assert.deepEqual(
    [place.names, place.kind, place.address, place.coordinates],
    [
      { vi: 'Vườn A' },
      'growing-area',
      { text: '=HYPERLINK("http://x")', on: '2026-07-01' },
      { latitude: 11.125, longitude: 106.5 },
    ],
  )
})

test('a CSV comes in UTF-8 with or without mark, in Windows-1258 where that is said, and with any separator', async () => {
  const party = await app.party('Công ty Mã')
  const name = 'Bưởi Bạch Đằng'
  const text = `GTIN;Tên\r\n${gtinOf(40)};${name}\r\n`
  assert.equal((await bring(party, `\ufeff${text}`)).state, 'done')
  const windows = Buffer.from(`GTIN;T\xean\r\n${gtinOf(41)};B\xfd\xd2i "B\xe3o"\r\n`, 'latin1')
  assert.equal((await csv(party, windows)).status, 422)
  const sent = await csv(party, windows, 'target=products&encoding=windows-1258')
  assert.deepEqual(
    sent.json.headings.map(({ text: heading }) => heading),
    ['GTIN', 'Tên'],
  )
  const quoted = await bring(party, `sep=,\n"GTIN","Tên"\n"${gtinOf(42)}","Bưởi, ""da xanh""\nhai dòng"\n`)
  assert.equal(quoted.state, 'done')
  assert.equal((await product(gtinOf(42))).names?.vi, 'Bưởi, "da xanh"\nhai dòng')
  assert.equal((await csv(party, 'GTIN,Tên\n"mở')).status, 422)
})

test('a long CSV is read alike wherever it is cut, with cells of several lines, old line ends and codes that only workbooks use', async () => {
  const party = await app.party('Công ty Dài')
  const long = 'Bưởi "da xanh",\n'.repeat(14)
  const rows = Array.from(
    { length: 1500 },
    (_, n) => `${gtinOf(20_000 + n)},"${long.replaceAll('"', '""')}${n}",_x0041_`,
  )
  const sent = await csv(party, `GTIN,Tên,Nhãn hiệu\r\n${rows.join('\r\n')}\r\n`)
  assert.deepEqual([sent.status, sent.json.rowsTotal], [201, 1500], JSON.stringify(sent.json))
  await app.work()
  await party.post(`/api/imports/${sent.json.id}/apply`, {})
  await app.work()
  for (const n of [0, 750, 1499]) {
    const found = await product(gtinOf(20_000 + n))
    assert.equal(found.names?.vi, `${long}${n}`)
    assert.deepEqual(found.brand, { vi: '_x0041_' })
  }
  const old = await bring(party, `GTIN,Tên\r${gtinOf(30_000)},A\r${gtinOf(30_001)},B`)
  assert.deepEqual(old.counts, { new: 2, changed: 0, same: 0, bad: 0 })
  const open = await csv(party, `GTIN,Tên\n${gtinOf(30_002)},"A\n${'x,y\n'.repeat(200_000)}`)
  assert.equal(open.status, 422)
})

for (const errorBehaviour of ['proceed', 'rollback'] as const)
  test(`a row about what a row two thousand before it brings, by another name, is that row again (${errorBehaviour})`, async () => {
    const party = await app.party('Công ty Xa')
    const first = errorBehaviour === 'proceed' ? 40_000 : 50_000
    const code = `XA-${first}`
    const rows = Array.from({ length: 2200 }, (_, n) => `${gtinOf(first + n)},Hàng ${n},${n === 0 ? code : ''}`)
    rows.push(`,Hàng khác,${code}`)
    const sent = await csv(party, `gtin,names.vi,identifiers.own-code\n${rows.join('\n')}\n`)
    await app.work()
    const looked = (await read(party, sent.json.id)).counts
    assert.deepEqual([looked.new, looked.bad], [2200, 1], 'found when it is checked')
    await party.post(`/api/imports/${sent.json.id}/apply`, { errorBehaviour })
    await app.work()
    const { state, counts } = await read(party, sent.json.id)
    const found = (await issuesOf(party, sent.json.id)).map(({ line, code: issue }) => [line, issue])
    assert.deepEqual(found, [[2202, 'imports.row-repeated']])
    const applied = errorBehaviour === 'proceed'
    assert.deepEqual([state, counts.new, counts.bad], applied ? ['done', 2200, 1] : ['refused', 0, 0])
    assert.equal((await product(gtinOf(first))).names?.vi, applied ? 'Hàng 0' : undefined)
    assert.equal((await product(gtinOf(first + 2199))).names?.vi, applied ? 'Hàng 2199' : undefined)
  })

test('what is exported can be imported again unchanged, and no spreadsheet program works anything out of it', async () => {
  const party = await app.party('Công ty Vòng')
  const input = {
    names: { vi: '=1+1', en: '@SUM(A1)', ja: 'マンゴスチン' },
    descriptions: { vi: "'=x", en: '-2 °C' },
    brand: { vi: '+84' },
    origin: { names: { vi: 'Lái Thiêu | Bình Dương' }, country: 'VN' },
    productGroup: 'fruit',
    netContent: { value: 1.125, unit: 'KGM' },
    identifiers: [
      { scheme: 'own-code', value: '-A1' },
      { scheme: 'own-code', value: 'A2', issuer: 'kho' },
    ],
  }
  await party.put(`/api/products/${gtinOf(50)}`, input)
  await party.post('/api/products', { names: { vi: 'Không mã' }, identifiers: [{ scheme: 'own-code', value: 'K1' }] })
  const text = (await party.get('/api/export/products?format=csv')).text
  const cells = text.split(/[\r\n]+/).flatMap((line) => line.split(','))
  assert.ok(cells.length > 40)
  assert.deepEqual(
    cells.filter((cell) => /^"?(?:[=+@]|-\D)/.test(cell)),
    [],
  )
  const again = await bring(party, text)
  assert.deepEqual([again.state, again.counts], ['done', { new: 0, changed: 0, same: 2, bad: 0 }])
  const english = (await party.get('/api/export/products?format=csv', { 'accept-language': 'en' })).text
  assert.deepEqual((await bring(party, english)).counts.same, 2)
  const json = (await party.get('/api/export/products')).json as { names: object }[]
  const lines = (await party.get('/api/export/products?format=jsonl')).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(json, lines)
  assert.ok(json.some(({ names }) => isDeepStrictEqual(names, input.names)))
})

test('nor does one that parts cells by semicolons or tabs, or sees a row in each line of a text', async () => {
  const party = await app.party('Công ty Chấm phẩy')
  const names = { vi: "x;=cmd|'/C calc'!A0;y", en: 'x\t@SUM(A1)', ja: "a;'=1;;+2" }
  const descriptions = { vi: 'một\n=1+1\n- hai;-3', en: '\n\n=2' }
  await party.put(`/api/products/${gtinOf(55)}`, { names, descriptions })
  const text = (await party.get('/api/export/products?format=csv')).text
  const cells = text.split(/[;\t\r\n]/)
  assert.deepEqual(
    cells.filter((cell) => /^[=+\-@]/.test(cell)),
    [],
  )
  assert.deepEqual((await bring(party, text)).counts, { new: 0, changed: 0, same: 1, bad: 0 })
})

test('versions are exported with who said what when; a party takes away its own alone, the operator all', async () => {
  const party = await app.party('Công ty Lịch sử')
  const other = await app.party('Công ty Kín')
  for (const vi of ['Một', 'Hai']) await party.put(`/api/products/${gtinOf(60)}`, { names: { vi } })
  await other.put(`/api/locations/9506000134383`, { names: { vi: 'Kho' }, address: { text: 'Số 1' } })
  const versions = (await party.get('/api/export/products?history=true')).json as {
    value: string
    declaredBy: string
  }[]
  assert.deepEqual(
    versions.map(({ value }) => value),
    ['Một', 'Hai'],
  )
  assert.ok(versions.every(({ declaredBy }) => declaredBy === party.id))
  assert.deepEqual((await party.get('/api/export/locations')).json, [])
  assert.match((await app.operator.get('/api/export/locations?format=csv')).text, /Số 1/)
  assert.equal((await app.anonymous.get('/api/export/locations')).status, 401)
  assert.equal((await party.get('/api/export/secrets')).status, 404)
})

test('an operator who brings back what it took away says nothing again', async () => {
  const party = await app.party('Công ty Nguồn')
  await party.put(`/api/products/${gtinOf(70)}`, { names: { vi: 'Chôm chôm' }, brand: { vi: 'A' } })
  const text = (await app.operator.get('/api/export/products?format=csv')).text
  const response = await fetch(`${app.url}/api/imports?target=products`, {
    method: 'POST',
    headers: { authorization: `Bearer ${'operator-key-of-the-tests'}`, 'content-type': 'text/csv' },
    body: text,
  })
  const { id } = (await response.json()) as Import
  await app.work()
  const { counts } = (await app.operator.get(`/api/imports/${id}`)).json as Import
  assert.deepEqual([counts.new, counts.changed, counts.bad], [0, 0, 0])
})

test('parties come in with their tax codes and addresses, are found again by them, and only the keeper of the register adds any', async () => {
  const operator = { ...app.operator, chief: app.operator, id: '', key: 'operator-key-of-the-tests' }
  const rows: Cell[][] = [
    ['Mã số thuế', 'Loại', 'Tên doanh nghiệp', 'Tên công khai', 'Điện thoại', 'Địa chỉ'],
    ['3700000018', 'Doanh nghiệp', 'Công ty Một', '', '0274 000 001', 'Số 1'],
    ['3700000025', 'HTX', 'Hợp tác xã Hai', '', '', ''],
    ['', 'Hộ', 'Hộ không mã', '', '', ''],
    ['3700000032', 'Hộ kinh doanh', 'Hộ Bốn', '', '', ''],
    ['3700000057', 'cá nhân', 'Ông Năm', 'Vườn Năm', '', ''],
  ]
  const first = await bring(operator, workbook(rows), 'target=parties', 'proceed')
  assert.deepEqual([first.state, first.counts], ['done', { new: 3, changed: 0, same: 0, bad: 2 }])
  const found = await issuesOf(operator, first.id)
  assert.deepEqual(
    found.map(({ line, code }) => [line, code]),
    [
      [4, 'registry.identifier-needed'],
      [5, 'registry.public-name-needed'],
    ],
  )
  rows[2] = ['3700000025', 'HTX', 'Hợp tác xã Hai Mới', '', '', '']
  const second = await bring(operator, workbook(rows), 'target=parties', 'proceed')
  assert.deepEqual(second.counts, { new: 0, changed: 1, same: 2, bad: 2 })
  const out = (await app.operator.get('/api/export/parties?format=csv')).text
  const again = await csv(operator, out, 'target=parties')
  await app.work()
  const { counts } = await read(operator, again.json.id)
  assert.deepEqual([counts.new, counts.changed], [0, 0])
  const party = await app.party('Công ty Thường')
  const refused = await send(party, workbook(rows), 'target=parties')
  await app.work()
  assert.ok((await issuesOf(party, refused.json.id)).every(({ code }) => /operator-only|-needed/.test(code)))
  const own = (await party.get('/api/export/parties')).json as { id: string }[]
  assert.deepEqual(
    own.map(({ id }) => id),
    [party.id],
  )
})
