import { type Json, parseEvent, resolveContext, xmlDocument } from '@nguon/epcis'
import { measureTakingIn } from '../epcis/bench.ts'
import { type BenchDocument, documentText } from './documents.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { furtherNumbers } from './further.ts'
import type { Ground } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'
import type { ServerProcess } from './processes.ts'
import { openWorld } from './register-world.ts'
import { type Door, sendDocument } from './send-document.ts'
import { rounded } from './statistics.ts'

const share = 0.6
const mostDocuments = 80
const rounds = 4
const inFlight = 3
const warmUp = 4
const database = 'bench_xml'

/** The JSON document's events, header and context as an XML document. */
const toXml = (document: BenchDocument): BenchDocument => {
  const header = JSON.parse(document.text) as { '@context': Json; epcisBody: { eventList: Json[] } }
  const { context } = resolveContext(header['@context'])
  const events = header.epcisBody.eventList.map((value) => {
    const { event, context: own } = parseEvent(JSON.stringify(value), context)
    if (event === undefined) throw new Error('a generated event is not valid')
    return { event, context: own }
  })
  return { ...document, text: xmlDocument(events, header) }
}

type Binding = { mediaType: string; documents: BenchDocument[]; seconds: number; events: number; cpu: string[] }

/** XML through HTTP beside JSON: documents of the same kinds of events, in turn, into a store that has few others. */
export const xmlFigure = async (ground: Ground): Promise<Figure[]> => {
  const keys = await openWorld(ground)
  const each = furtherNumbers(ground, 2 * mostDocuments + warmUp)
  const documents = each.map((number) => documentText(ground.corpus, number))
  const [cold, texts] = [documents.slice(0, warmUp), documents.slice(warmUp)]
  const half = Math.floor(texts.length / 2)
  say(`writing ${half} documents as XML, and capturing them and as many in JSON …`)
  const json = binding('application/ld+json', texts.slice(0, half))
  const xml = binding('application/xml', texts.slice(half).map(toXml))
  const server = await ground.serve({ databaseUrl: await ground.databaseOfWorld(database) })
  const door = { client: createHttpClient(), url: server.url, keys }
  for (const document of cold) {
    const isXml = cold.indexOf(document) % 2 === 1
    await sendDocument(door, isXml ? toXml(document) : document, isXml ? xml.mediaType : json.mediaType)
  }
  for (let round = 0; round < rounds; round += 1)
    for (const each of [json, xml]) await captureRound(ground, server, door, each, round)
  door.client.close()
  await server.stop()
  await ground.dropDatabase(database)
  return [throughHttp(json, xml), pure(json, xml)]
}

const binding = (mediaType: string, documents: BenchDocument[]): Binding => ({
  mediaType,
  documents,
  seconds: 0,
  events: 0,
  cpu: [],
})

const captureRound = async (
  ground: Ground,
  server: ServerProcess,
  door: Door,
  each: Binding,
  round: number,
): Promise<void> => {
  const size = Math.ceil(each.documents.length / rounds)
  const documents = each.documents.slice(round * size, (round + 1) * size)
  const events = documents.reduce((sum, { eventIDs }) => sum + eventIDs.length, 0)
  if (events === 0) return
  const watched = { server: server.pid, database: ground.databasePid }
  const { result, cpu } = await withCpu(watched, events, () =>
    closedLoop(documents, inFlight, (document) => sendDocument(door, document, each.mediaType)),
  )
  each.seconds += result
  each.events += events
  each.cpu.push(cpu)
}

const throughHttp = (json: Binding, xml: Binding): Figure => {
  const rate = ({ events, seconds }: Binding) => rounded(events / seconds)
  const ratio = rate(xml) / rate(json)
  return {
    name: 'XML captured through HTTP',
    value: rate(xml),
    unit: 'events/s',
    floor: { value: rate(json), of: 'JSON' },
    target: { text: `ratio ≥ ${share}`, met: ratio >= share },
    notes: [
      `${xml.events} events each, in turn; bytes an event: JSON ${bytesOfEvent(json)}, XML ${bytesOfEvent(xml)}`,
      `XML, last round: ${xml.cpu.at(-1)}`,
      `JSON, last round: ${json.cpu.at(-1)}`,
    ],
    details: { json: rate(json), xml: rate(xml), cpu: { json: json.cpu, xml: xml.cpu } },
  }
}

const bytesOfEvent = ({ documents }: Binding): number =>
  Math.round(
    documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) /
      documents.reduce((sum, { eventIDs }) => sum + eventIDs.length, 0),
  )

const pureDocuments = 20

const pure = (json: Binding, xml: Binding): Figure => {
  const bytes = ({ documents }: Binding) => documents.slice(0, pureDocuments).map(({ text }) => Buffer.from(text))
  const [ofJson, ofXml] = [measureTakingIn('json', bytes(json)), measureTakingIn('xml', bytes(xml))]
  return {
    name: 'XML cut, judged and hashed, one core',
    value: ofXml,
    unit: 'events/s',
    floor: { value: ofJson, of: 'JSON' },
    details: { json: ofJson, xml: ofXml },
  }
}
