import { createServer, type IncomingMessage } from 'node:http'

// A receiver of subscriptions in a process of its own: takes what is posted to it, and tells on GET /deliveries what came when.

/** What came with one call: when, in milliseconds since 1970, and which events with which recordTime. */
export type Received = { at: number; events: { eventID: string; recordTime: string }[] }

type QueryDocument = { epcisBody: { queryResults: { resultsBody: { eventList: Received['events'] } } } }

const received: Received[] = []

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const take = (text: string, at: number): void => {
  const { epcisBody } = JSON.parse(text) as QueryDocument
  const { eventList } = epcisBody.queryResults.resultsBody
  received.push({ at, events: eventList.map(({ eventID, recordTime }) => ({ eventID, recordTime })) })
}

const server = createServer(async (incoming, outgoing) => {
  if (incoming.method === 'GET') return outgoing.end(JSON.stringify(received))
  const text = await textOf(incoming)
  take(text, Date.now())
  return outgoing.writeHead(204).end()
})

process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))
server.listen(Number(process.env.PORT), '127.0.0.1')
