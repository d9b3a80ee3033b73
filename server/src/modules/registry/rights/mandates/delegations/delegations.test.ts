import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clientOf, type TestApp, type TestParty, testApp } from '../../../../../../test/app.ts'
import { bringing } from '../../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../../test/gtins.ts'
import { type TestPerson, testPerson } from '../../../../../../test/people.ts'

// An enterprise lets a provider act for it, on the pages that its administrator uses, and takes it back.

let app: TestApp
let mill: TestParty
let provider: TestParty
let an: TestPerson
const client = { clientID: '', clientSecret: '' }

before(async () => {
  app = await testApp()
  mill = await app.party('Nhà máy gạo')
  provider = await app.party('Giải pháp Truy Xuất', { kind: 'provider' })
  an = await testPerson(app, mill.id, ['administrator'])
  Object.assign(client, (await provider.chief.post(`/api/parties/${provider.id}/clients`, { label: 'máy' })).json)
})
after(() => app.close())

const inEnglish = { accept: 'text/html', 'accept-language': 'en' }
const askToken = () => {
  const fields = {
    grant_type: 'client_credentials',
    act_for: mill.id,
    client_id: client.clientID,
    client_secret: client.clientSecret,
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return app.anonymous.post('/oauth/token', new URLSearchParams(fields).toString(), headers)
}
const wish = () => ({ holder: provider.id, scope: 'registry.read-own', basis: 'Hợp đồng 5/2026' })
const lent = () => ({ purpose: 'act', holder: provider.id, scopes: ['events.query'], basisText: 'x' })
const consentPage = (fields: Record<string, string> = wish()) => `/delegations/new?${new URLSearchParams(fields)}`

test('nobody may act yet; providers are offered by name, and what they may do in words', async () => {
  const page = await an.get('/delegations', inEnglish)
  assert.equal(page.status, 200)
  assert.match(page.text, /Nobody may act for your organisation/)
  assert.match(page.text, /<option value="[^"]+">Giải pháp Truy Xuất<\/option>/)
  assert.match(page.text, /Record events in our name/)
  assert.match(
    (await an.get('/delegations', { accept: 'text/html', 'accept-language': 'vi' })).text,
    /Ai được làm thay đơn vị/,
  )
})

test("a provider's link asks for the basis before the consent", async () => {
  const { basis: _basis, ...linked } = wish()
  const page = await an.get(consentPage(linked), inEnglish)
  assert.equal(page.status, 200)
  assert.match(page.text, /value="registry.read-own" checked/)
  assert.doesNotMatch(page.text, /I agree: let/)
})

test('the page of consent says what will be possible, and changes nothing by itself', async () => {
  const page = await an.get(consentPage(), inEnglish)
  assert.match(page.text, /Read our products, places and documents/)
  assert.match(page.text, /Hợp đồng 5\/2026/)
  assert.equal((await askToken()).status, 400)
  assert.equal(page.headers.get('cache-control'), 'no-store')
})

test('after the consent the provider’s machine acts for the mill; taken back, it does not any more', async () => {
  const given = await an.form(consentPage(), '/delegations', wish())
  assert.equal(given.status, 303, given.text)
  const answer = await askToken()
  assert.equal(answer.status, 200, answer.text)
  const machine = clientOf(app.url, (answer.json as { access_token: string }).access_token)
  assert.equal((await machine.get('/api/mandates')).status, 200)
  const page = await an.get('/delegations', inEnglish)
  const end = /action="(\/delegations\/[0-9a-f-]+\/end)"/.exec(page.text)?.[1] ?? ''
  assert.match(page.text, /Basis: Hợp đồng 5\/2026/)
  const ended = await an.form('/delegations', end, {})
  assert.equal(ended.status, 303, ended.text)
  assert.equal((await machine.get('/api/mandates')).status, 401)
  assert.equal((await askToken()).status, 400)
  const deeds = await app.db.query<{ action: string }>('select action from platform.audit where subject = $1', [
    mill.id,
  ])
  const actions = deeds.map(({ action }) => action)
  for (const action of ['registry.give-mandate', 'identity.grant-token', 'registry.end-mandate'])
    assert.ok(actions.includes(action), action)
})

test('the provider sees for whom it acts', async () => {
  const given = (await mill.chief.post('/api/mandates', lent())).json as { id: string }
  const person = await testPerson(app, provider.id, ['administrator'])
  const page = await person.get('/delegations', inEnglish)
  assert.match(page.text, /We may act for[\s\S]*Nhà máy gạo/)
  const ended = await person.form('/delegations', `/delegations/${given.id}/end`, {})
  assert.equal(ended.status, 303, 'and may lay it down')
})

test('a declarer reads who may act, and lets nobody; other organisations’ mandates are none', async () => {
  const binh = await testPerson(app, mill.id, ['declarer'])
  const page = await binh.get('/delegations', inEnglish)
  assert.equal(page.status, 200)
  assert.doesNotMatch(page.text, /action="\/delegations/)
  assert.equal((await binh.form('/account', '/delegations', wish())).status, 403)
  const other = await app.party('Công ty Khác')
  const { id } = (await other.chief.post('/api/mandates', lent())).json as { id: string }
  assert.equal((await an.form('/delegations', `/delegations/${id}/end`, {})).status, 404)
})

test('what makes no sense is refused with a page, and nothing is given', async () => {
  const status = async (fields: Record<string, string>) =>
    (await an.form('/delegations', '/delegations', { ...wish(), ...fields })).status
  assert.equal(await status({ holder: mill.id }), 422)
  assert.equal(await status({ holder: '00000000-0000-4000-8000-000000000000' }), 404)
  assert.equal(await status({ scope: 'identity.manage-machines' }), 400)
  assert.equal(await status({ basis: '' }), 422)
  assert.equal(await status({ to: '2026-02-31' }), 400)
  assert.equal(await status({ from: '2026-02-01', to: '2026-01-01' }), 422)
  assert.equal(
    (await an.get(consentPage({ ...wish(), holder: '00000000-0000-4000-8000-000000000000' }), inEnglish)).status,
    404,
  )
  assert.equal((await an.send('POST', '/delegations', wish(), { origin: 'https://elsewhere.example' })).status, 401)
  assert.equal((await askToken()).status, 400)
})

test('a wish for nothing, or for days that run backward, is asked for again with what was typed, before anybody consents', async () => {
  const { scope, ...none } = wish()
  const backward = { from: '2026-02-01', to: '2026-01-01' }
  for (const [fields, told] of [
    [none, /<fieldset aria-describedby="scopes-fault">[\s\S]*Choose at least one/],
    [
      { ...none, scope, ...backward },
      /The last day 1 Jan 2026 lies before the first day 1 Feb 2026[\s\S]*aria-invalid/,
    ],
  ] as const) {
    const page = await an.get(consentPage(fields), inEnglish)
    assert.equal(page.status, 400)
    assert.match(page.text, told)
    assert.match(page.text, /name="basis"[^>]*value="Hợp đồng 5\/2026"/)
    assert.doesNotMatch(page.text, /I agree: let/)
  }
})

test('where there are more providers than a list shows, the page says so, and a provider’s link still leads to it', async () => {
  assert.doesNotMatch((await an.get('/delegations', inEnglish)).text, /providers are listed/)
  const { bring, operator } = bringing(app)
  const rows = Array.from({ length: 500 }, (_, n) => `provider,Giải pháp ${n},${gtinOf(n)}`)
  const done = await bring(operator, `kind,names.vi,identifiers.gln\n${rows.join('\n')}\n`, 'target=parties')
  assert.deepEqual([done.state, done.counts.new], ['done', 500])
  const { text } = await an.get('/delegations', inEnglish)
  assert.match(text, /Only 500 providers are listed\./)
  assert.equal(text.match(/<option value=/g)?.length, 500)
  const unlisted = await app.party('Giải pháp Sau Cùng', { kind: 'provider' })
  const linked = await an.get(consentPage({ ...wish(), holder: unlisted.id }), inEnglish)
  assert.match(linked.text, /Let Giải pháp Sau Cùng act for us/)
})
