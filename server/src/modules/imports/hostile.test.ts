import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { type Bringer, bringing } from '../../../test/bringing.ts'
import { gtinOf } from '../../../test/gtins.ts'
import { type Part, sheetOf, workbook, workbookParts, zip } from '../../../test/workbook.ts'

const app = await testApp()
after(() => app.close())
const party = await app.party('Công ty')

const send = async (body: Buffer | string, query = 'target=products') => {
  const response = await fetch(`${app.url}/api/imports?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${party.key}`,
      'content-type': 'application/octet-stream',
      'accept-language': 'en',
    },
    body: new Uint8Array(Buffer.from(body)),
  })
  return { status: response.status, title: ((await response.json()) as { title?: string }).title ?? '' }
}

const good = sheetOf([
  ['GTIN', 'Tên'],
  [gtinOf(1), 'A'],
])
const parts = workbookParts(good)
const without = (name: string) => parts.filter((part) => part.name !== name)
const withPart = (part: Part) => zip([...without(part.name), part])
const sheetPart = (text: string): Part => ({ name: 'xl/worksheets/sheet1.xml', text })
const around = (rows: string) => good.replace(/<sheetData>.*<\/sheetData>/, `<sheetData>${rows}</sheetData>`)
const wide = `<row r="1"><c r="A1"><v>1</v></c><c r="BDWGN1"><v>2</v></c></row>`
const manyRows = Array.from(
  { length: 20 },
  (_, index) => `<row r="${index * 20_000 + 1}"><c t="str"><v>x</v></c></row>`,
).join('')
const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
const macros = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml'
const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])

const refused: [told: string, body: Buffer | string, status: number, words: RegExp][] = [
  ['nothing', '', 422, /no row/],
  ['headings alone', 'GTIN,Tên\n', 422, /no row/],
  ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 415, /neither/],
  ['bytes', Buffer.from([0, 1, 2, 3, 0]), 415, /neither/],
  ['an old workbook', compound, 415, /old kind/],
  ['an encrypted workbook', Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]), 422, /password/],
  ['an encrypted part', zip(parts.map((part) => ({ ...part, flags: 1 }))), 422, /password/],
  ['macros by their type', zip(workbookParts(good, macros)), 422, /macros/],
  ['macros by their part', withPart({ name: 'xl/vbaProject.bin', text: 'x' }), 422, /macros/],
  ['an old macro sheet', withPart({ name: 'xl/macrosheets/sheet1.xml', text: '<x/>' }), 422, /macros/],
  ['a declared bomb', zip(parts.map((part) => ({ ...part, declared: 0x7fffffff }))), 422, /unpacks/],
  ['a bomb of zeros', withPart(sheetPart(around(' '.repeat(40_000_000)))), 422, /unpacks/],
  [
    'a bomb that lies about its size',
    zip([...without('xl/worksheets/sheet1.xml'), { ...sheetPart(around(' '.repeat(40_000_000))), declared: 900_000 }]),
    422,
    /unpacks/,
  ],
  ['a million columns', withPart(sheetPart(around(wide))), 422, /columns/],
  ['a million rows', withPart(sheetPart(around(manyRows))), 422, /rows/],
  ['a CSV of many columns', `${'a,'.repeat(5000)}\n`, 422, /columns/],
  ['an endless cell', `GTIN,Tên\n1,${'x'.repeat(40_000)}\n`, 422, /characters/],
  ['entities within entities', withPart(sheetPart(entities + good)), 422, /document type/],
  ['markup that breaks off', withPart(sheetPart(good.slice(0, 200))), 422, /damaged/],
  ['an archive that breaks off', workbook([['GTIN'], ['1']]).subarray(0, 300), 422, /damaged/],
  ['an archive of something else', zip([{ name: 'a.txt', text: 'x' }]), 415, /neither/],
  [
    'rows that go back',
    withPart(sheetPart(around('<row r="5"><c t="str"><v>x</v></c></row><row r="3"><c t="str"><v>x</v></c></row>'))),
    422,
    /damaged/,
  ],
  ...['http://[', '%E0%A4%A.xml'].map((target): (typeof refused)[number] => [
    `a part that points to ${target}`,
    withPart({
      name: 'xl/_rels/workbook.xml.rels',
      text: parts
        .flatMap(({ name, text }) => (name === 'xl/_rels/workbook.xml.rels' ? [String(text)] : []))
        .join('')
        .replace('worksheets/sheet1.xml', target),
    }),
    422,
    /damaged/,
  ]),
  [
    'one endless tag',
    withPart(sheetPart(`<worksheet a="${Array.from({ length: 400_000 }, (_, n) => n).join(' ')}"/>`)),
    422,
    /damaged/,
  ],
]

