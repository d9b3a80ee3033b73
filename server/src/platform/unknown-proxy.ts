import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'

/**
 * Says in the log, once, that a proxy stands before us of which the settings know nothing: whoever comes through it is taken for
 * the proxy, so that all share one limit and one count of guesses, or have none.
 */
export const noteUnknownProxy = (http: FastifyInstance, { proxies }: Pick<Config, 'proxies'>): void => {
  if (proxies > 0) return
  let noted = false
  http.addHook('onRequest', async ({ headers, log }) => {
    if (noted || headers['x-forwarded-for'] === undefined) return
    noted = true
    log.warn('a request came with X-Forwarded-For: set TRUST_PROXY if a proxy of yours stands before this server')
  })
}
