import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gtin, publicUrl, type ResolverApp, resolverApp } from './resolver-app.ts'

let resolver: ResolverApp
before(async () => {
  resolver = await resolverApp()
})
after(() => resolver.app.close())

test('2.2: HEAD answers as GET does, without a body', async () => {
  for (const target of [gtin, `${gtin}?linkType=linkset`, '/01/1', '/01/09506000134352']) {
    const [got, head] = await Promise.all([resolver.raw('GET', target), resolver.raw('HEAD', target)])
    assert.equal(head.status, got.status, target)
    assert.equal(head.headers.location, got.headers.location)
    assert.equal(head.headers.link, got.headers.link)
    assert.equal(head.body, '')
  }
})

test('2.2: OPTIONS tells what may be done, and where the linkset is', async () => {
  const { status, headers } = await resolver.raw('OPTIONS', gtin)
  assert.equal(status, 204)
  assert.equal(headers.allow, 'GET, HEAD, OPTIONS')
  assert.equal(headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS')
  assert.equal(headers['access-control-allow-origin'], '*')
  assert.equal(headers.link, `<${publicUrl}${gtin}?linkType=linkset>; rel="linkset"; type="application/linkset+json"`)
})

test('2.2: other methods are refused with those that are answered', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const { status, headers } = await resolver.raw(method, gtin)
    assert.equal(status, 405)
    assert.equal(headers.allow, 'GET, HEAD, OPTIONS')
  }
})

test('2.2: every answer may be read from anywhere, errors and redirects too', async () => {
  const targets = [
    gtin,
    `${gtin}?linkType=linkset`,
    '/01/1',
    '/01/09506000134352',
    '/01',
    '/.well-known/gs1resolver',
    '/99/1',
  ]
  for (const target of targets) {
    const { headers } = await resolver.raw('GET', target)
    assert.equal(headers['access-control-allow-origin'], '*', target)
    assert.match(headers['access-control-expose-headers'] ?? '', /Link, Location/)
  }
})

test('negotiated answers say on what they depend', async () => {
  for (const target of [gtin, `${gtin}?linkType=linkset`, '/01/1', '/01/09506000134352']) {
    assert.equal((await resolver.raw('GET', target)).headers.vary, 'Accept, Accept-Language', target)
  }
})

test('redirects of a kind are kept for a minute, those of a single item never', async () => {
  assert.equal((await resolver.raw('GET', gtin)).headers['cache-control'], 'public, max-age=60')
  assert.equal((await resolver.raw('GET', `${gtin}/21/S1`)).headers['cache-control'], 'no-store')
})

test('what is printed comes from PUBLIC_URL, never from the Host that was asked', async () => {
  for (const host of ['evil.example', 'old.example', 'nguon.example']) {
    for (const target of [gtin, `${gtin}?linkType=linkset`, `${gtin}?linkType=linkset&x`, '/.well-known/gs1resolver']) {
      const { status, headers, body } = await resolver.raw('GET', target, { host, 'x-forwarded-host': host })
      assert.ok(status === 307 || status === 200)
      const printed = `${headers.location ?? ''}${headers.link ?? ''}${body}`
      assert.ok(!/evil|old\.example/.test(printed), printed)
      assert.ok(printed.includes(publicUrl))
    }
  }
})