test('what is no spreadsheet, or is made to do harm, is refused with a reason, and nothing of it is kept', async () => {
  for (const [told, body, status, words] of refused) {
    const answer = await send(body)
    assert.equal(answer.status, status, `${told}: ${answer.status} ${answer.title}`)
    assert.match(answer.title, words, told)
  }
  const [left] = await app.db.query<{ n: string }>(
    'select (select count(*) from imports.import) + (select count(*) from imports.part) as n',
  )
  assert.equal(left?.n, '0')
})

test('a workbook that points outside is read, and nothing outside is asked for', async () => {
  assert.equal((await send(zip(parts))).status, 201)
})

test('a register, a sheet and a form that are not there are named', async () => {
  assert.equal((await send('GTIN\n1\n', 'target=secrets')).status, 404)
  assert.equal((await send(zip(parts), 'target=products&sheet=Nope')).status, 422)
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(zip(parts))]), 'a.xlsx')
  const headers = { authorization: `Bearer ${party.key}` }
  const sent = await fetch(`${app.url}/api/imports?target=products`, { method: 'POST', headers, body: form })
  assert.deepEqual([sent.status, ((await sent.json()) as { fileName: string }).fileName], [201, 'a.xlsx'])
  assert.equal((await fetch(`${app.url}/api/imports?target=products`, { method: 'POST', body: form })).status, 401)
})

test('what is not ready cannot be applied, and what is under way cannot be changed', async () => {
  const { id } = (await (
    await fetch(`${app.url}/api/imports?target=products`, {
      method: 'POST',
      headers: { authorization: `Bearer ${party.key}`, 'content-type': 'text/csv' },
      body: `GTIN,Tên\n${gtinOf(5)},A\n`,
    })
  ).json()) as { id: string }
  const path = `/api/imports/${id}`
  assert.equal((await party.post(`${path}/apply`, {})).status, 409, 'not checked yet')
  await app.work()
  assert.equal((await party.post(`${path}/apply`, { errorBehaviour: 'maybe' })).status, 400)
  assert.equal((await party.post(`${path}/apply`, {})).status, 202)
  assert.equal((await party.post(`${path}/apply`, {})).status, 409, 'twice')
  assert.equal((await party.put(`${path}/mapping`, { columns: { 0: 'gtin' } })).status, 409)
  assert.equal((await party.delete(path)).status, 409)
  await app.work()
  assert.equal((await party.post(`${path}/apply`, {})).status, 409, 'done')
  assert.equal((await party.delete(path)).status, 204)
  assert.equal((await party.get(path)).status, 404)
  assert.equal((await app.anonymous.get(`/api/products/${gtinOf(5)}`)).status, 200, 'what is in the register stays')
})

