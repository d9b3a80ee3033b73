import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message as it came in. */
export type Received = { id: string; headers: IncomingHttpHeaders; text: string; json: unknown }

/** How a receiver answers; 200 unless told. */
export type Answering = (response: ServerResponse, received: Received, request: IncomingMessage) => void

export type Receiver = {
  url: string
  messages: Received[]
  /** Answers like this from now on. */
  answer(answering: Answering): void
  close(): Promise<void>
}

/** A subscriber's own web server, on the loopback. */
export const startReceiver = async (): Promise<Receiver> => {
  const messages: Received[] = []
  const ok: Answering = (response) => response.end()
  let answering = ok
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const received = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        text,
        json: JSON.parse(text),
      }
      messages.push(received)
      answering(response, received, request)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/results`,
    messages,
    answer: (next) => {
      answering = next
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Answers with a status and no more. */
export const status =
  (code: number): Answering =>
  (response) => {
    response.statusCode = code
    response.end()
  }
