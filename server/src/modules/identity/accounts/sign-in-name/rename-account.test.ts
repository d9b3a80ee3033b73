import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { heldBack } from '../../../../../test/held-back.ts'
import {
  codeOf,
  type TestBrowser,
  type TestPerson,
  testBrowser,
  testPerson,
  tokenOf,
} from '../../../../../test/people.ts'

const app = await testApp()
after(() => app.close())

const firm = await app.party('Công ty Chiếm Tên')
const agency = await app.party('Sở chuyên ngành', { kind: 'agency' })
const administrator = await testPerson(app, undefined, ['administrator'])
const name = 'truong.phong@so.example.vn'
const basis = 'Công văn số 12'

type Sender = { send: TestBrowser['send'] }
const linkBy = async ({ send }: Sender, path: string, body?: object): Promise<string> => {
  const { status, text, json } = await send('POST', path, body)
  assert.equal(status, 201, text)
  return tokenOf((json as { link: string }).link)
}
const invite = (who: Sender, party: string, signInName = name) =>
  linkBy(who, '/api/accounts', { party, signInName, name: 'Lê Văn Trưởng', duties: ['administrator'] })
const operator: Sender = { send: (_method, path, body) => app.operator.post(path, body) }
const use = (browser: TestBrowser, token: string, password: string) =>
  browser.send('POST', `/api/invitations/${token}`, { password })
const rename = (who: Sender, body: object) => who.send('POST', '/api/accounts/renaming', body)
const isIn = async (browser: TestBrowser) => (await browser.get('/api/account')).status === 200
const signIn = (browser: TestBrowser, signInName: string, password: string) =>
  browser.send('POST', '/api/sign-in', { signInName, password })

test('a name that a stranger has taken is freed by who runs the system, and its owner comes in by it', async () => {
  const boss = await testPerson(app, firm.id, ['administrator'])
  const squatter = testBrowser(app)
  assert.equal((await use(squatter, await invite(boss, firm.id), 'chiếm tên của người khác')).status, 200)
  const { id } = (await squatter.get('/api/account')).json as { id: string }
  const early = await invite(operator, agency.id)
  const chief = testBrowser(app)
  assert.equal(codeOf(await use(chief, early, 'mật khẩu của chính tôi')), 'account.sign-in-wrong')
  const [anew, invited] = [await linkBy(boss, `/api/accounts/${id}/recovery`), await invite(boss, firm.id)]

  const given = 'chiem.ten@example.vn'
  assert.equal((await rename(administrator, { from: ` ${name.toUpperCase()}`, to: given, basis })).status, 204)
  assert.equal(await isIn(squatter), false)
  assert.equal((await signIn(squatter, name, 'chiếm tên của người khác')).status, 401)
  for (const token of [early, anew, invited])
    assert.equal(codeOf(await use(testBrowser(app), token, 'chiếm tên lần nữa')), 'account.invitation-unknown')

  assert.equal((await use(chief, await invite(operator, agency.id), 'mật khẩu của chính tôi')).status, 200)
  const own = (await chief.get('/api/account')).json as { id: string; memberships: { partyID: string }[] }
  assert.deepEqual([own.id === id, own.memberships.map(({ partyID }) => partyID)], [false, [agency.id]])
  assert.equal((await signIn(squatter, given, 'chiếm tên của người khác')).status, 200)
  const later = await linkBy(boss, `/api/accounts/${id}/recovery`)
  assert.equal((await use(squatter, later, 'chiếm tên của người khác')).status, 200)
  assert.deepEqual(
    [await isIn(chief), await isIn(squatter)],
    [true, true],
    'a new beginning is of whom it was made for',
  )

  const deeds = await app.db.query<{ account: string; details: object }>(
    "select account_id as account, details from platform.audit where action = 'identity.rename-account' and subject = $1",
    [id],
  )
  assert.deepEqual(deeds, [{ account: administrator.id, details: { basis, ended: 1 } }])
})

