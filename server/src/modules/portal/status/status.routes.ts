import type { FastifyInstance, FastifyRequest } from 'fastify'
import { preferredMedia } from '../../../platform/accept.ts'
import { type Say, wordsIn } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { countEvents, discovery, outputMedia, topLevelCollection } from '../../events/index.ts'
import { countRegistered } from '../../registry/index.ts'
import { pagePolicy } from '../pages/styles.ts'
import { statusPage } from './status.page.ts'

/** `sampleProduct`: the Digital Link path of a sample product, while the sample data are there. */
export type StatusDeps = {
  db: Db
  say: Say
  publicUrl: string
  localNetworkUrl: string | undefined
  sampleProduct: () => string | undefined
}

/** A browser names HTML; whoever takes anything gets the standard's answer. */
const wantsPage = ({ raw }: FastifyRequest): boolean =>
  /html$/.test(preferredMedia(raw.headers, [...outputMedia, 'text/html', 'application/xhtml+xml']) ?? '')

/** GET /: the status page for a browser, the EPCIS collection for a machine. */
export const statusRoutes = (http: FastifyInstance, deps: StatusDeps): void => {
  const { db, say, publicUrl, localNetworkUrl } = deps
  http.get(
    '/',
    {
      schema: { summary: 'Status page (HTML) or the EPCIS collection (JSON)', tags: ['EPCIS 2.0'] },
      config: { permission: 'public' },
    },
    async (request, reply) => {
      if (!wantsPage(request)) {
        const { media, text } = topLevelCollection(request.headers)
        return reply.type(media).send(text)
      }
      const asked = new URL(request.raw.url ?? '/', publicUrl).searchParams.get('lang')
      const language = asked === 'vi' || asked === 'en' ? asked : request.lang
      const [events, registered] = await Promise.all([countEvents(db), countRegistered(db)])
      const sample = deps.sampleProduct()
      return reply
        .headers({ 'content-security-policy': pagePolicy, 'content-language': language, 'cache-control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(
          statusPage(wordsIn(say, language), {
            language,
            healthy: true,
            counts: { events, ...registered },
            ...(sample === undefined ? {} : { sampleProduct: publicUrl + sample }),
            ...(sample === undefined || localNetworkUrl === undefined ? {} : { phoneLink: localNetworkUrl + sample }),
          }),
        )
    },
  )
  discovery(http, '/', ['GET'])
}
