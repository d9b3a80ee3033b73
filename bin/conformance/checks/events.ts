import type { Chapter } from '../check.ts'
import { pathOf } from '../world.ts'
import {
  bare,
  context,
  event,
  eventID,
  eventsIn,
  finds,
  item,
  json,
  names,
  otherItem,
  story,
  versions,
} from './ground.ts'

const alone = (members: object) =>
  bare({ epcList: [item(5, 'ALONE')], eventID: eventID('alone'), eventTime: '2026-01-02T00:00:00Z', ...members })
const declaration = JSON.stringify({
  '@context': context,
  ...event({ epcList: [item(5, 'ALONE')], eventID: eventID('alone'), eventTime: '2026-01-02T00:00:00Z' }),
  errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z', reason: 'incorrect_data' },
})
const path = `/events/${encodeURIComponent(eventID('alone'))}`
const capture = 'EPCIS 2.0 §12.5, one event'
const query = 'EPCIS 2.0 §8.2.7.1, SimpleEventQuery'

export const events: Chapter = {
  title: 'Events',
  checks: [
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'a bare event',
      ask: { method: 'POST', path: '/events', headers: json, body: alone({}) },
      status: 201,
      headers: { location: /\/events\/.+/, ...versions },
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'the same event again',
      ask: { method: 'POST', path: '/events', headers: json, body: alone({}) },
      status: 201,
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'other content under its eventID',
      ask: { method: 'POST', path: '/events', headers: json, body: alone({ bizStep: 'receiving' }) },
      status: 409,
      exception: 'ResourceAlreadyExistsException',
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'an event without eventTimeZoneOffset',
      ask: { method: 'POST', path: '/events', headers: json, body: bare({ eventTimeZoneOffset: undefined }) },
      status: 400,
      exception: 'ValidationException',
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'text/plain',
      ask: { method: 'POST', path: '/events', headers: { 'content-type': 'text/plain' }, body: alone({}) },
      status: 415,
      exception: 'UnsupportedMediaTypeException',
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'an event over the announced size',
      ask: { method: 'POST', path: '/events', headers: json, body: bare({ 'urn:example:long': 'x'.repeat(1 << 21) }) },
      status: 413,
      exception: 'CaptureLimitExceededException',
      headers: { 'gs1-epcis-capture-file-size-limit': /^\d+$/ },
    },
    {
      clause: capture,
      operation: 'POST /events',
      sent: 'a thing of another party is created',
      ask: {
        method: 'POST',
        path: '/events',
        headers: json,
        body: bare({ epcList: [otherItem], action: 'ADD', bizStep: 'commissioning' }),
      },
      status: 403,
      exception: 'SecurityException',
    },
    {
      clause: 'CBV 2.0 §8.9, hash ID',
      operation: 'GET /events/{eventID}',
      sent: 'Location of an event that was sent without eventID',
      ask: async (world) => {
        const made = await world.call({
          method: 'POST',
          path: '/events',
          headers: json,
          body: bare({ epcList: [item(5, 'HASH')] }),
        })
        return { method: 'GET', path: pathOf(made.headers.get('location')) }
      },
      status: 200,
      says: [
        'the event, under its hash ID',
        ({ json }) =>
          eventsIn(json).length === 1 &&
          /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/.test(String(eventsIn(json)[0]?.eventID)),
      ],
    },
    {
      clause: query,
      operation: 'GET /events/{eventID}',
      sent: 'an eventID',
      ask: { method: 'GET', path },
      status: 200,
      headers: versions,
      says: finds('alone'),
    },
    {
      clause: 'EPCIS 2.0 §7.4.1.4, error declaration',
      operation: 'GET /events/{eventID}',
      sent: 'an eventID, after its event was declared wrong',
      ask: async (world) => {
        await world.call({ method: 'POST', path: '/events', headers: json, body: declaration })
        return { method: 'GET', path }
      },
      status: 200,
      says: [
        'the event and its declaration',
        (answer) =>
          names(answer).join() === 'alone,alone' &&
          eventsIn(answer.json).filter((each) => 'errorDeclaration' in each).length === 1,
      ],
    },
    {
      clause: query,
      operation: 'GET /events/{eventID}',
      sent: 'an eventID that nobody used',
      ask: { method: 'GET', path: '/events/urn:uuid:none' },
      status: 404,
      exception: 'NoSuchResourceException',
    },
    {
      clause: 'who may see it',
      operation: 'GET /events/{eventID}',
      sent: "another party's eventID",
      ask: { method: 'GET', path, as: 'other' },
      status: 404,
      exception: 'NoSuchResourceException',
    },
    {
      clause: query,
      operation: 'GET /events',
      sent: 'nothing',
      ask: { method: 'GET', path: '/events' },
      status: 200,
      headers: versions,
      media: 'application/ld+json',
      says: [
        'an EPCISQueryDocument of SimpleEventQuery',
        ({ json }) => (json as { type: string }).type === 'EPCISQueryDocument' && eventsIn(json).length > 0,
      ],
    },
    {
      clause: 'who may see it',
      operation: 'GET /events',
      sent: 'the key of a party that captured nothing',
      ask: { method: 'GET', path: '/events', as: 'other' },
      status: 200,
      says: finds(),
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'GET /events',
      parameters: ['nextPageToken'],
      sent: 'perPage=2, and each link to the next page',
      ask: async (world) => {
        const seen: string[] = []
        let next: string | null =
          `/events?perPage=2&${new URLSearchParams({ EQ_eventID: Object.keys(story).map(eventID).join('|') })}`
        for (let pages = 0; next !== null && pages < 50; pages += 1) {
          const page = await world.call({ method: 'GET', path: next })
          if (page.status !== 200) return page
          seen.push(...names(page))
          const link: string | undefined = /<([^>]+)>; ?rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
          next = link === undefined ? null : pathOf(link)
          if (next === null) return { ...page, json: seen }
        }
        throw new Error('the pages do not end')
      },
      status: 200,
      says: [
        'every event once, and no link on the last page',
        ({ json }) =>
          new Set(json as string[]).size === (json as string[]).length &&
          (json as string[]).toSorted().join() === Object.keys(story).toSorted().join(),
      ],
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'GET /events',
      sent: 'a nextPageToken that was never given',
      ask: { method: 'GET', path: '/events?nextPageToken=none' },
      status: 400,
      exception: 'QueryParameterException',
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'DELETE /nextPageToken/{token}',
      sent: 'the token of a page, which is asked for after that',
      ask: async (world) => {
        const page = await world.call({ method: 'GET', path: '/events?perPage=1' })
        const token =
          new URL(/<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '').searchParams.get('nextPageToken') ?? ''
        const freed = await world.call({ method: 'DELETE', path: `/nextPageToken/${encodeURIComponent(token)}` })
        const again = await world.call({
          method: 'GET',
          path: `/events?perPage=1&nextPageToken=${encodeURIComponent(token)}`,
        })
        return { ...freed, json: again.status }
      },
      status: 204,
      says: ['the page is refused', ({ json }) => json === 400 || json === 404],
    },
  ],
}
