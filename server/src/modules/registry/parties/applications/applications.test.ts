import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser, openPhonePage } from '../../../../../test/browser.ts'
import { testBrowser } from '../../../../../test/people.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'

const app = await testApp({ TRUST_PROXY: 'true' })
after(() => app.close())

const application = {
  kind: 'cooperative',
  names: { vi: 'Hợp tác xã Măng Cụt Sông Bé' },
  taxCode: '0000001010',
  companyPrefix: '9521555',
  address: { text: '12 đường mẫu, khu phố 3', unitCode: '25966' },
  productGroups: ['fruit'],
  usesBarcodes: true,
  barcodesSince: '2024-05-01',
  contact: { name: 'Trần Thị Mẫu', email: 'mau@example.vn', phone: '0274 388 4321' },
}
type Status = { number: string; state: string; reason?: string; party?: string }
const apply = (more: object = {}, client: Client = app.anonymous) =>
  client.post('/api/applications', { ...application, ...more })
const numberOf = async (more: object = {}): Promise<string> => {
  const answer = await apply(more)
  assert.equal(answer.status, 201, answer.text)
  return (answer.json as Status).number
}
const official = async (role: object, name: string) => {
  const party = await app.party(name, { kind: 'agency' })
  await app.operator.post(`/api/parties/${party.id}/roles`, role)
  return { ...party.chief, id: party.id }
}
const laiThieu = await official({ role: 'commune', units: ['25966'] }, 'UBND phường Lái Thiêu')
const diAn = await official({ role: 'commune', units: ['25942'] }, 'UBND phường Dĩ An')
const farming = await official({ role: 'sector', groups: ['fruit'] }, 'Sở Nông nghiệp')
const health = await official({ role: 'sector', groups: ['drug'] }, 'Sở Y tế')
const standing = await official({ role: 'standing-agency' }, 'Chi cục')
const firm = await app.party('Công ty Có Sẵn', { identifiers: [{ scheme: 'tax-code', value: '0000001010' }] })

const counts = () =>
  app.db.query(`select (select count(*) from registry.party) as parties, (select count(*) from identity.role_grant) as roles,
    (select position from platform.head) as position`)

test('an application gets a number, and nothing else comes of it', async () => {
  const before = await counts()
  const number = await numberOf()
  assert.match(number, /^[2-9A-Z]{6}-[2-9A-Z]{6}-[2-9A-Z]{6}$/)
  assert.deepEqual(await counts(), before)
  const status = await app.anonymous.get(`/api/applications/${number.toLowerCase()}`)
  assert.equal((status.json as Status).state, 'received')
  for (const secret of ['Măng', 'Mẫu', '0000001010', 'example.vn', '388'])
    assert.ok(!status.text.includes(secret), `the number opens its state alone, not ${secret}`)
})

test('that the register holds its tax code already is not told to who applies', async () => {
  const [known, fresh] = [await apply(), await apply({ taxCode: '0000001028' })]
  const plain = (text: string) => text.replace(/"(number|receivedAt)":"[^"]*"/g, '')
  assert.deepEqual([known.status, plain(known.text)], [fresh.status, plain(fresh.text)])
})

test('what is wrong is named with its place, all at once', async () => {
  const answer = await apply({
    kind: 'household',
    taxCode: '0000001011',
    companyPrefix: '8931',
    address: { text: 'x', unitCode: '25990' },
    usesBarcodes: false,
    barcodesSince: '2999-01-01',
  })
  assert.equal(answer.status, 422)
  const { errors } = answer.json as { errors: { field: string }[] }
  assert.deepEqual(
    [...new Set(errors.map(({ field }) => field))],
    ['/publicName', '/taxCode', '/companyPrefix', '/address/unitCode', '/barcodesSince'],
  )
  assert.equal((await apply({ kind: 'agency' })).status, 400, 'an agency does not apply')
  assert.equal((await apply({ taxCode: '074190001234' })).status, 422, "a cooperative has no person's number")
})

test('an official meets the applications of its communes or product groups; others do not exist for it', async () => {
  const number = await numberOf()
  const sees = async (client: Client) => (await client.get(`/api/applications/${number}/examination`)).status
  assert.deepEqual(await Promise.all([laiThieu, farming, standing].map(sees)), [200, 200, 200])
  assert.deepEqual(await Promise.all([diAn, health].map(sees)), [404, 404])
  assert.equal(await sees(firm), 403)
  const listed = async (client: Client) =>
    ((await client.get('/api/applications?state=received&limit=200')).json as { items: Status[] }).items.map(
      (each) => each.number,
    )
  assert.ok((await listed(laiThieu)).includes(number))
  assert.deepEqual(await listed(diAn), [])
  const [hidden, none] = await Promise.all(
    [number, 'AAAAAA-AAAAAA-AAAAAA'].map((each) => diAn.post(`/api/applications/${each}/refusal`, { reason: 'x' })),
  )
  assert.deepEqual([hidden?.status, none?.status], [404, 404])
})

