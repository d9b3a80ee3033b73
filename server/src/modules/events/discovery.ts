import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { version } from '../../platform/version.ts'
import { cbvXmlFormats, epcFormats } from './output-format.ts'
import { agreeOnVersions, usualVersions, versionRange } from './versions.ts'

export { usualVersions as versionHeaders } from './versions.ts'

/** The heading in the API's description under which the standard's own operations stand: by it they are known. */
const standardTag = 'EPCIS 2.0'

/** The members that we add to the standard's documents. */
const extensions = { 'gs1-extensions': 'nguon=urn:nguon:' }

/**
 * What holds for each operation of the standard: the version of its answers, agreed on by header (406 where there is
 * none), and what an answer hangs on.
 */
export const epcisInterface = (http: FastifyInstance): void => {
  http.addHook('preParsing', async (request, reply) => {
    if (request.method === 'OPTIONS' || !request.routeOptions.schema?.tags?.includes(standardTag)) return
    reply.headers({
      ...usualVersions,
      ...extensions,
      vary: 'Accept, Accept-Language, GS1-EPC-Format, GS1-CBV-XML-Format, GS1-EPCIS-Min, GS1-CBV-Min',
    })
    reply.headers(agreeOnVersions(request.headers))
  })
}

type Described = { Params: Record<string, string> }

/** `find` throws where the path names something that the caller may not see. */
type Discovery = { headers?: Record<string, string>; find?: (request: FastifyRequest<Described>) => Promise<unknown> }

/**
 * OPTIONS of a path: what may be done there, and within which versions, formats and limits. Who states no key, like a
 * browser that asks beforehand, is told of the path alone, whatever it names.
 */
export const discovery = (
  http: FastifyInstance,
  path: string,
  methods: HTTPMethods[],
  { headers, find }: Discovery = {},
): void => {
  http.options<Described>(
    path,
    { schema: { summary: 'What can be done here', tags: [standardTag] }, config: { permission: 'public' } },
    async (request, reply) => {
      if (request.actor.partyID !== null) await find?.(request)
      return reply
        .code(204)
        .headers({
          ...usualVersions,
          ...versionRange,
          ...extensions,
          'gs1-epc-format': epcFormats.join(', '),
          'gs1-cbv-xml-format': cbvXmlFormats.join(', '),
          'gs1-vendor-version': version,
          allow: ['OPTIONS', ...methods].join(', '),
          ...headers,
        })
        .send()
    },
  )
}
