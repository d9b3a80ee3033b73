import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser, openPhonePage } from '../../../../test/browser.ts'
import { testBrowser, testPerson } from '../../../../test/people.ts'

const app = await testApp()
after(() => app.close())

const house = await app.party('Vườn mẫu', {
  kind: 'household',
  names: { vi: 'Trần Thị Mẫu' },
  publicName: { vi: 'Vườn mẫu' },
  address: { text: 'số 9 hẻm 8', unitCode: '25966', unitName: 'Phường Lái Thiêu', on: '2026-01-01' },
})
const farmer = await testPerson(app, house.id, ['declarer'])
const html = { accept: 'text/html', 'accept-language': 'vi' }
const card = async () => (await app.anonymous.get(`/api/parties/${house.id}`)).text

test('a farmer reads what to agree to, agrees by the form, and takes it back', async () => {
  const page = await farmer.get('/consent', html)
  assert.equal(page.status, 200)
  assert.equal(page.text.match(/Bạn chưa đồng ý/g)?.length, 3)
  const fields = { purpose: 'publish-address', wording: '1' }
  const given = await farmer.form('/consent', '/consent', { ...fields, agree: 'yes' })
  assert.deepEqual([given.status, given.headers.get('location')], [303, '/consent?done=yes'])
  assert.ok((await card()).includes('số 9 hẻm 8'))
  assert.match((await farmer.get('/consent', html)).text, /Bạn đã đồng ý/)
  await farmer.form('/consent', '/consent', { ...fields, agree: 'no' })
  assert.ok(!(await card()).includes('số 9 hẻm 8'))
  assert.match((await farmer.get('/consent', html)).text, /rút lại ngày/)
})

test('who is not signed in is led to sign in; a form without its token does nothing', async () => {
  const stranger = await testBrowser(app).get('/consent', html)
  assert.equal(stranger.status, 303)
  assert.match(stranger.headers.get('location') ?? '', /^\/sign-in\?next=%2Fconsent/)
  const forged = await farmer.send('POST', '/consent', 'purpose=publish-address&wording=1&agree=yes', {
    'content-type': 'application/x-www-form-urlencoded',
  })
  assert.ok(forged.status >= 400)
  assert.ok(!(await card()).includes('số 9 hẻm 8'))
})

test('anybody makes a request by the form, and finds it again by its number', async () => {
  const visitor = testBrowser(app)
  const made = await visitor.form('/privacy-request', '/privacy-request', {
    kind: 'correct',
    details: 'Tên <b>thương mại</b> sai',
    contact: '',
  })
  assert.equal(made.status, 201)
  const number = /<code>([0-9A-Z-]{20})<\/code>/.exec(made.text)?.[1] ?? ''
  const found = await visitor.get(`/privacy-request/status?number=${number.toLowerCase()}`, html)
  assert.equal(found.status, 200)
  assert.match(found.text, /Hạn trả lời/)
  assert.ok(!found.text.includes('thương mại'), 'what was written stands on no page')
  const unknown = await visitor.get('/privacy-request/status?number=AAAAAA-AAAAAA-AAAAAA', html)
  assert.equal(unknown.status, 404)
  assert.match(unknown.headers.get('content-type') ?? '', /^text\/html/)
})

test('a request of blanks alone asks for nothing, and is refused by the form and by the API', async () => {
  const blank = { kind: 'correct', details: ' \n      ' }
  const refused = await testBrowser(app).form('/privacy-request', '/privacy-request', { ...blank, contact: '0900' })
  assert.equal(refused.status, 400)
  assert.match(refused.text, /What is asked for: nothing is written/)
  assert.equal((await house.post('/api/privacy/requests', blank)).status, 400)
})

/** What is kept, with its clause as each language cites it. */
const laws = new Map([
  ['events', ['khoản 9 Điều 23 Nghị định 37/2026/NĐ-CP', 'Decree 37/2026/ND-CP, art. 23.9']],
  [
    'trade-name-and-commune',
    ['các điểm c và d khoản 5 Điều 23 Nghị định 37/2026/NĐ-CP', 'Decree 37/2026/ND-CP, art. 23.5.c and 23.5.d'],
  ],
  [
    'record-of-deeds',
    ['Nghị định 85/2016/NĐ-CP; Thông tư 12/2022/TT-BTTTT', 'Decree 85/2016/ND-CP; Circular 12/2022/TT-BTTTT'],
  ],
])

test('what was answered, why it took longer and what is kept stand on the page, as text', async () => {
  const made = await house.post('/api/privacy/requests', { kind: 'delete', details: 'Xóa dữ liệu' })
  const { number } = made.json as { number: string }
  const path = `/api/privacy/requests/${number}`
  const reason = 'Cần <script>alert(1)</script> đối chiếu'
  await app.operator.post(`${path}/extension`, { workingDays: 1, reason, basis: 'Luật 91/2025/QH15' })
  const answer = 'Đã xóa <img src=x onerror=alert(1)>'
  await app.operator.post(`${path}/answer`, { outcome: 'partly', answer, retained: [...laws.keys()] })
  const { text } = await testBrowser(app).get(`/privacy-request/status?number=${number}`, html)
  assert.ok(text.includes('&lt;script&gt;') && text.includes('&lt;img') && !text.includes('<img'))
  const english = { ...html, 'accept-language': 'en' }
  const inEnglish = await testBrowser(app).get(`/privacy-request/status?number=${number}`, english)
  for (const [law, inTheirs] of laws.values()) {
    assert.ok(text.includes(`(${law})`), law)
    assert.ok(inEnglish.text.includes(`(${inTheirs})`), inTheirs)
  }
  assert.doesNotMatch(text, /ND-CP|\bart\./)
})

test('the pages are readable on a telephone, and axe finds nothing against WCAG 2.2 AA', async () => {
  const browser = await launchBrowser()
  try {
    for (const path of ['/privacy-request?lang=vi', '/privacy-request?lang=en']) {
      const { page, faults, close } = await openPhonePage(browser, app.url + path, { javaScriptEnabled: true })
      await assertReadable(page, path)
      await assertAccessible(page, path)
      assert.deepEqual(faults, [])
      await close()
    }
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, bypassCSP: true })
    await context.addCookies([...farmer.cookies].map(([name, value]) => ({ name, value, url: app.url })))
    const page = await context.newPage()
    await page.goto(`${app.url}/consent?lang=vi`)
    await assertReadable(page, '/consent')
    await assertAccessible(page, '/consent')
  } finally {
    await browser.close()
  }
})
