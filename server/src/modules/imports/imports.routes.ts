import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Say } from '../../platform/messages.ts'
import { problem } from '../../platform/problem.ts'
import { importTargets } from '../registry/index.ts'
import { selectImports } from './import.store.ts'
import { errorBehaviours } from './import.ts'
import { ImportView, IssueView, TargetView, viewImport, viewTarget } from './import-view.ts'
import { confirmImport, discardImport, getImport, mapColumns } from './intake/decide.ts'
import { receiveImport } from './intake/receive-import.ts'
import { PreviewView, previewRows, readIssues } from './preview.ts'
import { encodings } from './table/csv.ts'
import type { WorkDeps } from './work/work.ts'

export type ImportsDeps = WorkDeps & { say: Say; limits: { importBytes: number } }

const tags = ['imports']
const config = { permission: 'registry.write-own' }
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Named = { Params: { id: string } }

const uploadQuery = Type.Object({
  target: Type.String({ maxLength: 60, description: 'The register: products, locations, parties …' }),
  encoding: Type.Optional(Type.Enum([...encodings], { description: 'Of a CSV that is not UTF-8' })),
  sheet: Type.Optional(
    Type.String({ maxLength: 100, description: 'Of a workbook; its first visible one where not named' }),
  ),
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
})
type UploadQuery = Type.Static<typeof uploadQuery>

/** GET, POST /api/imports · GET /api/imports/targets · GET, DELETE /api/imports/{id}, its mapping, rows, issues and apply */
export const importsRoutes = (http: FastifyInstance, deps: ImportsDeps): void => {
  http.register(async (scope) => uploadRoute(scope, deps))
  readRoutes(http, deps)
  changeRoutes(http, deps)
}

const uploadRoute = async (http: FastifyInstance, deps: ImportsDeps): Promise<void> => {
  const bodyLimit = deps.limits.importBytes
  http.removeAllContentTypeParsers()
  await http.register(multipart, { limits: { fileSize: bodyLimit, files: 1, fields: 10, parts: 11 } })
  http.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  http.post<{ Querystring: UploadQuery }>(
    '/api/imports',
    {
      bodyLimit,
      config,
      schema: {
        tags,
        summary: 'Bring a spreadsheet: an Excel workbook (.xlsx) or a CSV, as the body or as the file of a form',
        consumes: [
          'multipart/form-data',
          'text/csv',
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        ],
        body: Type.Unknown({ description: 'The spreadsheet itself, or a form with it' }),
        querystring: uploadQuery,
        response: { 201: ImportView },
      },
    },
    async (request, reply) => {
      const { bytes, fileName } = await fileOf(request)
      const id = await receiveImport(deps, request.actor, { fileName, ...request.query, bytes })
      const found = await getImport(deps.db, request.actor, id)
      return reply
        .code(201)
        .header('location', `/api/imports/${id}`)
        .send(viewImport(found, deps.say, request.lang))
    },
  )
}

/** The spreadsheet that a request carries, as its body or in a form with other fields. */
export const fileOf = async (request: FastifyRequest): Promise<SentFile> => {
  if (!request.isMultipart()) {
    if (Buffer.isBuffer(request.body)) return { bytes: request.body }
    throw problem('imports.empty')
  }
  const fields: Record<string, string> = {}
  let file: SentFile | undefined
  try {
    // Whole: what stands below the file in a form comes behind it.
    for await (const part of request.parts())
      if (part.type === 'file') file = { bytes: await part.toBuffer(), fileName: part.filename?.slice(0, 200) }
      else if (typeof part.value === 'string') fields[part.fieldname] = part.value
  } catch (error) {
    refuseForm(error as Error)
  }
  if (!file) throw problem('imports.empty')
  return { ...file, fields }
}

type SentFile = { bytes: Buffer; fileName?: string | undefined; fields?: Readonly<Record<string, string>> }

const refuseForm = (error: Error & { code?: string }): never => {
  throw problem(error.code === 'FST_REQ_FILE_TOO_LARGE' ? 'imports.too-large' : 'imports.form-malformed')
}

const lastID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const page = {
  after: Type.Optional(Type.String({ pattern: '^\\d{1,9}$' })),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]\\d?\\d?|1000)$', description: '1 to 1000, 100 where not named' }),
  ),
}
type Page = { after?: string; limit?: string }

