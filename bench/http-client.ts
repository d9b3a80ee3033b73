import { Agent, type IncomingMessage, request } from 'node:http'

/** An answer, and when its first and its last byte were there (performance.now). */
export type Answer = {
  status: number
  location: string | undefined
  /** The next page's address. */
  next: string | undefined
  text: string
  firstByteAt: number
  lastByteAt: number
  bytes: number
}

export type Call = {
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string>
  body?: string | Buffer
  keepText?: boolean
}

export type HttpClient = { call(url: string, call?: Call): Promise<Answer>; close(): void }

/** Keeps its connections, as a proxy or a partner's system does. */
export const createHttpClient = (headers: Record<string, string> = {}): HttpClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 512, scheduling: 'lifo' })
  return {
    call: (url, { method = 'GET', headers: more, body, keepText = true } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request(url, { agent, method, headers: { ...headers, ...more } }, (incoming) => {
          read(incoming, keepText).then(resolve, reject)
        })
        outgoing.on('error', reject)
        outgoing.end(body)
      }),
    close: () => agent.destroy(),
  }
}

const read = async (incoming: IncomingMessage, keepText: boolean): Promise<Answer> => {
  const firstByteAt = performance.now()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (keepText) chunks.push(chunk)
  }
  const lastByteAt = performance.now()
  const { location, link } = incoming.headers
  return {
    status: incoming.statusCode ?? 0,
    location,
    next: /<([^>]+)>;\s*rel="next"/.exec([link ?? []].flat().join(', '))?.[1],
    text: keepText ? Buffer.concat(chunks).toString('utf8') : '',
    firstByteAt,
    lastByteAt,
    bytes,
  }
}

/** A phone's browser that follows a code. */
export const phoneHeaders = {
  'user-agent':
    'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'vi-VN,vi;q=0.9,en;q=0.8',
  'accept-encoding': 'gzip, deflate, br',
}
