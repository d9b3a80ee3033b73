import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { heldBack } from '../../../../test/held-back.ts'
import {
  type Liar,
  type Lie,
  settingOf,
  signInThere,
  startIdentityProvider,
  startLiar,
} from '../../../../test/identity-provider.ts'
import { type TestBrowser, type TestPerson, testBrowser, testPerson, tokenOf } from '../../../../test/people.ts'

// A province's identity server (the real oidc-provider), and one that lies. Our address in the tests is localhost:8080.
const publicUrl = 'http://localhost:8080'
const callback = (id: string) => `${publicUrl}/sign-in/with/${id}/callback`
const taxCode = '0000001010'

let app: TestApp
let mill: TestParty
let an: TestPerson
let liar: Liar
let impostor: Liar
let provider: { issuer: string; stop(): Promise<void> }
const people: Record<string, Record<string, string>> = {
  an: { name: 'Nguyễn Thị An', tax_code: taxCode },
  stranger: { name: 'Người lạ', tax_code: taxCode },
  visitor: { name: 'Khách', tax_code: '0000000001' },
  nobody: { name: 'Không đơn vị' },
}

before(async () => {
  provider = await startIdentityProvider([callback('tinh'), callback('to-chuc')], people)
  liar = await startLiar('an-there')
  impostor = await startLiar('an-there', 'https://elsewhere.example')
  const gone = await startLiar('x')
  await gone.stop()
  const settings = [
    settingOf('tinh', provider.issuer),
    settingOf('to-chuc', provider.issuer, { organisationClaim: 'tax_code' }),
    settingOf('liar', liar.issuer),
    settingOf('impostor', impostor.issuer),
    settingOf('gone', gone.issuer),
  ]
  app = await testApp({ OIDC_PROVIDERS: JSON.stringify(settings) })
  mill = await app.party('Nhà máy gạo', {
    identifiers: [{ scheme: 'tax-code', value: taxCode, verified: true }],
  })
  an = await testPerson(app, mill.id, ['administrator', 'declarer'])
  people.stranger = { ...people.stranger, email: an.signInName }
})
after(async () => {
  await Promise.all([app.close(), liar.stop(), impostor.stop(), provider.stop()])
})

const pathOf = (url: URL | string): string => {
  const { pathname, search } = new URL(url, publicUrl)
  return pathname + search
}
const begin = async (browser: TestBrowser, id: string, next = '/account'): Promise<URL> => {
  const answer = await browser.get(`/sign-in/with/${id}?next=${next}`)
  assert.equal(answer.status, 303, answer.text)
  return new URL(answer.headers.get('location') ?? '')
}
/** Goes to a provider and comes back as somebody; what we then say. */
const through = async (browser: TestBrowser, id: string, login: string) => {
  const start = await begin(browser, id)
  return browser.get(pathOf(await signInThere(start.href, login, callback(id))))
}
const typeOf = ({ json }: { json: unknown }): string =>
  (json as { type: string }).type.replace('urn:nguon:problem:', '')
const signedInAs = async (browser: TestBrowser): Promise<string | undefined> =>
  ((await browser.get('/api/account')).json as { id?: string }).id

test('the provider is asked by the code flow, with PKCE, state and nonce of this browser alone', async () => {
  const [one, other] = [await begin(testBrowser(app), 'tinh'), await begin(testBrowser(app), 'tinh')]
  assert.equal(one.origin, provider.issuer)
  const asked = Object.fromEntries(one.searchParams)
  assert.deepEqual(
    [asked.response_type, asked.code_challenge_method, asked.redirect_uri],
    ['code', 'S256', callback('tinh')],
  )
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.ok(asked[name] && asked[name] !== other.searchParams.get(name), name)
})

test('whom the provider knows and we do not is let in nowhere, be the e-mail address the same', async () => {
  const browser = testBrowser(app)
  const answer = await through(browser, 'tinh', 'stranger')
  assert.equal(answer.status, 303)
  assert.equal(await signedInAs(browser), undefined)
  const page = await browser.get(answer.headers.get('location') ?? '', { accept: 'text/html', 'accept-language': 'en' })
  assert.equal(page.status, 200)
  assert.match(page.text, /belongs to no account yet/)
  assert.equal((await browser.send('POST', '/account/providers/tinh')).status, 401)
})