const readRoutes = (http: FastifyInstance, deps: ImportsDeps): void => {
  const { db, say, spellings } = deps
  http.get(
    '/api/imports/targets',
    {
      config,
      schema: {
        tags,
        summary: 'Registers that take spreadsheets, with their columns',
        response: { 200: Type.Array(TargetView) },
      },
    },
    async ({ lang }) => importTargets.map((target) => viewTarget(target, spellings, say, lang)),
  )
  http.get<{ Querystring: { before?: string } }>(
    '/api/imports',
    {
      config,
      schema: {
        tags,
        summary: "List one's imports, the newest first",
        querystring: Type.Object({ before: Type.Optional(Type.String({ format: 'uuid' })) }),
        response: { 200: Type.Object({ items: Type.Array(ImportView) }) },
      },
    },
    async ({ actor, query, lang }) => {
      const found = actor.partyID === null ? [] : await selectImports(db, actor.partyID, query.before ?? lastID, 50)
      return { items: found.map((each) => viewImport(each, say, lang)) }
    },
  )
  http.get<Named>(
    '/api/imports/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Read an import: its state and how far it is',
        params: Params,
        response: { 200: ImportView },
      },
    },
    async ({ actor, params, lang }) => viewImport(await getImport(db, actor, params.id), say, lang),
  )
  http.get<Named>(
    '/api/imports/:id/rows',
    {
      config,
      schema: {
        tags,
        summary: 'Look at the first rows as they would stand in the register',
        params: Params,
        response: { 200: PreviewView },
      },
    },
    ({ actor, params, lang }) => previewRows(deps, actor, params.id, say, lang),
  )
  http.get<Named & { Querystring: Page }>(
    '/api/imports/:id/issues',
    {
      config,
      schema: {
        tags,
        summary: 'Read what is wrong with which row, and what to do',
        params: Params,
        querystring: Type.Object(page),
        response: { 200: Type.Object({ items: Type.Array(IssueView), next: Type.Optional(Type.String()) }) },
      },
    },
    async ({ actor, params, query, lang }) => readIssues(deps, await getImport(db, actor, params.id), query, say, lang),
  )
}

const changeRoutes = (http: FastifyInstance, { db, say }: ImportsDeps): void => {
  const mappingBody = Type.Object(
    {
      columns: Type.Record(
        Type.String({ pattern: '^\\d{1,4}$' }),
        Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
        {
          description: 'By the place of a heading from 0: the path of the column that it is, or null for none',
        },
      ),
    },
    { additionalProperties: false },
  )
  http.put<Named & { Body: Type.Static<typeof mappingBody> }>(
    '/api/imports/:id/mapping',
    {
      config,
      schema: {
        tags,
        summary: 'Say which column each heading is',
        params: Params,
        body: mappingBody,
        response: { 200: ImportView },
      },
    },
    async ({ actor, params, body, lang }) => {
      await mapColumns(db, actor, params.id, body.columns)
      return viewImport(await getImport(db, actor, params.id), say, lang)
    },
  )
  const applyBody = Type.Object(
    {
      errorBehaviour: Type.Optional(
        Type.Enum([...errorBehaviours], { description: 'rollback: all rows or none, the default' }),
      ),
    },
    { additionalProperties: false },
  )
  http.post<Named & { Body: Type.Static<typeof applyBody> | null }>(
    '/api/imports/:id/apply',
    {
      config,
      schema: {
        tags,
        summary: 'Bring the checked rows into the register',
        params: Params,
        body: Type.Union([applyBody, Type.Null()]),
        response: { 202: ImportView },
      },
    },
    async ({ actor, params, body, lang }, reply) => {
      await confirmImport(db, actor, params.id, body?.errorBehaviour ?? 'rollback')
      return reply.code(202).send(viewImport(await getImport(db, actor, params.id), say, lang))
    },
  )
  http.delete<Named>(
    '/api/imports/:id',
    { config, schema: { tags, summary: 'Throw an import away', params: Params, response: { 204: Type.Null() } } },
    async ({ actor, params }, reply) => {
      await discardImport(db, actor, params.id)
      return reply.code(204).send()
    },
  )
}
