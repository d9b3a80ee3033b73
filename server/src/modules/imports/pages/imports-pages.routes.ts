import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../../../platform/html.ts'
import { problem } from '../../../platform/problem.ts'
import type { Pages } from '../../identity/index.ts'
import { selectImports } from '../import.store.ts'
import { errorBehaviours } from '../import.ts'
import { viewImport } from '../import-view.ts'
import { fileOf, type ImportsDeps } from '../imports.routes.ts'
import { confirmImport, discardImport, getImport, mapColumns } from '../intake/decide.ts'
import { receiveImport } from '../intake/receive-import.ts'
import { previewRows, readIssues } from '../preview.ts'
import { encodings } from '../table/csv.ts'
import { getTarget } from '../target.ts'
import { applyForms, issuesTable, previewTable } from './import.page.ts'
import { columnsOf, importsContent, mappingForm, progressOf, type Words } from './imports.page.ts'

export type ImportPagesDeps = ImportsDeps & { pages: Pages }
type Named = { Params: { id: string } }
type Fields = Record<string, string | string[]>

const config = { permission: 'registry.write-own' }
const described = (summary: string) => ({ tags: ['imports'], summary })
const params = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } }
const lastID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
/** While something is under way the page asks for itself again: no script is needed to see how far it is. */
const refreshSeconds = 2

/** GET, POST /imports · GET /imports/{id} · POST its mapping, apply and discard */
export const importPages = async (http: FastifyInstance, deps: ImportPagesDeps): Promise<void> => {
  await deps.pages.routes(http, async (scope) => {
    scope.get(
      '/imports',
      { config, schema: described('The imports of an organisation, as a page') },
      (request, reply) => showImports(deps, request, reply),
    )
    scope.get<Named>(
      '/imports/:id',
      { config, schema: { ...described('How far an import is, and what is wrong in it, as a page'), params } },
      (request, reply) => showImport(deps, request, reply),
    )
    await scope.register(async (upload) => uploadRoute(upload, deps))
    formRoutes(scope, deps)
  })
}

const wordsFor = ({ say, pages }: ImportPagesDeps, request: FastifyRequest): Words => {
  const language = pages.language(request)
  return (key, filled) => say(language, key, filled)
}

const showImports = async (deps: ImportPagesDeps, request: FastifyRequest, reply: FastifyReply) => {
  const { db, say, pages } = deps
  const words = wordsFor(deps, request)
  const { partyID } = request.actor
  const found = partyID === null ? [] : await selectImports(db, partyID, lastID, 20)
  const shown = found.map((each) => viewImport(each, say, pages.language(request)))
  const body = importsContent(words, pages.field(request, reply), shown)
  return pages.send(request, reply, { title: words('imports.page.title'), body, broad: true })
}

const showImport = async (deps: ImportPagesDeps, request: FastifyRequest<Named>, reply: FastifyReply) => {
  const { db, say, pages, spellings } = deps
  const language = pages.language(request)
  const words = wordsFor(deps, request)
  const kept = await getImport(db, request.actor, request.params.id)
  const found = viewImport(kept, say, language)
  const field = pages.field(request, reply)
  const { after } = request.query as { after?: string }
  const asked = { limit: '50', ...(/^\d{1,9}$/.test(after ?? '') && { after }) }
  const issues = await readIssues(deps, kept, asked, say, language)
  const open = ['mapping', 'ready', 'refused'].includes(found.state)
  if (['checking', 'applying'].includes(found.state)) reply.header('refresh', String(refreshSeconds))
  const body = html`${progressOf(words, found)}
${open && found.state !== 'mapping' && applyForms(words, field, found)}
${issuesTable(words, found, issues)}
${open && previewTable(words, found, await previewRows(deps, request.actor, found.id, say, language))}
${open && mappingForm(words, field, found, columnsOf(getTarget(found.target), spellings, say, language))}
<p><a href="/imports">${words('imports.page.back')}</a></p>`
  return pages.send(request, reply, { title: found.fileName ?? words('imports.page.title'), body, broad: true })
}

const uploadRoute = async (http: FastifyInstance, deps: ImportPagesDeps): Promise<void> => {
  const fileSize = deps.limits.importBytes
  await http.register(multipart, { limits: { fileSize, files: 1, fields: 10, parts: 11 } })
  http.post(
    '/imports',
    { bodyLimit: fileSize, config, schema: described('Send a spreadsheet by the form') },
    async (request, reply) => {
      const { bytes, fileName, fields } = await fileOf(request)
      deps.pages.check(request, fields?.csrf)
      const encoding = encodings.find((each) => each === fields?.encoding)
      const target = fields?.target ?? ''
      const sheet = fields?.sheet?.trim() || undefined
      const id = await receiveImport(deps, request.actor, { bytes, fileName, target, encoding, sheet })
      return reply.redirect(`/imports/${id}`, 303)
    },
  )
}

const formRoutes = (http: FastifyInstance, { db }: ImportPagesDeps): void => {
  const options = (summary: string) => ({ config, schema: { ...described(summary), params } })
  const back = (reply: FastifyReply, id: string) => reply.redirect(`/imports/${id}`, 303)
  http.post<Named & { Body: Fields }>(
    '/imports/:id/mapping',
    options('Say by the form which column is what'),
    async ({ actor, params: { id }, body }, reply) => {
      const columns = Object.entries(body ?? {}).flatMap(([name, path]) =>
        /^c\d{1,4}$/.test(name) && typeof path === 'string'
          ? [[name.slice(1), path === '' ? null : path] as const]
          : [],
      )
      await mapColumns(db, actor, id, Object.fromEntries(columns))
      return back(reply, id)
    },
  )
  http.post<Named & { Body: Fields }>(
    '/imports/:id/apply',
    options('Let the rows in by the form'),
    async ({ actor, params: { id }, body }, reply) => {
      const behaviour = errorBehaviours.find((each) => each === body?.errorBehaviour)
      if (behaviour === undefined) throw problem('imports.form-malformed')
      await confirmImport(db, actor, id, behaviour)
      return back(reply, id)
    },
  )
  http.post<Named>(
    '/imports/:id/discard',
    options('Drop an import by the form'),
    async ({ actor, params: { id } }, reply) => {
      await discardImport(db, actor, id)
      return reply.redirect('/imports', 303)
    },
  )
}
