import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gtin, publicUrl, putLinks, type ResolverApp, resolverApp, voc } from './resolver-app.ts'

let resolver: ResolverApp
before(async () => {
  resolver = await resolverApp()
})
after(() => resolver.app.close())

const link = (linkType: string, href = 'https://a.example/', more: object = {}) => ({
  linkType,
  href,
  title: 'A',
  ...more,
})
const codesOf = (answer: { json: unknown }) =>
  (answer.json as { errors?: { code: string }[] }).errors?.map(({ code }) => code)

test('links are the owner’s to register, or the operator’s', async () => {
  const { app, owner } = resolver
  const stranger = await app.party('Người lạ')
  const body = { links: [link('gs1:recipeInfo')] }
  assert.equal((await owner.put(`/api/links${gtin}`, body)).status, 200)
  assert.equal((await app.operator.put(`/api/links${gtin}`, body)).status, 200)
  assert.equal((await stranger.put(`/api/links${gtin}`, body)).status, 403)
  assert.equal((await stranger.delete(`/api/links${gtin}`)).status, 403)
  assert.equal((await app.anonymous.put(`/api/links${gtin}`, body)).status, 401)
  assert.equal((await owner.put('/api/links/01/09506000134352', body)).status, 403)
})

test('the default link is the province’s: an owner may not lead a scan past the legal page', async () => {
  const links = [link('gs1:defaultLink'), link('gs1:pip')]
  assert.equal((await resolver.owner.put(`/api/links${gtin}/10/D`, { links })).status, 403)
  assert.equal((await resolver.app.operator.put(`/api/links${gtin}/10/D`, { links })).status, 200)
})

