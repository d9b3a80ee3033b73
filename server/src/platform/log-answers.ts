import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics.ts'
import { shortenAddress } from './shorten-address.ts'

/**
 * One line an answer, whoever asked and however it ended: when, what by its route, by whom as ids, and the code of a refusal. An
 * address of our own is told as its pattern, so that what stands in it (a link that opens once, a code, a key) is not.
 */
export const logAnswers = (http: FastifyInstance, metrics: Metrics): void => {
  http.addHook('onResponse', async (request, reply) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const status = reply.statusCode
    metrics.observeRequest(method, route, status, reply.elapsedTime / 1000)
    const ms = Math.round(reply.elapsedTime * 10) / 10
    request.log.info({ method, route, status, ms, ...callerOf(request, status) }, 'answered')
  })
}

/** Refusals of who somebody is, of what it may, and of how often it calls: whoever looks into an attack wants to know from where. */
const telling = [401, 403, 429]

const callerOf = ({ actor, refused, ip }: FastifyRequest, status: number): Record<string, string | undefined> => ({
  party: actor?.partyID ?? undefined,
  account: actor?.accountID ?? undefined,
  delegate: actor?.delegateID ?? undefined,
  credential: actor?.credentialID ?? undefined,
  refused: refused ?? undefined,
  network: telling.includes(status) ? shortenAddress(ip) : undefined,
})
