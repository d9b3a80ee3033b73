import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { exitCodes, failure, isFailure } from './failure.ts'
import type { Progress } from './progress.ts'

export type Call = {
  method: 'GET' | 'POST'
  /** Below the server's address, without a slash in front. */
  path: string
  headers?: Record<string, string>
  /** Opens the body anew for each attempt; read only once the connection stands. */
  body?: () => AsyncIterable<Uint8Array>
}

export type Reply = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** One EPCIS server and one key. A call comes back with whatever was answered, or fails with a Failure. */
export type Server = { address: string; call(call: Call): Promise<Reply> }

export type ServerSettings = { address: string; key: string | undefined; language: string; patience: number }

/** Reads NGUON_URL and API_KEY. */
export const serverSettings = (
  environment: Readonly<Record<string, string | undefined>>,
  patience: number,
): ServerSettings => {
  const address = environment.NGUON_URL?.trim() || 'http://localhost:8080'
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw failure('usage', `NGUON_URL must be an address such as https://tx.example.vn, not "${address}"`)
  }
  return {
    address: `${url.origin}${url.pathname.replace(/\/*$/, '/')}`,
    key: environment.API_KEY?.trim() || undefined,
    language: /^vi/i.test(environment.LC_ALL || environment.LANG || '') ? 'vi' : 'en',
    patience,
  }
}

/** Calls a server, and again while it is away or busy, as long as the settings are patient. */
export const createServer = (settings: ServerSettings, progress: Progress): Server => ({
  address: settings.address,
  call: async (call) => {
    const giveUp = Date.now() + settings.patience * 1000
    for (let pause = 500; ; pause = Math.min(2 * pause, 8000)) {
      const outcome = await attempt(settings, call)
      if (!('reason' in outcome)) return outcome.reply
      const wait = outcome.wait ?? pause
      if (Date.now() + wait > giveUp) {
        throw failure('unreachable', `${settings.address} cannot be reached: ${outcome.reason}`)
      }
      progress.note(`${outcome.reason}; trying again in ${Math.ceil(wait / 1000)} s`)
      await sleep(wait)
    }
  },
})

type Outcome = { reply: Reply } | { reason: string; wait?: number }

const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

const attempt = async (settings: ServerSettings, call: Call): Promise<Outcome> => {
  try {
    const reply = await exchange(settings, call)
    if (!passing.has(reply.status)) return { reply }
    return { reason: `the server answers ${reply.status}`, ...retryAfter(reply) }
  } catch (error) {
    if (isFailure(error)) throw error
    const { code = '', message } = error as NodeJS.ErrnoException
    if (!networkCodes.has(code)) {
      throw failure('unreachable', `${settings.address} cannot be reached: ${message || code}`)
    }
    return { reason: networkReason(code) }
  }
}

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
])

const networkReason = (code: string): string =>
  code === 'ECONNREFUSED' ? 'nothing listens there' : `the connection broke (${code})`

/** Seconds, or a date (RFC 9110 §10.2.3). */
const retryAfter = ({ headers }: Reply): { wait?: number } => {
  const stated = String(headers['retry-after'] ?? '')
  if (/^\d{1,6}$/.test(stated)) return { wait: Number(stated) * 1000 }
  const date = Date.parse(stated)
  return Number.isNaN(date) ? {} : { wait: Math.max(0, date - Date.now()) }
}

const silence = 600_000

/** One request and its answer; an answer that comes before the body has been sent ends the sending. */
const exchange = ({ address, key, language }: ServerSettings, { method, path, headers, body }: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, address)
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
      method,
      timeout: silence,
      headers: {
        'accept-language': language,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
    })
    const stop = new AbortController()
    let answered = false
    const fail = (error: unknown) => answered || reject(error)
    request.on('error', fail)
    request.on('timeout', () => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
    request.on('response', (response) => {
      answered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        stop.abort()
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    if (body === undefined) return void request.end()
    // Nothing of the body is taken before somebody listens: standard input can be read once only.
    request.on('socket', (socket) => {
      const send = () => void pipeline(body(), request, { signal: stop.signal }).catch(fail)
      if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', send)
      else send()
    })
  })

/** Ends the command where the server does not know the key, or does not let it do this. */
export const demandAuthorised = (reply: Reply): void => {
  if (reply.status !== 401) return
  throw failure('unauthorised', `API_KEY is missing or not known to the server (${inWords(reply)})`)
}

/** A refusal as the server words it. */
export const inWords = ({ status, text }: Reply): string => {
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string }
    return [status, title, detail].filter(Boolean).join(' ')
  } catch {
    return `${status} ${text.slice(0, 200)}`.trim()
  }
}

/** The exit code that a refusal of one request means. */
export const refusalCode = ({ status }: Reply) =>
  status === 403 ? exitCodes.unauthorised : status >= 500 ? exitCodes.unreachable : exitCodes.refused