test('the official sees who may be the same; a person is shown its number in part', async () => {
  const number = await numberOf({ taxCode: '0000001010' })
  const { duplicates } = (await laiThieu.get(`/api/applications/${number}/examination`)).json as {
    duplicates: { party: { id: string }; reasons: string[] }[]
  }
  assert.deepEqual(
    duplicates.map(({ party, reasons }) => [party.id, reasons]),
    [[firm.id, ['tax-code']]],
  )
  const person = await numberOf({
    kind: 'individual',
    publicName: { vi: 'Vườn Mẫu' },
    taxCode: '074190001234',
    companyPrefix: undefined,
  })
  const seen = await laiThieu.get(`/api/applications/${person}/examination`)
  assert.ok(seen.text.includes('••••••••1234') && !seen.text.includes('074190001234'))
})

test('refused, with a reason that the applicant reads; once', async () => {
  const number = await numberOf()
  assert.equal((await laiThieu.post(`/api/applications/${number}/refusal`, { reason: ' ' })).status, 400)
  assert.equal((await laiThieu.post(`/api/applications/${number}/refusal`, { reason: 'Đã có trong sổ' })).status, 204)
  const { state, reason } = (await app.anonymous.get(`/api/applications/${number}`)).json as Status
  assert.deepEqual([state, reason], ['refused', 'Đã có trong sổ'])
  for (const decision of [
    ['refusal', { reason: 'x' }],
    ['approval', {}],
  ] as const)
    assert.equal((await laiThieu.post(`/api/applications/${number}/${decision[0]}`, decision[1])).status, 409)
})

test('approved, it becomes a party with its role, and its first administrator is invited', async () => {
  const number = await numberOf({ taxCode: '0000001035' })
  const approved = await laiThieu.post(`/api/applications/${number}/approval`, { verified: ['gs1-company-prefix'] })
  assert.equal(approved.status, 201, approved.text)
  const { party, invitation } = approved.json as { party: string; invitation: { link: string } }
  assert.match(invitation.link, /\/invitation\/[\w-]+$/)
  const view = (await app.operator.get(`/api/parties/${party}`)).json as {
    kind: string
    address: { unitCode: string }
    identifiers: { scheme: string; verified: boolean }[]
    declaredBy: string
  }
  assert.deepEqual([view.kind, view.address.unitCode, view.declaredBy], ['cooperative', '25966', laiThieu.id])
  assert.deepEqual(view.identifiers.map(({ scheme, verified }) => [scheme, verified]).sort(), [
    ['gs1-company-prefix', true],
    ['tax-code', false],
  ])
  const roles = (await app.operator.get(`/api/parties/${party}/roles`)).json as { items: { role: string }[] }
  assert.deepEqual(
    roles.items.map(({ role }) => role),
    ['enterprise'],
  )
  const uses = (await app.operator.get(`/api/parties/${party}/barcode-use`)).json as {
    items: { validFrom: string; declaredBy: string }[]
  }
  assert.deepEqual(
    uses.items.map(({ validFrom, declaredBy }) => [validFrom, declaredBy]),
    [['2024-05-01', party]],
  )
  assert.equal(((await app.anonymous.get(`/api/applications/${number}`)).json as Status).state, 'approved')
  const [left] = await app.db.query<{ content: number }>(
    'select count(*)::int as content from registry.application a join registry.application_content using (application_id) where number = $1',
    [number],
  )
  assert.equal(left?.content, 0, 'what stands in the register now is not kept beside it')
})

test('the commune that an applicant named is that of the day on which it applied', async () => {
  const number = await numberOf({
    taxCode: '0000001042',
    companyPrefix: undefined,
    address: { text: 'Số 1', unitCode: '25750' },
  })
  // 25750 was the ward of Phu Hoa until 30/06/2025, and is that of Phu Loi since: the approval came after the reform.
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query("update registry.application set received_at = '2025-06-20T02:00:00Z' where number = $1", [number])
  await owner.end()
  const approved = await standing.post(`/api/applications/${number}/approval`, {})
  assert.equal(approved.status, 201, approved.text)
  const { party } = approved.json as { party: string }
  const { address } = (await app.operator.get(`/api/parties/${party}`)).json as {
    address: { on: string; today: { units: { name: string }[] } }
  }
  assert.deepEqual([address.on, address.today.units.map(({ name }) => name)], ['2025-06-20', ['Phú Lợi']])
})

