import { readFileSync } from 'node:fs'
import { createResolveActor, identityProblems } from '../server/src/modules/identity/index.ts'
import { loadConfig } from '../server/src/platform/config.ts'
import { healthRoutes } from '../server/src/platform/health.routes.ts'
import { createHttp, platformProblems } from '../server/src/platform/http.ts'
import { createLog } from '../server/src/platform/log.ts'
import { createSay } from '../server/src/platform/messages.ts'
import { createMetrics } from '../server/src/platform/metrics.ts'
import { openDatabase } from '../server/src/platform/postgres/database.ts'
import { serverRole } from '../server/src/roles/open.ts'
import type { ControlPlan } from './control.ts'

// The control: constant answers behind the product's own web server (its logs, its limits), that make the selects which
// the real program was seen to make. What the real program is slower by is its own work.

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ControlPlan
const requests = new Map(plan.requests.map((request) => [request.path, request]))
const bodies = new Map(Object.entries(plan.answers).map(([name, { body }]) => [name, Buffer.from(body)]))
const config = loadConfig()
const db = openDatabase(config.databaseUrl ?? '', { role: serverRole, connections: config.databaseConnections })
const metrics = createMetrics()
const operatorKey = config.apiKey
const http = await createHttp({
  config,
  log: createLog(config.logLevel),
  metrics,
  say: createSay(),
  problems: { ...platformProblems, ...identityProblems },
  resolveActor: createResolveActor({ db, operatorKey, actsFor: async () => [] }),
})
healthRoutes(http, { db, metrics })

http.get('/*', { config: { permission: 'public' }, schema: { hide: true } }, async (request, reply) => {
  const known = requests.get(request.raw.url ?? '')
  if (known === undefined) return reply.code(404).send('')
  for (const group of known.groups) {
    await Promise.all(group.map(([text, values]) => db.query(plan.texts[text] ?? '', values)))
  }
  const { status, headers } = plan.answers[known.answer] ?? { status: 500, headers: {} }
  const location = known.location === undefined ? {} : { location: config.publicUrl + known.location }
  return reply
    .code(status)
    .headers({ ...headers, ...location })
    .send(bodies.get(known.answer) ?? '')
})

process.on('SIGTERM', async () => {
  await http.close()
  await db.end()
  process.exit(0)
})
process.on('disconnect', () => process.exit(0))
await http.listen({ port: config.port, host: '127.0.0.1' })
