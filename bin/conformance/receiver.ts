import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A callback as it came in. */
export type Received = { path: string; headers: IncomingHttpHeaders; text: string }

/** A subscriber's own web server, on the loopback: what is posted to a path, it keeps. */
export type Receiver = { url: string; at(path: string): Received[]; close(): Promise<void> }

export const startReceiver = async (): Promise<Receiver> => {
  const all: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    all.push({ path: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString('utf8') })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (path) => all.filter((received) => received.path === path),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
