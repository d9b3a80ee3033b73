import type { LookupAddress } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { BlockList } from 'node:net'
import { answering, bounded, callableAddresses, hostOf, ownAddresses } from '../../../platform/destination.ts'

/** What became of one call: the receiver's status, or why there is none. */
export type Outcome = { status: number } | { error: string }

export type Call = { url: URL; headers: Record<string, string>; body: string; networks: BlockList; signal: AbortSignal }

const patience = 10_000
/** What a receiver answers is of no interest, but one that is let finish is spared a broken connection. */
const mostOfAnswer = 64 * 1024

/** Posts to a receiver, once. Redirects are not followed: what they lead to was judged by nobody. */
export const postCallback = async (call: Call): Promise<Outcome> => {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(patience)])
  try {
    const addresses = await bounded(callableAddresses(call.networks, hostOf(call.url)), signal)
    const reached = call.url.protocol === 'https:' ? addresses : ownAddresses(call.networks, addresses)
    return { status: await exchange(call, reached, signal) }
  } catch (error) {
    const { code, message, name } = error as Error & { code?: string }
    return {
      error: name === 'TimeoutError' || name === 'AbortError' ? `no answer in ${patience} ms` : (code ?? message),
    }
  }
}

const exchange = ({ url, headers, body }: Call, addresses: LookupAddress[], signal: AbortSignal): Promise<number> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(url, { method: 'POST', headers, agent: false, lookup: answering(addresses), signal })
    request.on('error', reject)
    request.on('response', (response) => {
      let received = 0
      response.on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received > mostOfAnswer) response.destroy()
      })
      response.on('error', () => {})
      resolve(response.statusCode ?? 0)
    })
    request.end(body)
  })
