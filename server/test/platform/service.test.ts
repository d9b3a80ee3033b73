import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { pino } from 'pino'
import { allProblems } from '../../src/app.ts'
import type { Actor } from '../../src/platform/actor.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { healthRoutes } from '../../src/platform/health.routes.ts'
import { createHttp, type HttpOptions } from '../../src/platform/http.ts'
import { createSay, loadCatalogues } from '../../src/platform/messages.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { type TestApp, testApp } from '../app.ts'

let app: TestApp
before(async () => {
  app = await testApp({ TRUST_PROXY: 'on', REQUESTS_PER_MINUTE: '3' })
})
after(() => app.close())

test('the API description is valid OpenAPI 3.1, and says which doors are public', async () => {
  const { json, status } = await app.anonymous.get('/api/openapi.json')
  assert.equal(status, 200)
  const described = json as { openapi: string; paths: Record<string, Record<string, { security?: unknown[] }>> }
  const verdict = await new Validator().validate(described)
  assert.ok(verdict.valid, JSON.stringify(verdict.errors))
  assert.match(described.openapi, /^3\.1/)
  assert.deepEqual(described.paths['/health']?.get?.security, [])
  assert.equal(described.paths['/capture']?.post?.security, undefined)
})

test('the API description is browsable, from this server alone', async () => {
  const page = await app.anonymous.get('/api/docs')
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'self'/)
  const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
  assert.ok(sources.length > 3)
  for (const source of sources) {
    assert.match(source, /^\.?\/(?!\/)/)
    assert.equal((await app.anonymous.get(source)).status, 200, source)
  }
})

test('/health tells everybody whether it is up, and who operates it what runs and how far it is', async () => {
  const { json, status } = await app.anonymous.get('/health', { 'x-forwarded-for': '203.0.113.77' })
  assert.deepEqual([status, json], [200, { status: 'up' }])
  const party = await app.party('Hợp tác xã')
  assert.deepEqual((await party.get('/health')).json, { status: 'up' })
  // The administrative units and the party are all that is written down.
  const { position, ...rest } = (await app.operator.get('/health')).json as { position: number }
  assert.deepEqual(rest, { status: 'up', database: 'up', version: '0.1.0' })
  assert.ok(Number.isInteger(position) && position >= 1)
})

test('/metrics is for the machine itself and for the operator', async () => {
  const outside = { 'x-forwarded-for': '203.0.113.9' }
  assert.equal((await app.anonymous.get('/metrics', outside)).status, 401)
  const { status, text } = await app.operator.get('/metrics', outside)
  assert.equal(status, 200)
  assert.match(text, /nguon_http_request_seconds_bucket\{.*route="\/health"/)
  assert.equal((await app.anonymous.get('/metrics')).status, 200)
})

test('a client without a key has so many requests a minute; others and keys are not held up', async () => {
  const one = { 'x-forwarded-for': '203.0.113.1' }
  const statuses: number[] = []
  for (let sent = 0; sent < 4; sent += 1) statuses.push((await app.anonymous.get('/health', one)).status)
  assert.deepEqual(statuses, [200, 200, 200, 429])
  const refused = await app.anonymous.get('/health', { ...one, 'accept-language': 'en' })
  assert.match((refused.json as { title: string }).title, /try again in \d+ seconds/)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal((await app.anonymous.get('/health', { 'x-forwarded-for': '203.0.113.2' })).status, 200)
  assert.equal((await app.operator.get('/events', one)).status, 200)
})

const nobody: Actor = {
  kind: 'anonymous',
  partyID: null,
  accountID: null,
  delegateID: null,
  credentialID: null,
  can: () => false,
  reach: () => [],
}

const bareServer = (more: Partial<HttpOptions> = {}) =>
  createHttp({
    config: loadConfig({ DATA_DIR: '/nowhere' }),
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    say: createSay(),
    problems: allProblems,
    resolveActor: async () => nobody,
    ...more,
  })

test('a fault of ours is answered by a number alone; its details stand in the log', async () => {
  const lines: string[] = []
  const http = await bareServer({ log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }) })
  http.get('/broken', { config: { permission: 'public' } }, () => {
    throw new Error('a detail that nobody outside needs')
  })
  const answer = await http.inject({ url: '/broken', headers: { authorization: 'Bearer secret-of-a-caller' } })
  await http.close()
  const { instance, type } = answer.json()
  assert.equal(answer.statusCode, 500)
  assert.equal(type, 'epcisException:ImplementationException')
  assert.doesNotMatch(answer.body, /a detail/)
  const logged = lines.join('')
  assert.ok(logged.includes('a detail that nobody outside needs') && logged.includes(instance.replace('urn:uuid:', '')))
  assert.doesNotMatch(logged, /secret-of-a-caller/)
})

test('a route that states no permission is refused when it is made', async () => {
  const http = await bareServer()
  assert.throws(() => http.get('/open', () => ''), /states no permission/)
  await http.close()
})

test('a database that is away: 503 with a time to come back, and health says so', async () => {
  const http = await bareServer()
  const db = openDatabase('postgres://nobody@127.0.0.1:1/nothing')
  healthRoutes(http, { db, metrics: createMetrics() })
  http.get('/rows', { config: { permission: 'public' } }, () => db.query('select 1'))
  const rows = await http.inject({ url: '/rows', headers: { 'accept-language': 'en' } })
  assert.deepEqual([rows.statusCode, rows.headers['retry-after']], [503, '5'])
  assert.match(rows.json().title, /cannot be reached/)
  const health = await http.inject('/health')
  assert.deepEqual([health.statusCode, health.json()], [503, { status: 'down' }])
  await http.close()
  await db.end()
})

test('both catalogues hold the same sentences, with the same holes', () => {
  const { vi, en } = loadCatalogues()
  const holes = (text: string | undefined) => [...new Set(text?.match(/\{\w+\}/g))].sort()
  assert.deepEqual([...vi.keys()].sort(), [...en.keys()].sort())
  for (const [key, text] of en) assert.deepEqual(holes(vi.get(key)), holes(text), key)
})
