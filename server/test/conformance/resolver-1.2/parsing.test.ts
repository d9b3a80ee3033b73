import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { gtin, publicUrl, type ResolverApp, resolverApp } from './resolver-app.ts'

let resolver: ResolverApp
before(async () => {
  resolver = await resolverApp()
})
after(() => resolver.app.close())

const locationOf = async (target: string) => {
  const { status, headers } = await resolver.raw('GET', target)
  assert.equal(status, 307, target)
  return headers.location
}

test('2.3: an encoded slash stays within its value', async () => {
  assert.equal(await locationOf(`${gtin}/10/A%2FB`), `${publicUrl}/scan${gtin}/10/A%2FB`)
})

test('2.4: one trailing slash is taken off, two are not', async () => {
  assert.equal(await locationOf(`${gtin}/`), `${publicUrl}/scan${gtin}`)
  assert.equal(await locationOf(`${gtin}/10/L/`), `${publicUrl}/scan${gtin}/10/L`)
  assert.equal((await resolver.raw('GET', `${gtin}//`)).status, 400)
})

test('2.13: what is no valid Digital Link is a 400, never a 200 or 500', async () => {
  const broken = [
    '/01/09521234543214',
    '/01/9521234543213',
    '/01/abc',
    '/01',
    '/01/',
    `${gtin}/10`,
    `${gtin}/10/`,
    `${gtin}/21/S/10/L`,
    `${gtin}/17/261231`,
    `${gtin}/10/${'x'.repeat(21)}`,
    `${gtin}?17=999999`,
    `${gtin}/414/9521234000006`,
    '/414/abc',
    '/00/1',
    '/99/1',
    '/12345/1',
    '/01/09521234543213/10/%00',
    '/01/%zz',
  ]
  for (const target of broken) {
    const { status, body } = await resolver.raw('GET', target)
    assert.equal(status, 400, `${target} ${body}`)
  }
})

test('paths that are nobody’s are neither 200 nor 500', async () => {
  for (const target of ['/foo', '/foo/bar', '/gtin/09521234543213', `/x${gtin}`]) {
    const { status } = await resolver.raw('GET', target)
    assert.ok(status === 404 || status === 400, target)
  }
})

test('a broken code gets a browser a page that helps, a machine the place of the fault', async () => {
  const page = await resolver.raw('GET', '/01/09521234543214', { accept: 'text/html,*/*;q=0.8' })
  assert.equal(page.status, 400)
  assert.match(page.headers['content-type'] ?? '', /^text\/html/)
  assert.match(page.body, /Chữ số kiểm tra/)
  const problem = await resolver.raw('GET', '/01/09521234543214', { 'accept-language': 'en' })
  assert.match(problem.headers['content-type'] ?? '', /^application\/problem\+json/)
  assert.deepEqual(JSON.parse(problem.body).issues[0].code, 'check-digit-wrong')
  assert.equal(JSON.parse(problem.body).issues[0].at, 17)
})

test('2.4: every primary key is resolved, with all its qualifiers', async () => {
  const gln = `952123400000${checkDigit('952123400000')}`
  const sscc = `09521234000000001${checkDigit('09521234000000001')}`
  const gsrn = `95212340000000001${checkDigit('95212340000000001')}`
  const targets = [
    `/00/${sscc}`,
    `${gtin}/22/V/10/L/21/S`,
    `${gtin}/235/T`,
    `/253/${gln}X1`,
    `/255/${gln}1`,
    '/401/9521234X',
    `/402/9521234000000001${checkDigit('9521234000000001')}`,
    `/414/${gln}/254/P1`,
    `/415/${gln}/8020/R1`,
    `/417/${gln}`,
    `/8003/0${gln}S1`,
    '/8004/9521234A1',
    `/8017/${gsrn}/8019/1`,
    `/8018/${gsrn}/8019/1`,
    '/8010/9521234P/8011/1',
  ]
  for (const target of targets) {
    const { status, body } = await resolver.raw('GET', target)
    assert.ok(status === 307 || status === 404, `${target}: ${status} ${body}`)
  }
})

test('unknown parameters and fragments do no harm', async () => {
  assert.equal(await locationOf(`${gtin}?utm_source=x&fbclid`), `${publicUrl}/scan${gtin}?utm_source=x&fbclid`)
})
