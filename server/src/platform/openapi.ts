import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { sessionCookie } from './browser/forms.ts'
import type { Config } from './config.ts'
import { version } from './version.ts'

/** OpenAPI 3.1, made from the routes' schemas: /api/openapi.json, and to browse at /api/docs, all from this server. */
export const describeApi = async (http: FastifyInstance, { publicUrl }: Config): Promise<void> => {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nguồn',
        version,
        description: 'Product traceability of a province: EPCIS 2.0, GS1 Digital Link resolver, registry, scan pages.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: "A party's API key, or the operator's." },
          token: {
            type: 'oauth2',
            description: 'An access token of a client, for its own party or for one that it acts for.',
            flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth/token`, scopes: {} } },
          },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key, as GDST sends it.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookie(publicUrl).name,
            description: 'Somebody who is signed in.',
          },
        },
      },
      security: [{ key: [] }, { token: [] }, { header: [] }, { session: [] }],
    },
    transform: ({ schema, url, route }) => ({ schema: withSecurity(schema, route.config?.permission), url }),
  })
  await http.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ${publicUrl}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true },
  })
  http.get('/api/openapi.json', { schema: { hide: true }, config: { permission: 'public' } }, () => http.swagger())
}

/** What a call takes: nothing where it is public, a person where one must be signed in, else whoever has the permission. */
const withSecurity = <S>(schema: S, permission: string | undefined): S => ({
  ...schema,
  ...(permission === 'public' && { security: [] }),
  ...(permission === 'signed-in' && { security: [{ session: [] }] }),
  'x-permission': permission,
})
