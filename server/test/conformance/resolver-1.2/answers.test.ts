import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Ajv } from 'ajv'
import { descriptionRules, linksetRules } from './linkset-rules.ts'
import { gtin, publicUrl, putLinks, type ResolverApp, resolverApp, voc } from './resolver-app.ts'

let resolver: ResolverApp
const ajv = new Ajv()
const keepsRules = ajv.compile(linksetRules)

before(async () => {
  resolver = await resolverApp()
  await putLinks(resolver.owner, gtin, [
    { linkType: 'gs1:pip', href: 'https://coop.example/vi', title: 'Sản phẩm', hreflang: ['vi'], type: 'text/html' },
    { linkType: 'gs1:pip', href: 'https://coop.example/en', title: 'Product', hreflang: ['en'], type: 'text/html' },
    {
      linkType: 'gs1:pip',
      href: 'https://coop.example/en.pdf',
      title: 'Product',
      hreflang: ['en'],
      type: 'application/pdf',
    },
    { linkType: 'gs1:recipeInfo', href: 'https://coop.example/r?a=1#top', title: 'Recipe' },
  ])
  await putLinks(resolver.owner, `${gtin}/10/L1`, [
    { linkType: 'gs1:certificationInfo', href: 'https://coop.example/cert', title: 'VietGAP' },
  ])
  await putLinks(resolver.owner, `${gtin}/22/V/10/L1`, [
    { linkType: 'gs1:safetyInfo', href: 'https://coop.example/safe', title: 'Safe' },
  ])
})
after(() => resolver.app.close())

const get = (target: string, headers: Record<string, string> = {}) => resolver.raw('GET', target, headers)
const goes = async (target: string, headers: Record<string, string> = {}) => {
  const { status, headers: answered, body } = await get(target, headers)
  assert.equal(status, 307, body)
  return answered.location
}
const linksetOf = async (target: string) => {
  const { status, body } = await get(target, { accept: 'application/linkset+json' })
  assert.equal(status, 200)
  const linkset = JSON.parse(body) as { linkset: Record<string, unknown>[] }
  assert.ok(keepsRules(linkset), JSON.stringify(keepsRules.errors))
  return linkset.linkset
}

test('2.6: without a link type the default link, whatever the language', async () => {
  for (const language of ['vi', 'de', 'en-GB;q=0.1, xx']) {
    assert.equal(await goes(gtin, { 'accept-language': language }), `${publicUrl}/scan${gtin}`)
  }
  assert.equal(await goes(gtin, { accept: 'undefined' }), `${publicUrl}/scan${gtin}`)
})

test('2.5.9: a lot or serial that nobody registered has its product’s default, with the whole path', async () => {
  assert.equal(await goes(`${gtin}/10/NEW/21/S`), `${publicUrl}/scan${gtin}/10/NEW/21/S`)
})

test('2.7: a link type is answered from this level or one above, in every spelling', async () => {
  for (const spelled of [
    'gs1:certificationInfo',
    `${voc}certificationInfo`,
    'https://gs1.org/voc/certificationInfo',
    'https://www.gs1.org/voc/certificationInfo',
  ]) {
    assert.equal(await goes(`${gtin}/10/L1?linkType=${spelled}`), `https://coop.example/cert?linkType=${spelled}`)
  }
  assert.equal(
    await goes(`${gtin}/10/L1/21/S?linkType=gs1:recipeInfo`),
    'https://coop.example/r?a=1&linkType=gs1:recipeInfo#top',
  )
})

test('2.7: a link type that is nowhere is a 404 that lists what there is', async () => {
  const { status, body } = await get(`${gtin}?linkType=gs1:leaveReview`)
  assert.equal(status, 404)
  assert.ok(JSON.parse(body).available.includes(`${voc}pip`))
  assert.equal((await get(`${gtin}?linkType=gs1:certificationInfo`)).status, 404)
  assert.equal((await get(`${gtin}?linkType=nonsense`)).status, 404)
})

test('2.8: language, then media type decide among links of one type', async () => {
  const target = `${gtin}?linkType=gs1:pip`
  assert.match((await goes(target, { 'accept-language': 'vi-VN,en;q=0.5' })) ?? '', /^https:\/\/coop\.example\/vi\?/)
  assert.match((await goes(target, { 'accept-language': 'en', accept: 'application/pdf' })) ?? '', /en\.pdf\?/)
  assert.match((await goes(target, { 'accept-language': 'en', accept: 'text/html,*/*;q=0.8' })) ?? '', /\/en\?/)
})

