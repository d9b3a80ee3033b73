import type { LookupAddress } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { BlockList } from 'node:net'
import { answering, bounded, callableAddresses, hostOf, InnerDestination } from '../../../platform/destination.ts'

/** Why another system gave no answer, by the key of its sentence. */
export type Failure = { code: FailureCode; params?: Record<string, string | number> }
export type FailureCode =
  | 'untrusted'
  | 'unreachable'
  | 'timeout'
  | 'inner'
  | 'redirect'
  | 'status'
  | 'too-large'
  | 'not-epcis'
  | 'events-invalid'
  | 'endless'
  | 'asked-enough'

/** What one trace may still ask of all others together. `until`: ms since 1970. */
export type Budget = { requests: number; bytes: number; until: number }

/** An answer as it came, or why there is none. */
export type Got = { status: number; link: string; body: Buffer } | { failure: Failure }

export type Call = {
  url: URL
  accept: string
  key: string | undefined
  networks: BlockList
  budget: Budget
}

const patience = 5_000
const mostOfAnswer = 4 * 1024 * 1024

const tooLarge: Failure = { code: 'too-large', params: { megabytes: mostOfAnswer / 1024 / 1024 } }

/** A fresh allowance for one trace. */
export const newBudget = (now: number = Date.now()): Budget => ({
  requests: 64,
  bytes: 16 * 1024 * 1024,
  until: now + 20_000,
})

/**
 * Gets one address, once, within the time, the bytes and the networks that are allowed. Redirects are not followed: what they
 * lead to was trusted by nobody.
 */
export const get = async (call: Call): Promise<Got> => {
  const { budget, networks, url } = call
  const left = budget.until - Date.now()
  if (budget.requests <= 0 || budget.bytes <= 0 || left <= 0) return { failure: { code: 'asked-enough' } }
  budget.requests -= 1
  const signal = AbortSignal.timeout(Math.min(patience, left))
  try {
    const addresses = await bounded(callableAddresses(networks, hostOf(url)), signal)
    const response = await send(call, addresses, signal)
    const status = response.statusCode ?? 0
    const most = Math.min(mostOfAnswer, budget.bytes)
    const body = await readBody(response, most)
    budget.bytes -= body?.length ?? most
    if (body === undefined) return { failure: most < mostOfAnswer ? { code: 'asked-enough' } : tooLarge }
    if (status >= 300 && status < 400) return { failure: { code: 'redirect' } }
    return { status, link: String(response.headers.link ?? ''), body }
  } catch (error) {
    if (signal.aborted) return { failure: { code: 'timeout', params: { seconds: patience / 1000 } } }
    return { failure: { code: error instanceof InnerDestination ? 'inner' : 'unreachable' } }
  }
}

const send = ({ url, accept, key }: Call, addresses: LookupAddress[], signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      accept,
      'accept-encoding': 'identity',
      'gs1-epcis-version': '2.0',
      'gs1-cbv-version': '2.0',
      'gs1-epc-format': 'Always_GS1_Digital_Link',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const start = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = start(url, { method: 'GET', headers, agent: false, lookup: answering(addresses), signal })
    request.on('error', reject).on('response', resolve).end()
  })

/** The body, or undefined where it is longer than that; what comes behind is not waited for. */
const readBody = async (response: IncomingMessage, most: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
