import type { Chapter, Check } from '../check.ts'
import { captureAll } from '../world.ts'
import { context, document, event, eventID, eventsIn, json, versions } from './ground.ts'

const formats = 'EPCIS 2.0 §12.6.3, GS1-EPC-Format'
const agreement = 'EPCIS 2.0 §12.4, versions'
const operation = 'GET /events'
const urn = 'urn:epc:id:sgtin:9521234.054321.F1'
const link = 'https://id.gs1.org/01/09521234543213/21/F1'
const asked = `/events?EQ_eventID=${encodeURIComponent(eventID('format'))}`
const epc = (json: unknown) => (eventsIn(json)[0]?.epcList as string[] | undefined)?.[0]

const formatCheck = (format: string | undefined, wanted: string): Check => ({
  clause: formats,
  operation,
  parameters: ['GS1-EPC-Format'],
  sent: `${format === undefined ? 'no GS1-EPC-Format' : `GS1-EPC-Format: ${format}`}, of an event with an EPC URN`,
  ask: { method: 'GET', path: asked, headers: format === undefined ? {} : { 'gs1-epc-format': format } },
  status: 200,
  headers: { 'gs1-epc-format': format ?? 'Always_GS1_Digital_Link' },
  says: [wanted, (answer) => epc(answer.json) === wanted],
})

const bounds = ['GS1-EPCIS-Min', 'GS1-EPCIS-Max', 'GS1-CBV-Min', 'GS1-CBV-Max']

export const headers: Chapter = {
  title: 'Headers',
  checks: [
    {
      clause: formats,
      operation: 'GET /capture/{captureID}',
      sent: 'an event with an EPC URN',
      ask: (world) => captureAll(world, document([event({ epcList: [urn], eventID: eventID('format') })])),
      status: 200,
    },
    formatCheck(undefined, link),
    formatCheck('Always_GS1_Digital_Link', link),
    formatCheck('Always_EPC_URN', urn),
    formatCheck('Never_Translates', urn),
    formatCheck('No_Preference', urn),
    {
      clause: formats,
      operation,
      sent: 'GS1-EPC-Format: Sometimes',
      ask: { method: 'GET', path: asked, headers: { 'gs1-epc-format': 'Sometimes' } },
      status: 406,
      exception: 'NotAcceptableException',
    },
    ...bounds.map(
      (name): Check => ({
        clause: agreement,
        operation,
        parameters: [name],
        sent: `${name}: 2.0.0`,
        ask: { method: 'GET', path: asked, headers: { [name]: '2.0.0' } },
        status: 200,
        headers: versions,
      }),
    ),
    ...bounds.map(
      (name): Check => ({
        clause: agreement,
        operation,
        parameters: [name],
        sent: `${name}: ${name.endsWith('Min') ? '3.0.0' : '1.0.0'}`,
        ask: { method: 'GET', path: asked, headers: { [name]: name.endsWith('Min') ? '3.0.0' : '1.0.0' } },
        status: 406,
        exception: 'NotAcceptableException',
      }),
    ),
    {
      clause: 'EPCIS 2.0 §12.6.4, GS1-Extensions',
      operation,
      parameters: ['GS1-Extensions'],
      sent: 'GS1-Extensions: zz=https://example.org/x/, EQ_zz:field=a, of an event that says ex:field',
      ask: async (world) => {
        const body = JSON.stringify({
          '@context': [context, { ex: 'https://example.org/x/' }],
          ...event({ eventID: eventID('prefix'), 'ex:field': 'a' }),
        })
        await world.call({ method: 'POST', path: '/events', headers: json, body })
        return {
          method: 'GET',
          path: '/events?EQ_zz:field=a',
          headers: { 'gs1-extensions': 'zz=https://example.org/x/' },
        }
      },
      status: 200,
      says: ['the event, by its full URI', ({ json: found }) => eventsIn(found).length === 1],
    },
    {
      clause: 'EPCIS 2.0 §12.6.4, GS1-Extensions',
      operation,
      sent: 'GS1-Extensions: nothing that is one',
      ask: { method: 'GET', path: asked, headers: { 'gs1-extensions': 'nothing' } },
      status: 400,
      exception: 'ValidationException',
    },
    ...(['application/json', 'application/ld+json', 'application/xml'] as const).map(
      (media): Check => ({
        clause: 'RFC 9110 §12.5.1, Accept',
        operation,
        sent: `Accept: ${media}`,
        ask: { method: 'GET', path: asked, headers: { accept: media } },
        status: 200,
        media,
      }),
    ),
    {
      clause: 'RFC 9110 §12.5.1, Accept',
      operation,
      sent: 'Accept: text/csv',
      ask: { method: 'GET', path: asked, headers: { accept: 'text/csv' } },
      status: 406,
      exception: 'NotAcceptableException',
    },
  ],
}
