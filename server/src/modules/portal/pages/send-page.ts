import type { DigitalLink, Result } from '@nguon/gs1'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../../../platform/messages.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { parseOwnPath } from '../../resolver/index.ts'
import { chooseEncoding, compress, type Encoded, type Encoding } from './compress.ts'
import { pagePolicy } from './styles.ts'

/** The query's parameters, each once. */
export const queryOf = (request: FastifyRequest): Record<string, string | undefined> =>
  request.query as Record<string, string>

/** The language switch goes before what the browser says. */
export const languageOf = (request: FastifyRequest): Language => {
  const { lang } = queryOf(request)
  return lang === 'vi' || lang === 'en' ? lang : request.lang
}

/** The code in a raw path behind a prefix of ours; the data attributes of the query count, our own parameters do not. */
export function linkIn(request: FastifyRequest, prefix: string): Result<DigitalLink> & { sent: string } {
  const { path, query } = splitTarget(request.raw.url ?? '')
  const sent = path.slice(prefix.length)
  const parsed = parseOwnPath(query === '' ? sent : `${sent}?${query}`)
  return { ...parsed, sent }
}

/** Sends a page that nothing keeps. */
export const sendPage = (request: FastifyRequest, reply: FastifyReply, status: number, page: string): FastifyReply =>
  send(request, reply, status, compress(page, encodingFor(request)))

/** Sends a page that is packed already. */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  { body, encoding }: Encoded,
): FastifyReply {
  if (encoding) reply.header('content-encoding', encoding)
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      'content-language': languageOf(request),
      'cache-control': 'no-cache',
      vary: 'Accept-Language, Accept-Encoding',
      'referrer-policy': 'no-referrer',
    })
    .send(body)
}

/** How this reader takes a page packed. */
export const encodingFor = (request: FastifyRequest): Encoding | undefined =>
  chooseEncoding(request.headers['accept-encoding'])
