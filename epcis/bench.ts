import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import {
  createCutter,
  createXmlCutter,
  factsOf,
  type Json,
  linksOf,
  parseEvent,
  preHashString,
  resolveContext,
} from './src/index.ts'

const { context } = resolveContext([
  'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld',
  { vuon: 'https://vuon.example.vn/ns/' },
])

const common = (index: number) => ({
  eventID: `urn:uuid:0190a1b2-0000-7000-8000-${String(index).padStart(12, '0')}`,
  eventTime: new Date(Date.UTC(2026, 0, 1) + index * 7_331).toISOString(),
  eventTimeZoneOffset: '+07:00',
  readPoint: { id: `urn:epc:id:sgln:9521234.${String(10_000 + (index % 500))}.K7` },
})

const item = (serial: number) => `urn:epc:id:sgtin:9521234.054321.${serial}`
const lot = (serial: number) => `urn:epc:class:lgtin:9521234.054321.L${serial}`
const pallet = (serial: number) =>
  `https://id.gs1.org/00/${sscc(`39521234${String(serial % 1_000_000_000).padStart(9, '0')}`)}`

function sscc(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0)
  return digits + String((10 - (sum % 10)) % 10)
}

const harvest = (index: number) => ({
  type: 'ObjectEvent',
  ...common(index),
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  bizLocation: { id: 'urn:epc:id:sgln:9521234.10000.0' },
  quantityList: [{ epcClass: lot(index), quantity: 125.5, uom: 'KGM' }],
  bizTransactionList: [{ type: 'po', bizTransaction: `https://erp.example.vn/po/${index}` }],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:9521234.00011' }],
  ilmd: { 'cbvmda:lotNumber': `L${index}`, 'vuon:grower': 'Hợp tác xã', 'vuon:plot': { 'vuon:row': index % 40 } },
})

const pack = (index: number) => ({
  type: 'AggregationEvent',
  ...common(index),
  action: 'ADD',
  bizStep: 'packing',
  disposition: 'in_progress',
  parentID: pallet(index),
  childEPCs: [0, 1, 2].map((at) => item(index * 3 + at)),
})

const make = (index: number) => ({
  type: 'TransformationEvent',
  ...common(index),
  bizStep: 'creating_class_instance',
  inputQuantityList: [0, 1].map((at) => ({ epcClass: lot(index + at), quantity: 20, uom: 'KGM' })),
  outputQuantityList: [{ epcClass: lot(index + 2), quantity: 38.5, uom: 'KGM' }],
  outputEPCList: [item(index)],
})

const kinds = [harvest, pack, make]

/** Texts of events as they come in: lots, pallets and transformations, five keys each on average. */
export const benchEvents = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify(kinds[index % kinds.length]?.(index)))

/** How many events a second one core parses, validates, reads the facts and links of, and hashes. */
export function measureValidateAndHash(count: number): { perSecond: number; keys: number; bytes: number } {
  const texts = benchEvents(count)
  for (const text of texts.slice(0, 3000)) takeIn(text)
  const started = performance.now()
  let keys = 0
  for (const text of texts) keys += takeIn(text)
  const seconds = (performance.now() - started) / 1000
  const bytes = texts.reduce((sum, text) => sum + text.length, 0)
  return { perSecond: Math.round(count / seconds), keys: keys / count, bytes: Math.round(bytes / count) }
}

/** How many events a second one core cuts out of whole documents in a binding, judges, reads and hashes. */
export function measureTakingIn(binding: 'json' | 'xml', documents: readonly Uint8Array[]): number {
  const takeAll = () => documents.reduce((sum, bytes) => sum + takeInDocument(binding, bytes), 0)
  takeAll()
  const started = performance.now()
  const events = takeAll() + takeAll()
  return Math.round(events / ((performance.now() - started) / 1000))
}

const chunk = 65_536

function takeInDocument(binding: 'json' | 'xml', bytes: Uint8Array): number {
  const cutter = binding === 'xml' ? createXmlCutter() : createCutter()
  const texts: string[] = []
  for (let at = 0; at < bytes.length; at += chunk)
    for (const event of cutter.push(bytes.subarray(at, at + chunk))) texts.push(utf8.decode(event))
  const { header, issues } = cutter.end()
  if (issues.length > 0) throw new Error(`a bench document is not valid: ${JSON.stringify(issues[0])}`)
  const own = resolveContext((header as { '@context': Json })['@context']).context
  for (const text of texts) takeIn(text, own)
  return texts.length
}

const utf8 = new TextDecoder()

function takeIn(text: string, outer = context): number {
  const { event, context: own, issues } = parseEvent(text, outer)
  if (!event) throw new Error(`a bench event is not valid: ${JSON.stringify(issues)}`)
  const facts = factsOf(event, own)
  linksOf(facts)
  createHash('sha256').update(preHashString(event, own)).digest('hex')
  return facts.keys.length
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(measureValidateAndHash(30_000))
