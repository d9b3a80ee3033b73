import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/platform/config.ts'
import { type Db, openDatabase } from '../src/platform/postgres/database.ts'
import { createSecretBox } from '../src/platform/secret-box.ts'

// That the description is valid OpenAPI 3.1 and can be browsed is held by platform/service.test.ts.

type Operation = { summary?: string; tags?: string[]; security?: unknown[] }
type Described = { openapi: string; paths: Record<string, Record<string, Operation>> }

let db: Db
let http: FastifyInstance
let described: Described

before(async () => {
  // Describing asks no database.
  db = openDatabase('postgres://nobody@127.0.0.1:1/nothing')
  const config = loadConfig({ DATA_DIR: '/nowhere', API_KEY: 'operator-key' })
  const box = createSecretBox([randomBytes(32)])
  http = await createApp(config, { db, log: pino({ level: 'silent' }), operatorKey: 'operator-key', box })
  described = (await http.inject('/api/openapi.json')).json()
})
after(async () => {
  await http.close()
  await db.end()
})

/** The routes that the server has, as `METHOD /path` with parameters as `{name}`. */
const routes = (): string[] => {
  const found: string[] = []
  const path: string[] = []
  for (const line of http.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, segment = '', methods = ''] = /^((?:[│ ] {3})*)[├└]── (.+) \(([A-Z, ]+)\)$/.exec(line) ?? []
    if (indent === undefined) continue
    path.splice(indent.length / 4, path.length, segment)
    const whole = path.join('').replace(/:(\w+)/g, '{$1}')
    for (const method of methods.split(', ')) found.push(`${method} ${whole}`)
  }
  return found
}

/** Routes that no client asks by name: the pages of the description, and every Digital Link but the one shown for all. */
const unlisted = /^(HEAD .*|\w+ \/api\/(docs\b.*|openapi\.json)|\w+ \/\d{2,4}(\/?\*)?|\w+ \/\{digits\}.*|GET \/\*)$/

test('the description lists every route', () => {
  const all = routes()
  assert.ok(all.length > 80 && all.includes('POST /capture') && all.includes('GET /api/parties/{id}/keys'), String(all))
  const missing = all
    .filter((route) => !unlisted.test(route))
    .filter((route) => {
      const [method = '', path = ''] = route.split(' ')
      return described.paths[path.replace(/\/?\*$/, '/{*}')]?.[method.toLowerCase()] === undefined
    })
  assert.deepEqual(missing, [])
})

test('every operation says in a line what it does, and under which heading it stands', () => {
  const bare = Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { summary, tags }]) => (summary ?? '').length < 5 || tags?.length !== 1)
      .map(([method]) => `${method} ${path}`),
  )
  assert.deepEqual(bare, [])
})

test('what is public is said so, and the rest asks for a key', () => {
  const isPublic = (path: string, method: string) => described.paths[path]?.[method]?.security?.length === 0
  assert.deepEqual(
    [isPublic('/01/{*}', 'get'), isPublic('/scan/{*}', 'get'), isPublic('/capture', 'options')],
    [true, true, true],
  )
  assert.deepEqual(
    [isPublic('/capture', 'post'), isPublic('/events', 'get'), isPublic('/api/files', 'post')],
    [false, false, false],
  )
})