test('nobody else frees a name, nor learns whether it signs in', async () => {
  const office = await app.party('Chi cục', { kind: 'agency' })
  await app.operator.post(`/api/parties/${office.id}/roles`, { role: 'standing-agency' })
  const approver = await testPerson(app, office.id, ['approver', 'administrator'])
  const boss = await testPerson(app, firm.id, ['administrator'])
  const reader = await testPerson(app, undefined, ['reader'])
  for (const person of [approver, boss, reader])
    for (const from of [boss.signInName, 'nobody@example.vn'])
      assert.equal((await rename(person, { from, to: 'x@example.vn', basis })).status, 403)
  assert.equal((await rename(testBrowser(app), { from: boss.signInName, to: 'x@example.vn', basis })).status, 401)
  assert.equal(await isIn(boss), true)
})

test('what cannot be renamed is refused by name, and nothing is changed', async () => {
  const [an, binh] = [await testPerson(app, firm.id, ['declarer']), await testPerson(app, firm.id, ['declarer'])]
  const from = an.signInName
  for (const [body, status, code] of [
    [{ from: 'nobody@example.vn', to: 'x@example.vn', basis }, 404, 'account.sign-in-name-unknown'],
    [{ from, to: binh.signInName.toUpperCase(), basis }, 409, 'account.sign-in-name-taken'],
    [{ from, to: from, basis }, 409, 'account.sign-in-name-taken'],
    [{ from, to: 'hai chữ', basis }, 400, 'account.sign-in-name-malformed'],
    [{ from, to: 'x@example.vn', basis: ' ' }, 400, undefined],
    [{ from, to: 'x@example.vn' }, 400, undefined],
    [{ from, to: 'x\0@example.vn', basis }, 400, undefined],
    [{ from, to: 'x@example.vn', basis, more: 1 }, 400, undefined],
  ] as const) {
    const answer = await rename(administrator, body)
    assert.equal(answer.status, status, answer.text)
    if (code !== undefined) assert.equal(codeOf(answer), code)
  }
  assert.deepEqual([await isIn(an), (await signIn(testBrowser(app), from, an.password)).status], [true, 200])
})

const declarer = () => testPerson(app, firm.id, ['declarer'])
const freshName = () => `${crypto.randomUUID()}@example.vn`
const outcomes = (answers: Awaited<ReturnType<typeof heldBack>>) =>
  answers.map((answer) => (answer.status < 300 ? answer.status : `${answer.status} ${codeOf(answer)}`))

test('of two who are given one name at the same moment, the first has it', async () => {
  const [an, binh, to] = [await declarer(), await declarer(), freshName()]
  const renamed = [an, binh].map(
    ({ signInName: from }) =>
      () =>
        rename(administrator, { from, to, basis }),
  )
  assert.deepEqual(outcomes(await heldBack(app, ...renamed)), [204, '409 account.sign-in-name-taken'])
  const taken = async ({ password }: TestPerson) => (await signIn(testBrowser(app), to, password)).status
  assert.deepEqual([await taken(an), await taken(binh), await isIn(binh)], [200, 401, true])
})

test('nor is a name given that somebody begins with at that moment', async () => {
  const [an, to, chi] = [await declarer(), freshName(), testBrowser(app)]
  const link = await invite(operator, agency.id, to)
  const answers = await heldBack(
    app,
    () => use(chi, link, 'mật khẩu của chính tôi'),
    () => rename(administrator, { from: an.signInName, to, basis }),
  )
  assert.deepEqual(outcomes(answers), [200, '409 account.sign-in-name-taken'])
})

test('a name that is taken away twice at the same moment is taken away once', async () => {
  const [{ signInName: from, password }, first, second] = [await declarer(), freshName(), freshName()]
  const renamed = [first, second].map((to) => () => rename(administrator, { from, to, basis }))
  assert.deepEqual(outcomes(await heldBack(app, ...renamed)), [204, '404 account.sign-in-name-unknown'])
  assert.equal((await signIn(testBrowser(app), first, password)).status, 200)
})

test('nobody comes in by a name that is taken away at that moment, whichever comes first', async () => {
  for (const order of ['renaming first', 'sign-in first']) {
    const [{ signInName: from, password }, browser] = [await declarer(), testBrowser(app)]
    const calls = [() => rename(administrator, { from, to: freshName(), basis }), () => signIn(browser, from, password)]
    const answers = outcomes(await heldBack(app, ...(order === 'renaming first' ? calls : calls.toReversed())))
    assert.deepEqual(answers, order === 'renaming first' ? [204, '401 account.sign-in-wrong'] : [200, 204])
    assert.equal(await isIn(browser), false, order)
  }
})