const { csv, read, issuesOf, operator } = bringing(app)
const noID = '00000000-0000-0000-0000-0000000000-0'
const rareCodes = (start: string) => [`${start}Một,,[1]`, `${start}Hai,,5`, `${start}Ba,,null`, `${start}Bốn,,[{}]`]
const misshapen: [register: string, sheet: string[], wrong: number[], who?: Bringer][] = [
  ['systems', ['id,names.vi', 'SYS-01,Một', ',Hai'], [2]],
  ['products', ['names.vi,identifiers.own-code,identifiers.*', ...rareCodes(''), 'Năm,NAM,'], [2, 3, 4, 5]],
  ['locations', ['names.vi,identifiers.own-code,identifiers.*', ...rareCodes(''), 'Năm,NAM,'], [2, 3, 4, 5]],
  [
    'parties',
    ['kind,names.vi,identifiers.tax-code,identifiers.*', ...rareCodes('enterprise,'), 'enterprise,Năm,3700000018,'],
    [2, 3, 4, 5],
    operator,
  ],
  ['parties', ['id,kind,names.vi', `${noID},enterprise,Một`], [2], operator],
  ['memberships', ['group,member,validFrom', `${noID},${party.id},2026-01-01`], [2]],
]

test('a cell that has not the form of its column is an error of its row, and the others are checked', async () => {
  for (const [register, sheet, wrong, who = party] of misshapen) {
    const { json } = await csv(who, sheet.join('\n'), `target=${register}`)
    assert.equal(json.state, 'checking', register)
    assert.equal((await who.get(`/api/imports/${json.id}/rows`)).status, 200, `${register} can be looked at`)
    await app.work()
    assert.equal((await read(who, json.id)).state, 'ready', register)
    const lines = (await issuesOf(who, json.id)).map(({ line }) => line)
    assert.deepEqual([...new Set(lines)], wrong, register)
  }
})

test('what the register has already need not be said again; a new entry is told all that it lacks', async () => {
  const known = `gtin,names.vi,netContent.value,netContent.unit\n${gtinOf(7)},Gạo,5,KGM\n`
  const first = await csv(party, known)
  await app.work()
  await party.post(`/api/imports/${first.json.id}/apply`, {})
  await app.work()
  const { json } = await csv(party, `gtin,netContent.value\n${gtinOf(7)},10\n${gtinOf(8)},10\n12345,1\n`)
  await app.work()
  assert.deepEqual((await read(party, json.id)).counts, { new: 0, changed: 1, same: 0, bad: 2 })
  const issues = (await issuesOf(party, json.id)).map(({ line, code, path }) => [line, code, path])
  assert.deepEqual(issues.at(-1), [4, 'registry.key-malformed', undefined])
  assert.deepEqual(issues.slice(0, -1).toSorted(), [
    [3, 'imports.cell-needed', 'names'],
    [3, 'imports.cell-needed', 'netContent.unit'],
  ])
})

test('a text that is shown in part is cut between characters', async () => {
  const cutAt = (place: number) => `${'a'.repeat(place - 1)}😀`
  const rows = [`gtin,names.vi,${cutAt(200)}`, `${cutAt(200)},Tên,${cutAt(100)}`, `${gtinOf(9)},${cutAt(100)},`]
  const { status, json } = await csv(party, rows.join('\n'))
  assert.equal(status, 201, JSON.stringify(json))
  await app.work()
  assert.equal((await read(party, json.id)).state, 'ready')
  assert.deepEqual(
    (await issuesOf(party, json.id)).map(({ line, code, value }) => [line, code, value?.isWellFormed()]),
    [[2, 'columns.not-digits', true]],
  )
})

test('JSON in a cell that no database could hold is an error of its row, when it is checked', async () => {
  const values = ['a\0', '\ud83d'].map((value) => JSON.stringify([{ scheme: 'own-code', value }]))
  values.push(`${'['.repeat(200)}${']'.repeat(200)}`)
  const rows = values.map((value, n) => `${gtinOf(20 + n)},Tên,"${value.replaceAll('"', '""')}"`)
  const { json } = await csv(party, `gtin,names.vi,identifiers.*\n${rows.join('\n')}\n`)
  assert.equal((await party.get(`/api/imports/${json.id}/rows`)).status, 200)
  await app.work()
  assert.equal((await read(party, json.id)).state, 'ready')
  assert.deepEqual(
    (await issuesOf(party, json.id)).map(({ line, code }) => [line, code]),
    [2, 3, 4].map((line) => [line, 'columns.not-storable']),
  )
})
