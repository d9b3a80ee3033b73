import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language, Say } from '../../../platform/messages.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { type TraceDeps, traceAnswer } from '../answer/trace.ts'
import type { TraceAnswer } from '../answer/trace-answer.ts'
import { readTraceKey } from '../answer/trace-key.ts'
import { readTraceRequest } from '../answer/trace-request.ts'
import { traceParameters } from '../answer/trace-schema.ts'
import { chainDiagram } from './chain/chain-diagram.ts'
import { keyText } from './chain/describe.ts'
import { placesFor } from './map/places-for.ts'
import { traceMap } from './map/trace-map.ts'
import { forms, orientations, type PictureRequest, readPictureRequest } from './picture-request.ts'
import { toPictureSource, type Words } from './picture-source.ts'

type PictureDeps = TraceDeps & { say: Say }

const prefix = '/api/trace-picture'

/** GET /api/trace-picture/{key}: a trace as a chain diagram or a map. */
export const pictureRoutes = (http: FastifyInstance, deps: PictureDeps): void => {
  http.get(
    `${prefix}/*`,
    // The schema describes; refusals that name the parameter are made by readPictureRequest and readTraceRequest.
    { schema, config: { permission: 'events.query' }, validatorCompiler: () => () => true },
    (request, reply) => sendPicture(deps, request, reply),
  )
}

async function sendPicture(deps: PictureDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { path, query } = splitTarget(request.raw.url ?? '')
  const asked = readPictureRequest(new URLSearchParams(query))
  const key = readTraceKey(path.slice(prefix.length))
  const answer = await traceAnswer(deps, request.actor, readTraceRequest(key, asked.rest))
  const language = asked.language ?? request.lang
  const picture = await draw(deps, request, answer, { ...asked, language })
  return reply
    .headers({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-language': language,
      'cache-control': 'no-store',
      vary: 'Authorization, Accept-Language',
    })
    .send(picture)
}

async function draw(
  { say, db }: PictureDeps,
  request: FastifyRequest,
  answer: TraceAnswer,
  { form, orientation, expand, language, rest }: PictureRequest & { language: Language },
): Promise<string> {
  const source = toPictureSource(answer)
  const words: Words = (key, params) => say(language, key, params)
  const title = words(`picture.${form}.title`, { key: keyText(answer.key) })
  if (form === 'map') {
    const width = orientation === 'down' ? 292 : 640
    return traceMap(source, await placesFor(db, request.actor, answer, language), { words, title, id: form, width })
  }
  const { path } = splitTarget(request.raw.url ?? '')
  const own = { orientation, lang: language }
  const href = (opened: readonly string[]): string => {
    const query = { ...Object.fromEntries(rest), asOf: String(answer.asOf), ...own, expand: opened.join(',') }
    return `${path}?${new URLSearchParams(query)}`
  }
  const onward = (next: string): string =>
    `${path}?${new URLSearchParams({ ...Object.fromEntries(new URL(next).searchParams), ...own })}`
  return chainDiagram(source, { words, language, title, orientation, expand, href, onward, zone: '+07:00', id: form })
}

const schema = {
  summary: 'Draw the trace of a key as a chain diagram or a map',
  description: [
    'The trace of GET /api/trace/{key}, with its parameters and as its caller may see it. The chain groups what is alike',
    '(`expand` opens groups, as the links in the drawing do); the map shows places whose coordinates the caller may see',
    'there, all others about where their commune is, and lists those that are not on it.',
  ].join(' '),
  tags: ['trace'],
  querystring: {
    ...traceParameters,
    properties: {
      ...traceParameters.properties,
      form: { type: 'string', enum: forms, default: 'chain' },
      orientation: { type: 'string', enum: orientations, default: 'across', description: 'down: for a telephone' },
      expand: { type: 'string', description: 'Ids of groups to open, separated by commas' },
      lang: { type: 'string', enum: ['vi', 'en'] },
    },
  },
  response: {
    200: { description: 'The picture', content: { 'image/svg+xml': { schema: { type: 'string' } } } },
  },
}