test('signed in by password, a person consents; from then on the provider opens the account', async () => {
  const answer = await through(an, 'tinh', 'an')
  assert.equal(answer.headers.get('location'), '/account/providers/tinh')
  const page = await an.get('/account/providers/tinh', { accept: 'text/html', 'accept-language': 'vi' })
  assert.match(page.text, /Nguyễn Thị An/)
  const before = testBrowser(app)
  await through(before, 'tinh', 'an')
  assert.equal(await signedInAs(before), undefined, 'not before the consent')
  const consent = await an.form('/account/providers/tinh', '/account/providers/tinh', {})
  assert.equal(consent.status, 303, consent.text)
  const later = testBrowser(app)
  const back = await through(later, 'tinh', 'an')
  assert.deepEqual([back.status, back.headers.get('location')], [303, '/account'])
  assert.equal(await signedInAs(later), an.id)
  const deeds = await app.db.query<{ action: string }>('select action from platform.audit where subject = $1', [an.id])
  assert.ok(deeds.some(({ action }) => action === 'identity.link-identity'))
})

test('an identity belongs to one account', async () => {
  const other = await testPerson(app, mill.id, ['declarer'])
  await through(other, 'tinh', 'an')
  assert.equal(await signedInAs(other), an.id, 'it opens the account that it is linked with')
})

test('a callback is good once, and in the browser that began it', async () => {
  const browser = testBrowser(app)
  const start = await begin(browser, 'tinh')
  const back = pathOf(await signInThere(start.href, 'an', callback('tinh')))
  const thief = testBrowser(app)
  const stolen = await thief.get(back)
  assert.deepEqual([stolen.status, typeOf(stolen)], [400, 'sign-on.not-begun'])
  assert.equal((await browser.get(back)).status, 303)
  const again = await browser.get(back)
  assert.deepEqual([again.status, typeOf(again)], [400, 'sign-on.not-begun'])
  const second = await begin(thief, 'tinh')
  const code = new URL(back, publicUrl).searchParams.get('code') ?? ''
  const replayed = await thief.get(
    `/sign-in/with/tinh/callback?${new URLSearchParams({ code, state: second.searchParams.get('state') ?? '', iss: provider.issuer })}`,
  )
  assert.deepEqual([replayed.status, typeOf(replayed)], [400, 'sign-on.answer-unfit'], 'a code that was redeemed')
  assert.equal(await signedInAs(thief), undefined)
})

test('a state of another sign-in, a code that nobody issued, and a refusal come to nothing', async () => {
  const answerTo = async (query: (state: string) => Record<string, string>) => {
    const browser = testBrowser(app)
    const state = (await begin(browser, 'tinh')).searchParams.get('state') ?? ''
    const answer = await browser.get(`/sign-in/with/tinh/callback?${new URLSearchParams(query(state))}`)
    assert.equal(await signedInAs(browser), undefined)
    return [answer.status, typeOf(answer)]
  }
  const iss = provider.issuer
  assert.deepEqual(await answerTo(() => ({ code: 'x', state: 'x', iss })), [400, 'sign-on.answer-unfit'])
  assert.deepEqual(await answerTo((state) => ({ code: 'x', state, iss })), [400, 'sign-on.answer-unfit'])
  assert.deepEqual(await answerTo((state) => ({ code: 'x', state, iss: 'https://elsewhere.example' })), [
    400,
    'sign-on.answer-unfit',
  ])
  assert.deepEqual(await answerTo((state) => ({ error: 'access_denied', state, iss })), [403, 'sign-on.declined'])
  assert.deepEqual(await answerTo((state) => ({ error: 'server_error', state, iss })), [503, 'sign-on.provider-away'])
  assert.deepEqual(await answerTo(() => ({})), [400, 'sign-on.answer-unfit'])
})

test('a provider that lies lets nobody in, and leaves nothing behind', async () => {
  const answerTo = async (lie: Lie) => {
    const browser = testBrowser(app)
    const asked = (await begin(browser, 'liar')).searchParams
    liar.tell(lie, asked.get('nonce') ?? '')
    const answer = await browser.get(
      `/sign-in/with/liar/callback?${new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })}`,
    )
    if (lie !== 'honest') assert.equal(await signedInAs(browser), undefined, lie)
    return answer.status === 303 ? answer.headers.get('location') : `${answer.status} ${typeOf(answer)}`
  }
  const refused = '400 sign-on.answer-unfit'
  assert.equal(await answerTo('honest'), '/account/providers/liar')
  for (const lie of [
    'other issuer',
    'other audience',
    'wrong nonce',
    'forged signature',
    'no signature',
    'expired',
    'no identity',
    'not JSON',
  ] as const)
    assert.equal(await answerTo(lie), refused, lie)
  assert.equal(await answerTo('failing'), '503 sign-on.provider-away')
  assert.equal(await answerTo('late'), '503 sign-on.provider-away')
  const [left] = await app.db.query<{ n: number }>(
    `select (select count(*) from identity.linked_identity where issuer = $1)::int
          + (select count(*) from identity.sign_on where provider = 'liar')::int as n`,
    [liar.issuer],
  )
  assert.equal(left?.n, 0)
})

