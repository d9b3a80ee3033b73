import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser } from '../../../../test/browser.ts'
import { accept, csrfIn, inviteTo, testBrowser, testPerson } from '../../../../test/people.ts'

const app = await testApp()
after(() => app.close())
const coop = await app.party('Hợp tác xã Lái Thiêu')
const html = { accept: 'text/html', 'accept-language': 'vi' }
const form = { ...html, 'content-type': 'application/x-www-form-urlencoded', referer: `${app.config.publicUrl}/x?y=1` }
const fields = (pairs: Record<string, string>) => new URLSearchParams(pairs).toString()
const invited = { name: 'Lê Thị Bưởi', signInName: 'buoi@example.vn', duties: 'declarer' }

/** As `TestBrowser.send`, whose bodies are JSON. */
const post = (who: ReturnType<typeof testBrowser>, path: string, body: string, headers = form) => {
  const cookie = [...who.cookies].map((pair) => pair.join('=')).join('; ')
  const origin = { origin: app.config.publicUrl, ...(cookie !== '' && { cookie }) }
  return fetch(app.url + path, { method: 'POST', headers: { ...origin, ...headers }, body, redirect: 'manual' })
}

test('whose session ends while a form is filled in gets back what was written, signs in, and sends it again', async () => {
  const person = await testPerson(app, coop.id, ['administrator'])
  const csrf = csrfIn((await person.get('/account/people', html)).text)
  await person.send('POST', '/api/sign-out')
  const refused = await post(person, '/account/people/invite', fields({ csrf, ...invited }))
  const page = await refused.text()
  assert.equal(refused.status, 401, page)
  assert.match(page, /Phiên đăng nhập đã kết thúc/)
  assert.match(page, /href="\/sign-in\?next=%2Fx%3Fy%3D1"/)
  assert.match(page, /<label for="typed-name">Họ và tên<\/label>\s*<input[^>]* value="Lê Thị Bưởi"/)
  assert.match(page, /<input type="hidden" name="duties" value="declarer">/)
  assert.doesNotMatch(page, /API|Bearer/)
  const { signInName, password } = person
  await person.send('POST', '/api/sign-in', { signInName, password })
  const stale = await (await post(person, '/account/people/invite', fields({ csrf: csrfIn(page), ...invited }))).text()
  const sent = await post(person, '/account/people/invite', fields({ csrf: csrfIn(stale), ...invited }))
  assert.equal(sent.status, 200)
  assert.match(await sent.text(), /\/invitation\//)
})

test('a form of another session gives back what was written; of another site, nothing', async () => {
  const details = 'Tên trên tem của tôi sai.\nXin sửa <b>lại</b>.'
  const sent = fields({ csrf: 'x', kind: 'correct', details, contact: '0900' })
  const stale = await post(testBrowser(app), '/privacy-request', sent)
  const page = await stale.text()
  assert.equal(stale.status, 403)
  assert.match(page, /<textarea[^>]*>\nTên trên tem của tôi sai\.\nXin sửa &lt;b&gt;lại&lt;\/b&gt;\.<\/textarea>/)
  const forged = { ...form, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  assert.doesNotMatch(await (await post(testBrowser(app), '/privacy-request', sent, forged)).text(), /Tên trên tem/)
})

test('a form that was opened for one organisation is not sent for another, to which one changed in another tab', async () => {
  const person = await testPerson(app, coop.id, ['administrator'])
  const other = await app.party('Công ty khác')
  const { signInName, password } = person
  const { link } = await inviteTo(app, other.id, signInName, ['administrator'])
  assert.equal((await accept(app, link, password)).status, 200)
  const csrf = csrfIn((await person.get('/account/people', html)).text)
  const changed = await person.send('PUT', '/api/account/acting-for', { party: other.id })
  assert.ok(changed.status < 300, changed.text)
  const refused = await post(person, '/account/people/invite', fields({ csrf, ...invited }))
  const page = await refused.text()
  assert.equal(refused.status, 403, page)
  assert.match(page, /chuyển sang đơn vị khác/)
  assert.match(page, /value="Lê Thị Bưởi"/)
  const { invitations } = (await person.get('/api/accounts')).json as { invitations: object[] }
  assert.deepEqual(invitations, [])
})

test('an invitation without a duty keeps what was typed, and says what to choose beside the boxes', async () => {
  const person = await testPerson(app, coop.id, ['administrator'])
  const { duties: _duties, ...unfinished } = invited
  const refused = await person.form('/account/people', '/account/people/invite', unfinished)
  assert.equal(refused.status, 400)
  assert.match(refused.text, /name="name" value="Lê Thị Bưởi"[\s\S]*name="signInName" value="buoi@example\.vn"/)
  assert.match(
    refused.text,
    /id="duties-fault">Choose at least one duty\.<\/p>\s*<fieldset aria-describedby="duties-fault">/,
  )
})

test('a password is written into no page', async () => {
  const person = await testPerson(app, coop.id, ['declarer'])
  const csrf = csrfIn((await person.get('/account', html)).text)
  const passwords = { username: person.signInName, current: 'sai rồi, sai rồi', password: 'một câu mới rất dài' }
  const refused = await post(person, '/account/password', fields({ csrf, ...passwords, again: passwords.password }))
  const page = await refused.text()
  assert.match(page, /Mật khẩu hiện tại không đúng/)
  assert.doesNotMatch(page, /sai rồi, sai rồi|một câu mới rất dài/)
  assert.match(page, /<a href="\/x\?y=1">Trở lại trang trước<\/a>/)
})

test('a page that is not for one, or that is not there, says so without keys and without talk of forms', async () => {
  const person = await testPerson(app, coop.id, ['declarer'])
  for (const [path, status, told] of [
    ['/office/rights', 403, /Bạn không có quyền làm việc này: [^<.]*\./],
    ['/imports/xyz', 400, /Địa chỉ này không đầy đủ hoặc không đúng/],
    ['/privacy-request/status', 400, /Địa chỉ này không đầy đủ hoặc không đúng/],
    ['/account/totp', 405, /Không có trang nào ở địa chỉ này/],
    ['/khong-co', 404, /Không có trang nào ở địa chỉ này/],
  ] as const) {
    const { status: got, text, headers } = await person.get(path, html)
    assert.equal(got, status, path)
    assert.match(headers.get('content-type') ?? '', /^text\/html/, path)
    assert.match(text, told, path)
    assert.doesNotMatch(text, /Quay lại của trình duyệt|identity\.|querystring|params/, path)
  }
  assert.equal((await app.anonymous.get('/khong-co')).status, 404)
  assert.match((await app.anonymous.get('/khong-co')).headers.get('content-type') ?? '', /problem\+json/)
})

test('what is sent again is read on a telephone, and axe finds nothing', async () => {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, bypassCSP: true })
    const page = await context.newPage()
    await page.goto(`${app.url}/privacy-request`)
    await page.check('input[value=correct]')
    await page.fill('#details', 'Tên trên tem của tôi sai, xin sửa lại cho đúng giấy tờ.')
    await context.clearCookies()
    await page.click('form[action="/privacy-request"] button')
    await page.waitForSelector('#typed-details')
    await assertReadable(page, 'refused')
    await assertAccessible(page, 'refused')
    await page.click('main form button')
    await page.waitForSelector('dl code')
  } finally {
    await browser.close()
  }
})
