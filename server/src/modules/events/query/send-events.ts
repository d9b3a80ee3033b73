import type { Query } from '@nguon/epcis'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/postgres/database.ts'
import { nextPageHeaders, openedParameters } from '../next-page/next-page.ts'
import { negotiateFormat, type OutputFormat } from '../output-format.ts'
import type { StoredBody } from './query.store.ts'
import { queryEvents } from './query.ts'
import { answerQueryDocument } from './query-document.ts'

export type QueryRouteDeps = { db: Db; publicUrl: string }

/** Answers a page of the events that the address asks for, `base` being what its path asks for already. */
export const sendEvents = async (
  request: FastifyRequest,
  reply: FastifyReply,
  deps: QueryRouteDeps,
  base?: Query,
): Promise<FastifyReply> => {
  const format = negotiateFormat(request.headers)
  const rawUrl = request.raw.url ?? ''
  const parameters = await openedParameters(deps.db, request.actor, rawUrl)
  const page = await queryEvents(deps.db, request.actor, parameters, {
    ...(base === undefined ? {} : { base }),
    extensions: request.headers['gs1-extensions'],
  })
  if (page.nextPageToken !== undefined) reply.headers(nextPageHeaders(deps.publicUrl, rawUrl, page.nextPageToken))
  return sendDocument(reply, deps, format, page.events, page.noted)
}

/** Answers events as an EPCISQueryDocument, once their owners are told of it. */
export const sendDocument = async (
  reply: FastifyReply,
  { db }: Pick<QueryRouteDeps, 'db'>,
  format: OutputFormat,
  events: StoredBody[],
  noted: Promise<void> = Promise.resolve(),
): Promise<FastifyReply> => {
  const stamp = { queryName: 'SimpleEventQuery', createdAt: new Date().toISOString() }
  const [text] = await Promise.all([answerQueryDocument(db, events, stamp, format), noted])
  return reply.header('gs1-epc-format', format.epc).type(format.media).send(text)
}
