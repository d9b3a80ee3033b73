import type { FastifyInstance, HTTPMethods } from 'fastify'

/** Which versions the payloads follow (EPCIS 2.0 §12.4). */
export const versionHeaders = { 'gs1-epcis-version': '2.0.0', 'gs1-cbv-version': '2.0.0' }

const rangeHeaders = {
  'gs1-epcis-min': '2.0.0',
  'gs1-epcis-max': '2.0.1',
  'gs1-cbv-min': '2.0.0',
  'gs1-cbv-max': '2.0.1',
  'gs1-vendor-version': '0.1.0',
}

/** OPTIONS of a path: what may be done there, and within which versions and limits. */
export const discovery = (
  http: FastifyInstance,
  path: string,
  methods: HTTPMethods[],
  headers: Record<string, string> = {},
): void => {
  http.options(
    path,
    { schema: { summary: 'What can be done here', tags: ['EPCIS 2.0'] }, config: { permission: 'public' } },
    (_request, reply) =>
      reply
        .code(204)
        .headers({ ...versionHeaders, ...rangeHeaders, allow: ['OPTIONS', ...methods].join(', '), ...headers })
        .send(),
  )
}