test('2.8: what cannot be decided is a 300 with a linkset of the candidates', async () => {
  const { status, body, headers } = await get(`${gtin}?linkType=gs1:pip`, { 'accept-language': 'en', accept: '*/*' })
  assert.equal(status, 300)
  assert.match(headers['content-type'] ?? '', /^application\/linkset\+json/)
  const linkset = JSON.parse(body)
  assert.ok(keepsRules(linkset))
  assert.equal(linkset.linkset[0][`${voc}pip`].length, 2)
  const page = await get(`${gtin}?linkType=gs1:pip`, { 'accept-language': 'de', accept: 'text/html' })
  assert.equal(page.status, 300)
  assert.match(page.headers['content-type'] ?? '', /^text\/html/)
})

test('2.9: the linkset is answered, never redirected, in each of its forms', async () => {
  const forms: [string, Record<string, string>, string][] = [
    [`${gtin}?linkType=linkset`, { accept: '*/*' }, 'application/linkset+json'],
    [`${gtin}?linkType=all`, { accept: '*/*' }, 'application/linkset+json'],
    [gtin, { accept: 'application/linkset+json' }, 'application/linkset+json'],
    [`${gtin}?linkType=linkset`, { accept: 'application/json' }, 'application/json'],
    [`${gtin}?linkType=linkset`, { accept: 'application/ld+json' }, 'application/ld+json'],
    [`${gtin}?linkType=linkset`, { accept: 'text/html' }, 'text/html'],
    [`${gtin}?linkType=linkset`, {}, 'text/html'],
  ]
  for (const [target, headers, type] of forms) {
    const answer = await get(target, headers)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type']?.split(';')[0], type)
    assert.match(answer.headers.link ?? '', /rel="http:\/\/www\.w3\.org\/ns\/json-ld#context"/)
    if (type === 'application/ld+json') assert.ok(JSON.parse(answer.body)['@context'])
    if (type === 'text/html') assert.match(answer.body, /<script type="application\/ld\+json">\{"@context"/)
  }
})

test('2.5.9 rule 4: the linkset is the union of all registered subsets, each with its anchor', async () => {
  const anchors = (await linksetOf(`${gtin}/22/V/10/L1`)).map(({ anchor }) => anchor)
  assert.deepEqual(anchors, [`${publicUrl}${gtin}/22/V/10/L1`, `${publicUrl}${gtin}/10/L1`, `${publicUrl}${gtin}`])
})

test('2.5.9: every entity of a linkset has exactly one default, and its target under a descriptive type', async () => {
  for (const target of [gtin, `${gtin}/10/L1`, `${gtin}/10/OTHER`, `${gtin}/22/V/10/L1/21/S`]) {
    const entries = await linksetOf(target)
    assert.equal(entries[0]?.anchor, publicUrl + target)
    for (const entry of entries) {
      const defaults = entry[`${voc}defaultLink`] as { href: string }[]
      assert.equal(defaults.length, 1)
      assert.deepEqual(Object.keys(defaults[0] ?? {}).sort(), ['href', 'title'])
      const { [`${voc}defaultLink`]: _default, ...described } = entry
      assert.ok(JSON.stringify(described).includes(`"href":"${defaults[0]?.href}"`))
    }
    const [finest] = (entries[0]?.[`${voc}defaultLink`] ?? []) as { href: string }[]
    assert.equal(finest?.href, await goes(target))
  }
})

test('2.12: the whole raw query goes on, nothing is added where there is none', async () => {
  assert.equal(
    await goes(`${gtin}?a=1;b&c=%2F&context=consumer`),
    `${publicUrl}/scan${gtin}?a=1;b&c=%2F&context=consumer`,
  )
  assert.equal(await goes(gtin), `${publicUrl}/scan${gtin}`)
})

test('redirects point at the linkset, without the old rel of each link', async () => {
  const { headers } = await get(`${gtin}/10/L1`)
  assert.equal(
    headers.link,
    `<${publicUrl}${gtin}/10/L1?linkType=linkset>; rel="linkset"; type="application/linkset+json"`,
  )
})

test('2.6: a valid key of which nothing is known is a 404, for people with a page', async () => {
  for (const target of ['/01/09506000134352', '/01/09506000134352?linkType=linkset', '/01/09506000134352/10/L']) {
    assert.equal((await get(target)).status, 404)
    const page = await get(target, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    assert.equal(page.status, 404)
    assert.match(page.body, /Mã chưa có trong hệ thống/)
  }
})

test('3: the description file keeps its schema and tells the truth', async () => {
  const { status, body, headers } = await get('/.well-known/gs1resolver')
  assert.equal(status, 200)
  assert.match(headers['content-type'] ?? '', /^application\/json/)
  const description = JSON.parse(body)
  assert.ok(ajv.validate(descriptionRules, description), ajv.errorsText())
  assert.equal(description.resolverRoot, publicUrl)
})
