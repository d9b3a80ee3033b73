import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Db } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import type { FileStore, ReadFile } from './file-store.ts'
import { renditionWidths } from './image.ts'
import { endingOf, mediaTypes } from './media-type.ts'

type FilesDeps = { db: Db; files: FileStore; limits: { fileBytes: number } }

const StoredFile = Type.Object({
  hash: Type.String(),
  type: Type.String(),
  bytes: Type.Integer(),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  public: Type.Boolean(),
})
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** POST /api/files · GET /files/{hash} · GET /files/{hash}/{width} */
export function filesRoutes(http: FastifyInstance, deps: FilesDeps): void {
  http.register(async (scope) => uploadRoute(scope, deps))
  const headers = { tags: ['files'] }
  http.get<{ Params: { hash: string } }>(
    '/files/:hash',
    { config: { permission: 'public' }, schema: { ...headers, summary: 'Read a file', params: Type.Object({ hash }) } },
    (request, reply) => sendFile(deps, request, reply, request.params.hash),
  )
  http.get<{ Params: { hash: string; width: string } }>(
    '/files/:hash/:width',
    {
      config: { permission: 'public' },
      schema: {
        ...headers,
        summary: 'Read a small rendition of a picture',
        params: Type.Object({ hash, width: Type.String({ pattern: `^(${renditionWidths.join('|')})$` }) }),
      },
    },
    (request, reply) => sendFile(deps, request, reply, request.params.hash, request.params.width),
  )
}

async function uploadRoute(http: FastifyInstance, { db, files, limits }: FilesDeps): Promise<void> {
  await http.register(multipart, { limits: { fileSize: limits.fileBytes, files: 1, fields: 4, parts: 5 } })
  const raw = [...mediaTypes, 'application/octet-stream']
  http.addContentTypeParser(raw, { parseAs: 'buffer', bodyLimit: limits.fileBytes }, (_request, body, done) =>
    done(null, body),
  )
  http.post<{ Querystring: { public?: 'true' | 'false' } }>(
    '/api/files',
    {
      bodyLimit: limits.fileBytes,
      config: { permission: 'files.write' },
      schema: {
        tags: ['files'],
        summary: 'Keep a picture or a document: the body itself, or one file of a form',
        consumes: ['multipart/form-data', ...raw],
        body: Type.Unknown({ description: 'The file itself, or a form with it' }),
        querystring: Type.Object({ public: Type.Optional(Type.Enum(['true', 'false'])) }),
        response: { 201: StoredFile },
      },
    },
    async (request, reply) => {
      const isPublic = request.query.public === 'true'
      const { bytes, name } = await bodyOf(request)
      const prepared = await files.prepareFile(request.actor, bytes, name)
      const file = await db.transaction((tx) => files.storeFile(tx, request.actor, prepared, { public: isPublic }))
      return reply.code(201).header('location', `/files/${file.hash}`).send(file)
    },
  )
}

async function bodyOf(request: FastifyRequest): Promise<{ bytes: Buffer; name?: string }> {
  if (!request.isMultipart()) {
    if (Buffer.isBuffer(request.body)) return { bytes: request.body }
    throw problem('files.type-unsupported')
  }
  const part = await request.file().catch(refuseForm)
  if (!part) throw problem('files.empty')
  return { bytes: await part.toBuffer().catch(refuseForm), name: part.filename }
}

const refuseForm = (error: Error & { code?: string }): never => {
  throw problem(error.code === 'FST_REQ_FILE_TOO_LARGE' ? 'files.too-large' : 'files.form-malformed')
}

async function sendFile(
  { db, files }: FilesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  widthText?: string,
): Promise<FastifyReply> {
  const width = renditionWidths.find((known) => String(known) === widthText)
  const file = await files.readFile(db, request.actor, name, width)
  if (!file) throw problem('files.file-unknown', { hash: name })
  const etag = `"${name}${width === undefined ? '' : `-${width}`}"`
  reply.headers(headersOf(file, name)).header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(file.type).send(file.bytes)
}

/**
 * A name stands for its bytes for ever. What is private is kept by nobody between; a document is never run in a page. What a file is
 * saved as we say ourselves: what its sender called it is not kept.
 */
const headersOf = (file: ReadFile, name: string): Record<string, string> => ({
  'cache-control': file.public ? 'public, max-age=31536000, immutable' : 'private, no-store',
  'x-content-type-options': 'nosniff',
  'content-disposition': `${file.type === 'application/pdf' ? 'attachment' : 'inline'}; filename="${name.slice(0, 16)}.${endingOf(file.type)}"`,
})