test('2.5: each fault of a link is named with its place', async () => {
  const faults: [object, string][] = [
    [link('gs1:nonsense'), 'resolver.link-type-unknown'],
    [link('https://other.example/voc/pip'), 'resolver.link-type-duplicates-gs1'],
    [link('gs1:epcis'), 'resolver.link-type-archaic'],
    [link('gs1:handledBy'), 'resolver.link-type-reserved'],
    [link('gs1:pip', 'javascript:alert(1)'), 'resolver.link-href-invalid'],
    [link('gs1:pip', 'https://user@a.example/'), 'resolver.link-href-invalid'],
    [{ ...link('gs1:pip'), title: ' ' }, 'resolver.link-title-invalid'],
    [link('gs1:pip', undefined, { hreflang: ['vie'] }), 'resolver.link-hreflang-invalid'],
    [link('gs1:pip', undefined, { type: 'html' }), 'resolver.link-media-type-invalid'],
    [link('gs1:pip', undefined, { context: ['nobody'] }), 'resolver.link-context-unknown'],
    [link('gs1:pip', undefined, { rel: 'x' }), 'resolver.link-member-unknown'],
  ]
  for (const [bad, code] of faults) {
    const answer = await resolver.owner.put(`/api/links${gtin}`, { links: [link('gs1:pip'), bad] })
    assert.equal(answer.status, 422, code)
    assert.deepEqual(codesOf(answer), [code])
    assert.match(answer.text, /\/links\/1\//)
  }
})

test('2.5.9: one default at most, bare, its target described, alternatives at least two', async () => {
  const put = (links: object[]) => resolver.app.operator.put(`/api/links${gtin}/10/X`, { links })
  assert.ok(
    codesOf(await put([link('gs1:defaultLink'), link('gs1:defaultLink'), link('gs1:pip')]))?.includes(
      'resolver.link-default-twice',
    ),
  )
  assert.deepEqual(codesOf(await put([link('gs1:defaultLink', 'https://b.example/'), link('gs1:pip')])), [
    'resolver.link-default-undescribed',
  ])
  assert.deepEqual(codesOf(await put([link('gs1:defaultLink', undefined, { type: 'text/html' }), link('gs1:pip')])), [
    'resolver.link-default-bare',
  ])
  assert.ok(
    codesOf(await put([link('gs1:defaultLinkMulti'), link('gs1:pip')]))?.includes('resolver.link-default-multi-alone'),
  )
})

test('2.5.9 rules 1-3: with a serial neither lot nor variant', async () => {
  const body = { links: [link('gs1:pip')] }
  assert.equal((await resolver.owner.put(`/api/links${gtin}/10/L/21/S`, body)).status, 422)
  assert.equal((await resolver.owner.put(`/api/links${gtin}/21/S`, body)).status, 200)
  assert.equal((await resolver.owner.put(`/api/links${gtin}/22/V/10/L`, body)).status, 200)
  assert.equal((await resolver.owner.put('/api/links/01/09521234543214', body)).status, 400)
})

test('link sets are versions: each stays readable as at its position', async () => {
  const { owner, app } = resolver
  const anchor = `/api/links${gtin}/10/V`
  const first = await owner.put(anchor, { links: [link('gs1:pip')] })
  await owner.put(anchor, { links: [link('gs1:recipeInfo')] })
  const { position } = first.json as { position: number }
  assert.match((await app.anonymous.get(`${anchor}?asOf=${position}`)).text, /voc\/pip/)
  assert.match((await app.anonymous.get(anchor)).text, /recipeInfo/)
  assert.equal((await owner.delete(anchor)).status, 204)
  assert.equal((await app.anonymous.get(anchor)).status, 404)
  assert.equal((await owner.delete(anchor)).status, 404)
  assert.match((await app.anonymous.get(`${anchor}?asOf=${position}`)).text, /voc\/pip/)
})

test('each deed leaves its line in the audit', async () => {
  await putLinks(resolver.owner, `${gtin}/10/AUDIT`, [link('gs1:pip')])
  const rows = await resolver.app.db.query<{ action: string; party_id: string }>(
    'select action, party_id from platform.audit where subject = $1',
    [`${gtin}/10/AUDIT`],
  )
  assert.deepEqual(rows, [{ action: 'resolver.register-links', party_id: resolver.owner.id }])
})

test('2.5.11: a company prefix may be handled by another resolver; only the operator says so', async () => {
  const { app, owner } = resolver
  const body = { resolver: 'https://id.other.example', title: 'Other' }
  assert.equal((await owner.put('/api/links/gcp/950600', body)).status, 403)
  assert.equal((await app.operator.put('/api/links/gcp/950600', body)).status, 200)
  const { status, headers } = await resolver.raw('GET', '/01/09506000134352/10/L?a=b')
  assert.equal(status, 307)
  assert.equal(headers.location, 'https://id.other.example/01/09506000134352/10/L?a=b')
  assert.match(headers.link ?? '', /rel="https:\/\/ref\.gs1\.org\/voc\/handledBy"/)
  assert.equal((await resolver.raw('GET', gtin)).headers.location, `${publicUrl}/scan${gtin}`)
  assert.equal(voc, 'https://ref.gs1.org/voc/')
})

test('a key’s repository of events is linked, under its former name too, and what was registered goes first', async () => {
  const epcis = [`${voc}epcisRepository`, `${voc}epcis`]
  const hrefs = async (target: string) => {
    const { body } = await resolver.raw('GET', target, { accept: 'application/linkset+json' })
    const { linkset } = JSON.parse(body) as { linkset: Record<string, { href: string }[]>[] }
    return epcis.map((type) => linkset.flatMap((entry) => entry[type] ?? []).map(({ href }) => href))
  }
  assert.deepEqual(await hrefs(`${gtin}/10/PLAIN`).then(([first]) => [...new Set(first)]), [publicUrl])
  const other = 'https://epcis.other.example'
  await putLinks(resolver.owner, `${gtin}/10/AWAY`, [link('gs1:epcisRepository', other)])
  const [now, before] = await hrefs(`${gtin}/10/AWAY`)
  assert.deepEqual(now?.slice(0, 2), [other, publicUrl])
  assert.deepEqual(before, now)
  for (const type of ['gs1:epcisRepository', 'gs1:epcis']) {
    const { status, headers } = await resolver.raw('GET', `${gtin}/10/AWAY?linkType=${type}`)
    assert.equal(status, 307)
    assert.equal(headers.location, `${other}?linkType=${type}`)
  }
})