test('an approval that the register refuses leaves nothing half done', async () => {
  const number = await numberOf()
  const before = await counts()
  const taken = await standing.post(`/api/applications/${number}/approval`, {})
  assert.equal(taken.status, 409, 'its tax code names another party, as the official may know')
  assert.deepEqual(await counts(), before)
  assert.equal(((await app.anonymous.get(`/api/applications/${number}`)).json as Status).state, 'received')
  const without = await standing.post(`/api/applications/${number}/approval`, {
    without: ['tax-code', 'gs1-company-prefix'],
  })
  assert.equal(without.status, 201, without.text)
})

test('from one address only so many are taken in an hour', async () => {
  const from = { 'x-forwarded-for': '203.0.113.50' }
  const wrong = { ...application, taxCode: '0000001011' }
  for (let index = 0; index < 12; index += 1)
    assert.equal((await app.anonymous.post('/api/applications', wrong, from)).status, 422, 'mending is no application')
  const statuses: number[] = []
  for (let index = 0; index < 12; index += 1)
    statuses.push((await app.anonymous.post('/api/applications', application, from)).status)
  assert.deepEqual([statuses[0], statuses.at(-1)], [201, 429])
  const elsewhere = await app.anonymous.post('/api/applications', application, { 'x-forwarded-for': '203.0.113.51' })
  assert.equal(elsewhere.status, 201)
})

test('the page works on a telephone without script, by keyboard and for readers', async () => {
  const browser = await launchBrowser()
  try {
    const url = `${app.url}/register-organisation`
    const looked = await openPhonePage(browser, url, { javaScriptEnabled: true })
    await assertReadable(looked.page, url)
    await assertAccessible(looked.page, url)
    assert.deepEqual(looked.faults, [])
    await looked.close()

    const { page, close } = await openPhonePage(browser, url, { javaScriptEnabled: false })
    await page.selectOption('#kind', 'cooperative')
    await page.fill('#name', 'Hợp tác xã Thử')
    await page.fill('#taxCode', '0000001011')
    await page.fill('#address', 'Ấp 2')
    await page.selectOption('#unitCode', '25966')
    await page.fill('#contactName', 'Người Mẫu')
    await page.fill('#email', 'thu@example.vn')
    await page.fill('#phone', '0274 388 0000')
    await page.click('main form[method=post] button')
    assert.equal(await page.inputValue('#name'), 'Hợp tác xã Thử', 'what was typed stays')
    assert.match((await page.textContent('[role=alert]')) ?? '', /Mã số thuế/)
    await page.fill('#taxCode', '0000001010')
    await page.click('main form[method=post] button')
    assert.match(page.url(), /status\?number=/)
    assert.match((await page.textContent('[role=status]')) ?? '', /Đã nhận/)
    const status = await openPhonePage(browser, page.url(), { javaScriptEnabled: true })
    await assertReadable(status.page, 'status')
    await assertAccessible(status.page, 'status')
    await status.close()
    await close()
  } finally {
    await browser.close()
  }
})

test('everything that is wrong with the form is told at once, with days as people write them', async () => {
  const visitor = testBrowser(app)
  const to = '/register-organisation'
  const told = async (fields: Record<string, string>) => {
    const { text, status } = await visitor.form(to, to, fields)
    assert.equal(status, 422)
    return [...text.matchAll(/<li><a href="#(\w+)">/g)].map(([, field]) => field)
  }
  const needed = ['kind', 'name', 'taxCode', 'address', 'unitCode', 'contactName', 'email', 'phone']
  assert.deepEqual((await told({})).sort(), needed.sort())
  const wrong = {
    kind: 'household',
    name: 'Hộ Mẫu',
    taxCode: '123',
    address: 'Ấp 2',
    unitCode: '25966',
    barcodes: 'no',
  }
  const more = { contactName: 'Mẫu', email: 'mau', phone: '0274 388 0000', barcodesSince: '2099-12-31' }
  assert.deepEqual((await told({ ...wrong, ...more })).sort(), ['barcodesSince', 'email', 'publicName', 'taxCode'])
  const english = await visitor.form(to, to, { ...wrong, ...more, barcodes: 'yes' })
  assert.match(english.text, /The day 31 Dec 2099 has not come yet/)
})

test('an accent typed after a line break is kept, and makes nothing of its own', async () => {
  assert.equal((await apply({ address: { text: 'Tổ 3\n\u0303 ấp Mẫu', unitCode: '25966' } })).status, 201)
})

test('what is no text is typed in no field', async () => {
  const sent = { name: { vi: 'X' }, kind: ['enterprise'], taxCode: 5 }
  assert.equal((await app.anonymous.post('/register-organisation', sent, { accept: 'text/html' })).status, 422)
})

test('a form without its token is refused', async () => {
  const forged = await fetch(`${app.url}/register-organisation`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'kind=enterprise&name=X',
  })
  assert.equal(forged.status, 403)
})
