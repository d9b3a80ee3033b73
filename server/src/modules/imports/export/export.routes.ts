import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Say } from '../../../platform/messages.ts'
import { problem } from '../../../platform/problem.ts'
import { headingText } from '../import-view.ts'
import { getExport } from '../target.ts'
import type { WorkDeps } from '../work/work.ts'
import { exportRows, toCsv, toJson, toJsonLines } from './export-rows.ts'

const formats = ['csv', 'json', 'jsonl'] as const
const types = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
}
const Query = Type.Object({
  format: Type.Optional(Type.Enum([...formats], { description: 'json, an array, where not named' })),
  history: Type.Optional(
    Type.Enum(['true', 'false'], { description: 'true: every version, with who said it and when' }),
  ),
  asOf: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'The register as known at this position' })),
})

/** GET /api/export/{register} */
export const exportRoutes = (http: FastifyInstance, deps: WorkDeps & { say: Say }): void => {
  http.get<{ Params: { register: string }; Querystring: Type.Static<typeof Query> }>(
    '/api/export/:register',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags: ['imports'],
        summary:
          'Take a register away whole, as far as one reaches: what comes out can be imported again and changes nothing',
        params: Type.Object({ register: Type.String({ maxLength: 60 }) }),
        querystring: Query,
      },
    },
    (request, reply) => {
      const { format = 'json', history, asOf } = request.query
      const target = getExport(request.params.register)
      if (!request.actor.can(target.permission.export)) throw problem('imports.not-yours')
      const asked = {
        target,
        register: deps.register,
        actor: request.actor,
        history: history === 'true',
        asOf: asOf === undefined ? undefined : Number(asOf),
      }
      if (asked.history && target.history === undefined) throw problem('imports.no-history', { register: target.name })
      const rows = exportRows(deps.db, asked)
      const heading = (column: (typeof target.columns)[number]) =>
        headingText(target, column, deps.spellings, deps.say, request.lang)
      const text = format === 'csv' ? toCsv(rows, asked, heading) : format === 'json' ? toJson(rows) : toJsonLines(rows)
      return reply
        .headers({
          'cache-control': 'no-store',
          'content-disposition': `attachment; filename="${target.name}.${format}"`,
        })
        .type(types[format])
        .send(Readable.from(text))
    },
  )
}
