import type { IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { discovery } from '../discovery.ts'
import { nextPageHeaders, openedParameters } from '../next-page/next-page.ts'
import { negotiateFormat } from '../output-format.ts'
import { findNamedQuery } from '../queries/named-queries.ts'
import { toQuery } from '../queries/named-query.ts'
import { queryEvents } from '../query/query.ts'
import { answerQueryDocument } from '../query/query-document.ts'
import { isControlParameter } from './controls.ts'
import { prepareListener } from './listen.ts'
import { createSocketHub, type HubDeps } from './socket-hub.ts'
import { controlsInvalid } from './subscribe.ts'
import type { Listener } from './talk.ts'

export type ResultRouteDeps = HubDeps & { publicUrl: string }

type OfQuery = { Params: { queryName: string } }

const path = '/queries/:queryName/events'

/** Whether an address can be listened to over a websocket. */
export const isListened = (rawUrl: string): boolean => /^\/queries\/[^/?]+\/events(?:\?|$)/.test(rawUrl)

/** GET /queries/{queryName}/events: what a named query finds, now or, over a websocket, from now on. */
export const resultRoutes = async (http: FastifyInstance, deps: ResultRouteDeps): Promise<void> => {
  const hub = createSocketHub(deps)
  const prepared = new WeakMap<IncomingMessage, Omit<Listener, 'channel'>>()
  await http.register(async (scope) => {
    await scope.register(websocket, {
      options: { maxPayload: 1024 },
      errorHandler: (_error, socket) => socket.terminate(),
      preClose: (done) => void hub.close().finally(done),
    })
    // An upgrade that is refused ends the connection: a client must not send its next request on it.
    scope.addHook('onSend', async ({ headers }, reply) => {
      if (headers.upgrade !== undefined) reply.header('connection', 'close')
    })
    scope.websocketServer.on('headers', (lines: string[], request: IncomingMessage) => {
      lines.push(`GS1-Query-Min-Record-Time: ${prepared.get(request)?.minRecordTime}`)
    })
    scope.route<OfQuery>({
      method: 'GET',
      url: path,
      schema,
      config: { permission: 'events.query' },
      // Whatever is wrong is said in HTTP, before the protocols are switched.
      preHandler: async (request) => {
        if (!request.ws) return
        const { actor, headers, lang: language } = request
        const asked = { actor, headers, language, parameters: parametersOf(request) }
        const listener = await prepareListener(deps.db, { ...asked, queryName: request.params.queryName })
        hub.admit(listener.partyID)
        prepared.set(request.raw, listener)
      },
      handler: (request, reply) => answerNow(deps, request, reply),
      wsHandler: (channel, request) => {
        const listener = prepared.get(request.raw)
        if (listener === undefined) channel.terminate()
        else hub.join({ ...listener, channel })
      },
    })
  })
  discovery(http, path, ['GET'], {
    find: ({ actor, params }) => findNamedQuery(deps.db, actor, params.queryName ?? ''),
  })
}

const parametersOf = (request: FastifyRequest): [string, string][] => [
  ...new URLSearchParams(request.raw.url?.split('?')[1] ?? ''),
]

/** Runs the query now; further parameters narrow it. */
const answerNow = async (
  { db, publicUrl }: ResultRouteDeps,
  request: FastifyRequest<OfQuery>,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const format = negotiateFormat(request.headers)
  const { name, query } = await findNamedQuery(db, request.actor, request.params.queryName)
  const rawUrl = request.raw.url ?? ''
  const parameters = await openedParameters(db, request.actor, rawUrl)
  const controls = parameters.filter(([each]) => isControlParameter(each))
  if (controls.length > 0) throw controlsInvalid(controls.map(([field]) => ({ code: 'websocket-needed', field })))
  const basis = { base: toQuery(query), extensions: request.headers['gs1-extensions'] }
  const page = await queryEvents(db, request.actor, parameters, basis)
  if (page.nextPageToken !== undefined) reply.headers(nextPageHeaders(publicUrl, rawUrl, page.nextPageToken))
  const stamp = { queryName: name, createdAt: new Date().toISOString() }
  const [text] = await Promise.all([answerQueryDocument(db, page.events, stamp, format), page.noted])
  return reply.headers({ 'gs1-epc-format': format.epc, 'content-type': format.media }).send(text)
}

const schema = {
  tags: ['EPCIS 2.0'],
  summary: 'Run a named query, or listen to it over a websocket',
  description: [
    'Parameters of GET /events narrow the query further. With `Upgrade: websocket` and either `stream=true` or a schedule',
    '(second, minute, hour, dayOfMonth, month, dayOfWeek), results come as messages, each an EPCISQueryDocument;',
    '`reportIfEmpty` and `initialRecordTime` as for a webhook.',
  ].join(' '),
  params: Type.Object({ queryName: Type.String() }),
}
