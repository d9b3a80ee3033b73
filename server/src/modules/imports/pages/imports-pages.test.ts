import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { testApp } from '../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser } from '../../../../test/browser.ts'
import { gtinOf } from '../../../../test/gtins.ts'
import { csrfIn, type TestPerson, testPerson } from '../../../../test/people.ts'
import { sheetOf, workbookParts, zip } from '../../../../test/workbook.ts'

const app = await testApp()
after(() => app.close())
const party = await app.party('Hợp tác xã')
const person = await testPerson(app, party.id, ['declarer'])

/** Headings of tables that stand on more lines than they have words. */
const brokenWords = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('th')].filter((heading) => {
    const range = document.createRange()
    range.selectNodeContents(heading)
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
    return lines.size > heading.textContent.trim().split(/\\s+/).length
  }).map(({ textContent }) => textContent)`)

const html = { accept: 'text/html', 'accept-language': 'en' }
const send = (who: TestPerson, fields: Record<string, string>, text: string, origin = app.config.publicUrl) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([text]), 'sản phẩm.csv')
  const cookie = [...who.cookies].map((pair) => pair.join('=')).join('; ')
  const site = origin === app.config.publicUrl ? 'same-origin' : 'cross-site'
  const headers = { ...html, cookie, origin, 'sec-fetch-site': site }
  return fetch(`${app.url}/imports`, { method: 'POST', headers, body: form, redirect: 'manual' })
}

test('a person brings a spreadsheet in on pages: sends, looks, decides, and sees how far it is, without script', async () => {
  const page = (await person.get('/imports', html)).text
  assert.match(page, /<form[^>]*action="\/imports"[^>]*enctype="multipart\/form-data"/)
  const text = `GTIN,Tên\n${gtinOf(1)},Măng cụt\n9506000134353,Sai\n`
  const sent = await send(person, { csrf: csrfIn(page), target: 'products', encoding: '' }, text)
  assert.equal(sent.status, 303, await sent.text())
  const path = sent.headers.get('location') ?? ''
  const waiting = await person.get(path, html)
  assert.deepEqual([waiting.status, waiting.headers.get('refresh')], [200, '2'])
  assert.match(waiting.text, /<progress id="progress" max="2"/)
  assert.doesNotMatch(waiting.text, /<script/)
  await app.work()
  const ready = await person.get(path, html)
  assert.equal(ready.headers.get('refresh'), null)
  assert.match(ready.text, /Măng cụt[\s\S]*|9506000134353/)
  assert.match(ready.text, /The check digit of 9506000134353 is wrong/)
  assert.match(ready.text, /<option value="gtin" selected>/)
  const applied = await person.form(path, `${path}/apply`, { errorBehaviour: 'proceed' })
  assert.equal(applied.status, 303, applied.text)
  await app.work()
  assert.match((await person.get(path, html)).text, /The rows are in the register/)
  assert.equal((await app.anonymous.get(`/api/products/${gtinOf(1)}`)).status, 200)
})

test('another site cannot send a spreadsheet in a person’s name, and another organisation does not see it', async () => {
  const text = `GTIN,Tên\n${gtinOf(2)},Lạ\n`
  const refused = await send(person, { target: 'products' }, text, 'https://evil.example')
  assert.notEqual(refused.headers.get('location')?.startsWith('/imports/'), true)
  assert.equal(((await person.get('/api/imports')).json as { items: object[] }).items.length, 1)
  assert.equal((await send(person, { csrf: 'of another session', target: 'products' }, text)).status, 403)
  const page = (await person.get('/imports', html)).text
  const sent = await send(person, { csrf: csrfIn(page), target: 'products' }, text)
  const other = await testPerson(app, (await app.party('Công ty khác')).id, ['declarer'])
  assert.equal((await other.get(sent.headers.get('location') ?? '', html)).status, 404)
  assert.equal((await app.anonymous.get('/imports', html)).status, 303)
})

test('who may not fill a register neither maps nor throws away what a colleague brings for it; who did what is on record', async () => {
  const keeper = await testPerson(app, party.id, ['declarer', 'administrator'])
  const page = (await keeper.get('/imports', html)).text
  const text = 'Người được ủy quyền,Mục đích,Hiệu lực từ\nkhông ai,capture,2026-01-01\n'
  const sent = await send(keeper, { csrf: csrfIn(page), target: 'mandates' }, text)
  const path = sent.headers.get('location') ?? ''
  await app.work()
  assert.equal((await person.form(path, `${path}/mapping`, { c0: '' })).status, 403)
  assert.equal((await person.form(path, `${path}/discard`, {})).status, 403)
  assert.equal((await person.send('PUT', `/api${path}/mapping`, { columns: { 0: null } })).status, 403)
  assert.equal((await person.send('DELETE', `/api${path}`)).status, 403)
  assert.equal(((await keeper.get(`/api${path}`)).json as { state: string }).state, 'ready', 'as it was')
  assert.equal((await keeper.send('PUT', `/api${path}/mapping`, { columns: { 0: 'holder' } })).status, 200)
  await app.work()
  assert.equal((await keeper.send('POST', `/api${path}/apply`, {})).status, 202)
  await app.work()
  assert.equal((await keeper.send('DELETE', `/api${path}`)).status, 204)
  const subject = path.replace('/imports/', 'import:')
  const { items } = (await app.operator.get(`/api/audit?subject=${subject}`)).json as {
    items: Record<string, string>[]
  }
  assert.deepEqual(
    items.map(({ action }) => action),
    ['imports.discard', 'imports.confirm', 'imports.map', 'imports.receive'],
  )
  assert.ok(items.every(({ accountID, origin }) => accountID === keeper.id && origin !== undefined))
})

test('what a browser sends behind the file counts: of a workbook the sheet that one names, of an old CSV its encoding', async () => {
  const sheets = [...workbookParts(sheetOf([['Ghi chú'], ['không có gì']]))].map((part) => ({
    ...part,
    text: String(part.text)
      .replace('</sheets>', '<sheet name="Hàng hóa" sheetId="2" r:id="r9"/></sheets>')
      .replace(
        /(<Relationship Id="r1" Type="([^"]*)worksheet"[^>]*>)/,
        '$1<Relationship Id="r9" Type="$2worksheet" Target="worksheets/sheet2.xml"/>',
      ),
  }))
  const second = sheetOf([
    ['GTIN', 'Tên'],
    [gtinOf(7), 'Măng cụt'],
  ])
  const book = zip([...sheets, { name: 'xl/worksheets/sheet2.xml', text: second }])
  // So long that what stands behind it comes in another piece.
  const rows = Array.from({ length: 40 }, (_, at) => `${gtinOf(100 + at)},M\xe3ng cu\xf2t,${'x'.repeat(30_000)}\n`)
  const old = Buffer.from(`GTIN,T\xean,Ghi\n${rows.join('')}`, 'latin1')
  for (const [bytes, name, fields, told] of [
    [book, 'hàng.xlsx', { sheet: 'Hàng hóa' }, /Hàng hóa[\s\S]*Sheet1/],
    [old, 'cũ.csv', { encoding: 'windows-1258' }, /Măng cụt/],
  ] as const) {
    const form = new FormData()
    form.set('csrf', csrfIn((await person.get('/imports', html)).text))
    form.set('target', 'products')
    form.set('file', new Blob([new Uint8Array(bytes)]), name)
    for (const [field, value] of Object.entries(fields)) form.set(field, value)
    const cookie = [...person.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...html, cookie, origin: app.config.publicUrl, 'sec-fetch-site': 'same-origin' }
    const sent = await fetch(`${app.url}/imports`, { method: 'POST', headers, body: form, redirect: 'manual' })
    assert.equal(sent.status, 303, await sent.text())
    await app.work()
    assert.match((await person.get(sent.headers.get('location') ?? '', html)).text, told, name)
  }
})

test('of a cell that the register needs and the spreadsheet has no column for, the page says what the register calls it', async () => {
  const page = (await person.get('/imports', html)).text
  const text = `GTIN,Name,Unit of net content\n${gtinOf(31)},Măng cụt,kg\n`
  const sent = await send(person, { csrf: csrfIn(page), target: 'products' }, text)
  await app.work()
  const told = (await person.get(sent.headers.get('location') ?? '', html)).text
  assert.match(told, /<td>Net content<\/td><td><\/td><td>This cell is empty/)
  const path = `/api${sent.headers.get('location')}/issues`
  const { items } = (await person.get(path)).json as { items: { heading?: string; column?: string }[] }
  assert.deepEqual(
    items.map(({ heading, column }) => [heading, column]),
    [['Định lượng', undefined]],
  )
})

test('its pages are read on a telephone without scrolling sideways, and axe finds nothing', async () => {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, bypassCSP: true })
    await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: app.url })))
    const page = await context.newPage()
    const { items } = (await person.get('/api/imports')).json as { items: { id: string; state: string }[] }
    const [open] = items.filter(({ state }) => state === 'ready')
    assert.ok(open)
    for (const path of ['/imports', `/imports/${open.id}`]) {
      await page.goto(app.url + path)
      assert.equal(new URL(page.url()).pathname, path)
      await assertReadable(page, path)
      await assertAccessible(page, path)
      assert.deepEqual(await brokenWords(page), [], path)
    }
  } finally {
    await browser.close()
  }
})
