import type { Answer, Chapter, Check } from '../check.ts'
import { captureAll, pathOf, type World } from '../world.ts'
import { document, event, eventID, eventsIn, item, story, xml } from './ground.ts'

const clause = 'EPCIS 2.0 §9, XML binding'
const capture = 'POST /capture'

const objectEvent = (id: string, epc: string, more = '') =>
  `<ObjectEvent><eventTime>2026-01-03T00:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset><eventID>${eventID(id)}</eventID><epcList><epc>${epc}</epc></epcList><action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:storing</bizStep>${more}</ObjectEvent>`
const inXml = (events: string, more = '', attributes = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>${more}<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:ex="https://example.org/ns/" schemaVersion="2.0" creationDate="2026-01-03T00:00:00Z"${attributes}><EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`

const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${'bcdefghi'
  .split('')
  .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefgh'[at]};`.repeat(10)}">`)
  .join('')}]>`
const urn = 'urn:epc:id:sgtin:9521234.054321.X1'

const refused = (sent: string, body: string, says?: Check['says']): Check => ({
  clause,
  operation: capture,
  sent,
  ask: { method: 'POST', path: '/capture', headers: xml, body },
  status: 400,
  exception: 'ValidationException',
  ...(says === undefined ? {} : { says }),
})

const asXml = { accept: 'application/xml' }

/** Every kind of event in XML as it is answered, into another party's empty store, and back as JSON. */
const roundTrip = async (world: World): Promise<Answer> => {
  const ids = Object.keys(story).map(eventID)
  const search = new URLSearchParams({ EQ_eventID: ids.join('|') })
  const out = await world.call({ method: 'GET', path: `/events?${search}`, headers: asXml })
  const sent = await captureAll(world, out.text, { headers: xml, as: 'other' })
  if (sent.status !== 200) return sent
  const back = await world.call({ method: 'GET', path: `/events?${search}`, as: 'other' })
  const first = await world.call({ method: 'GET', path: `/events?${search}` })
  return {
    ...back,
    json: [back, first].map(({ json }) =>
      JSON.stringify(
        eventsIn(json)
          .map(sorted)
          .toSorted((a, b) => (a < b ? -1 : 1)),
      ),
    ),
  }
}

const sorted = ({ recordTime: _time, '@context': _context, ...members }: object & Record<string, unknown>): string =>
  JSON.stringify(
    Object.entries(members)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, name === 'eventTime' ? Date.parse(String(value)) : value]),
  )

const cbvCheck = (format: string, wanted: string): Check => ({
  clause: 'EPCIS 2.0 §12.6.3, GS1-CBV-XML-Format',
  operation: 'GET /events',
  parameters: ['GS1-CBV-XML-Format'],
  sent: `Accept: application/xml, GS1-CBV-XML-Format: ${format}`,
  ask: {
    method: 'GET',
    path: `/events?EQ_eventID=${eventID('xml')}`,
    headers: { ...asXml, 'gs1-cbv-xml-format': format },
  },
  status: 200,
  media: 'application/xml',
  says: [wanted, ({ text }) => text.includes(`>${wanted}<`)],
})

export const xmlBinding: Chapter = {
  title: 'XML binding',
  checks: [
    {
      clause,
      operation: 'GET /capture/{captureID}',
      sent: 'an EPCISDocument as application/xml',
      ask: (world) => captureAll(world, inXml(objectEvent('xml', urn)), { headers: xml }),
      status: 200,
      says: [
        'success, one event',
        ({ json }) =>
          (json as { success: boolean }).success && (json as Record<string, unknown>)['nguon:eventsStored'] === 1,
      ],
    },
    {
      clause,
      operation: 'GET /events/{eventID}',
      sent: 'its eventID, as JSON',
      ask: { method: 'GET', path: `/events/${encodeURIComponent(eventID('xml'))}` },
      status: 200,
      says: ['the event, with the bare word storing', ({ json }) => eventsIn(json)[0]?.bizStep === 'storing'],
    },
    {
      clause,
      operation: 'GET /events',
      sent: 'Accept: application/xml',
      ask: { method: 'GET', path: `/events?EQ_eventID=${eventID('xml')}`, headers: asXml },
      status: 200,
      media: 'application/xml',
      says: [
        'an EPCISQueryDocument',
        ({ text }) => /<\w+:EPCISQueryDocument[\s>]/.test(text) && text.includes('<ObjectEvent'),
      ],
    },
    {
      clause,
      operation: 'GET /events/{eventID}',
      sent: 'Accept: application/xml',
      ask: { method: 'GET', path: `/events/${encodeURIComponent(eventID('xml'))}`, headers: asXml },
      status: 200,
      media: 'application/xml',
    },
    {
      clause,
      operation: 'GET /events',
      sent: 'one event of each type as XML, into an empty store, and back as JSON',
      ask: roundTrip,
      status: 200,
      says: ['the same events', ({ json }) => (json as string[])[0] === (json as string[])[1]],
    },
    cbvCheck('Always_Web_URI', 'https://ref.gs1.org/cbv/BizStep-storing'),
    cbvCheck('Always_URN', 'urn:epcglobal:cbv:bizstep:storing'),
    {
      clause,
      operation: 'GET /capture/{captureID}',
      sent: 'a job, Accept: application/xml',
      ask: async (world) => {
        const made = await world.call({
          method: 'POST',
          path: '/capture',
          headers: xml,
          body: inXml(objectEvent('xmljob', urn)),
        })
        return { method: 'GET', path: pathOf(made.headers.get('location')), headers: asXml }
      },
      status: 200,
      media: 'application/xml',
      says: ['an EPCISCaptureJob', ({ text }) => text.includes('EPCISCaptureJob')],
    },
    {
      clause,
      operation: 'GET /bizSteps',
      sent: 'Accept: application/xml',
      ask: { method: 'GET', path: '/bizSteps', headers: asXml },
      status: 200,
      media: 'application/xml',
    },
    {
      clause,
      operation: 'POST /events',
      sent: 'an event as application/xml',
      ask: { method: 'POST', path: '/events', headers: xml, body: inXml(objectEvent('xmlone', urn)) },
      status: 201,
    },
    refused('XML that breaks off', inXml(objectEvent('broken', urn)).slice(0, -30)),
    refused('entities within entities', inXml(objectEvent('bomb', '&i;'), bomb)),
    refused('a DTD of its own', inXml(objectEvent('dtd', urn), '<!DOCTYPE x SYSTEM "file:///etc/passwd">')),
    refused('an unknown bizStep', inXml(objectEvent('flying', urn).replace('storing', 'flying')), [
      'event 0 and /bizStep are named',
      ({ json }) =>
        (json as { errors: { event: number; field: string }[] }).errors.some(
          (error) => error.event === 0 && error.field === '/bizStep',
        ),
    ]),
    refused(
      'schemaVersion 9.x',
      inXml(objectEvent('version', urn)).replace('schemaVersion="2.0"', 'schemaVersion="9.x"'),
    ),
    {
      clause,
      operation: capture,
      sent: 'JSON as application/xml',
      ask: { method: 'POST', path: '/capture', headers: xml, body: document([event({ epcList: [item(8, 'J')] })]) },
      status: 400,
      exception: 'ValidationException',
    },
    {
      clause: 'EPCIS 2.0 §9.4, master data',
      operation: 'GET /capture/{captureID}',
      sent: 'an EPCISMasterDataDocument',
      ask: (world) =>
        captureAll(
          world,
          '<epcismd:EPCISMasterDataDocument xmlns:epcismd="urn:epcglobal:epcis-masterdata:xsd:2" schemaVersion="2.0" creationDate="2026-01-03T00:00:00Z"><EPCISBody><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:ReadPoint"><VocabularyElementList><VocabularyElement id="https://example.com/gate/2"><attribute id="urn:epcglobal:cbv:mda#city">Huế</attribute></VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList></EPCISBody></epcismd:EPCISMasterDataDocument>',
          { headers: xml },
        ),
      status: 200,
      says: ['success, no event', ({ json }) => (json as { success: boolean }).success],
    },
  ],
}

const inXml12 = (events: string) =>
  `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2" creationDate="2026-01-03T00:00:00Z"><EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`