test('a provider that is down, or says that it is another, stops its own sign-in alone', async () => {
  const browser = testBrowser(app)
  const answers = await Promise.all(['gone', 'impostor', 'none'].map((id) => browser.get(`/sign-in/with/${id}`)))
  assert.deepEqual(
    answers.map((answer) => [answer.status, typeOf(answer)]),
    [
      [503, 'sign-on.provider-away'],
      [400, 'sign-on.answer-unfit'],
      [404, 'epcisException:NoSuchResourceException'],
    ],
  )
  const page = await browser.get('/sign-in/with/gone', { accept: 'text/html', 'accept-language': 'en' })
  assert.match(page.text, /sign in with your password/)
  const body = { signInName: an.signInName, password: an.password }
  assert.equal((await browser.send('POST', '/api/sign-in', body)).status, 200)
})

test('where the provider names the organisation, the person acts for that one, or not at all', async () => {
  const shop = await app.party('Cửa hàng')
  const binh = await testPerson(app, shop.id, ['declarer'])
  people.binh = { name: 'Bình', tax_code: taxCode }
  await through(binh, 'to-chuc', 'binh')
  const consent = await binh.form('/account/providers/to-chuc', '/account/providers/to-chuc', {})
  assert.equal(consent.status, 403, 'no member of the organisation for which it signed in')
  for (const login of ['visitor', 'nobody']) {
    const answer = await through(testBrowser(app), 'to-chuc', login)
    assert.deepEqual([answer.status, typeOf(answer)], [403, 'sign-on.organisation-missing'])
  }
  const joined = await testPerson(app, shop.id, ['declarer'], { signInName: 'hai-noi@example.vn' })
  const link = (
    await app.operator.post('/api/accounts', {
      party: mill.id,
      signInName: joined.signInName,
      name: 'Hai',
      duties: ['reader'],
    })
  ).json as { link: string }
  await joined.send('POST', `/api/invitations/${link.link.slice(link.link.lastIndexOf('/') + 1)}`, {
    password: joined.password,
  })
  people.hai = { name: 'Hai', tax_code: taxCode }
  await through(joined, 'to-chuc', 'hai')
  assert.equal((await joined.form('/account/providers/to-chuc', '/account/providers/to-chuc', {})).status, 303)
  const later = testBrowser(app)
  assert.equal((await through(later, 'to-chuc', 'hai')).status, 303)
  assert.equal(((await later.get('/api/account')).json as { actingFor: string }).actingFor, mill.id)
  const deeds = async (party: TestParty) => {
    const { items } = (await party.get('/api/audit?action=identity.sign-in')).json as {
      items: { accountID: string; details: { method: string } }[]
    }
    return items.filter(({ accountID, details }) => accountID === joined.id && details.method === 'single-sign-on')
  }
  assert.deepEqual([(await deeds(shop)).length, (await deeds(mill)).length], [0, 1], 'and it is a deed of that one')
})

test('unlinked, the provider opens the account no more', async () => {
  const page = await an.get('/account/providers', { accept: 'text/html', 'accept-language': 'en' })
  assert.match(page.text, /Unlink System tinh/)
  const unlinked = await an.form('/account/providers', '/account/providers/tinh/unlink', {})
  assert.equal(unlinked.status, 303, unlinked.text)
  const browser = testBrowser(app)
  const answer = await through(browser, 'tinh', 'an')
  assert.equal(answer.headers.get('location'), '/account/providers/tinh')
  assert.equal(await signedInAs(browser), undefined)
})

test('the page of sign-in offers the providers by name', async () => {
  const page = await testBrowser(app).get('/sign-in', { accept: 'text/html', 'accept-language': 'vi' })
  assert.match(page.text, /href="\/sign-in\/with\/tinh"[^>]*>[^<]*Hệ thống tinh/)
})

test('while its account begins anew, what was linked with it before lets nobody in', async () => {
  const binh = await testPerson(app, mill.id, ['declarer'])
  await through(binh, 'tinh', 'nobody')
  assert.equal((await binh.form('/account/providers/tinh', '/account/providers/tinh', {})).status, 303)
  const offered = await app.operator.post(`/api/accounts/${binh.id}/recovery?party=${mill.id}`)
  const token = tokenOf((offered.json as { link: string }).link)
  const [owner, thief] = [testBrowser(app), testBrowser(app)]
  const start = await begin(thief, 'tinh')
  const back = pathOf(await signInThere(start.href, 'nobody', callback('tinh')))
  const [begun] = await heldBack(
    app,
    () => owner.send('POST', `/api/invitations/${token}`, { password: 'nước chảy đá mòn' }),
    () => thief.get(back),
  )
  assert.equal(begun?.status, 200, begun?.text)
  assert.deepEqual([await signedInAs(thief), await signedInAs(owner)], [undefined, binh.id])
})