const transformation12 = `<extension><TransformationEvent><eventTime>2026-01-03T00:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset><baseExtension><eventID>${eventID('old')}</eventID></baseExtension><inputEPCList><epc>urn:epc:id:sgtin:9521234.054321.I</epc></inputEPCList><outputEPCList><epc>urn:epc:id:sgtin:9521234.054321.O</epc></outputEPCList></TransformationEvent></extension>`
const object12 = `<ObjectEvent><eventTime>2026-01-03T00:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset><baseExtension><eventID>${eventID('older')}</eventID></baseExtension><epcList/><action>OBSERVE</action><extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:9521234.054321.L</epcClass><quantity>7</quantity></quantityElement></quantityList></extension></ObjectEvent>`

export const epcis12: Chapter = {
  title: 'EPCIS 1.2',
  checks: [
    {
      clause: 'EPCIS 1.2 §9.5',
      operation: 'GET /capture/{captureID}',
      sent: 'an EPCISDocument of EPCIS 1.2 in XML',
      ask: (world) => captureAll(world, inXml12(object12 + transformation12), { headers: xml }),
      status: 200,
      says: [
        'success, two events',
        ({ json }) =>
          (json as { success: boolean }).success && (json as Record<string, unknown>)['nguon:eventsStored'] === 2,
      ],
    },
    {
      clause: 'EPCIS 1.2 §9.5',
      operation: 'GET /events/{eventID}',
      sent: 'the eventID from its baseExtension',
      ask: { method: 'GET', path: `/events/${encodeURIComponent(eventID('older'))}` },
      status: 200,
      says: [
        'quantityList at the top, as in EPCIS 2.0',
        ({ json }) => 'quantityList' in (eventsIn(json)[0] ?? {}) && !('extension' in (eventsIn(json)[0] ?? {})),
      ],
    },
    {
      clause: 'EPCIS 1.2 §9.5',
      operation: 'GET /events/{eventID}',
      sent: 'the transformation from its extension',
      ask: { method: 'GET', path: `/events/${encodeURIComponent(eventID('old'))}` },
      status: 200,
      says: ['a TransformationEvent', ({ json }) => eventsIn(json)[0]?.type === 'TransformationEvent'],
    },
  ],
}
