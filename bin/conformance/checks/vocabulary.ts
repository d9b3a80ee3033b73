import type { Chapter, Check } from '../check.ts'
import { finds, item, places, versions } from './ground.ts'

const clause = 'EPCIS 2.0 §12.5, resources by value'

/** Resource, its parameter's name, a value that events have, and the events that have it. */
const resources: [name: string, value: string, one: string, events: string[]][] = [
  ['eventTypes', 'eventType', 'TransformationEvent', ['juiced']],
  ['epcs', 'epc', item(1, 'A'), ['made', 'packed', 'juiced']],
  ['bizSteps', 'bizStep', 'packing', ['packed']],
  ['bizLocations', 'bizLocation', places.hall, ['made']],
  ['readPoints', 'readPoint', places.elsewhere, ['packed']],
  ['dispositions', 'disposition', 'in_transit', ['sold']],
]

const members = (json: unknown): string[] => (json as { member: string[] }).member

const checksOf = ([name, value, one, found]: (typeof resources)[number]): Check[] => {
  const path = `/${name}/${encodeURIComponent(one)}`
  const none = encodeURIComponent(name === 'eventTypes' ? 'https://example.com/NoEvent' : 'https://example.com/none')
  return [
    {
      clause,
      operation: `GET /${name}`,
      sent: 'nothing',
      ask: { method: 'GET', path: `/${name}?perPage=1000` },
      status: 200,
      headers: versions,
      says: [`a Collection that has ${one}`, ({ json }) => members(json).includes(one)],
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: `GET /${name}`,
      sent: 'perPage=1',
      ask: { method: 'GET', path: `/${name}?perPage=1` },
      status: 200,
      headers: { link: /rel="next"/ },
      says: ['one value', ({ json }) => members(json).length === 1],
    },
    {
      clause: 'who may see it',
      operation: `GET /${name}`,
      sent: 'the key of a party that captured nothing',
      ask: { method: 'GET', path: `/${name}`, as: 'other' },
      status: 200,
      says: ['no value', ({ json }) => members(json).length === 0],
    },
    {
      clause,
      operation: `GET /${name}/{${value}}`,
      sent: one,
      ask: { method: 'GET', path },
      status: 200,
      says: ['a Collection of events', ({ json }) => members(json).join() === 'events'],
    },
    {
      clause,
      operation: `GET /${name}/{${value}}`,
      sent: 'a value that no event has',
      ask: { method: 'GET', path: `/${name}/${none}` },
      status: 404,
      exception: 'NoSuchResourceException',
    },
    {
      clause,
      operation: `GET /${name}/{${value}}/events`,
      sent: one,
      ask: { method: 'GET', path: `${path}/events` },
      status: 200,
      headers: versions,
      says: finds(...found),
    },
    {
      clause: 'EPCIS 2.0 §8.2.7.1, on top',
      operation: `GET /${name}/{${value}}/events`,
      sent: `${one}, GE_eventTime=2100-01-01T00:00:00Z`,
      ask: { method: 'GET', path: `${path}/events?GE_eventTime=2100-01-01T00:00:00Z` },
      status: 200,
      says: finds(),
    },
    {
      clause,
      operation: `GET /${name}/{${value}}/events`,
      sent: `${one}, EQ_nothing=1`,
      ask: { method: 'GET', path: `${path}/events?EQ_nothing=1` },
      status: 400,
      exception: 'QueryParameterException',
    },
    {
      clause,
      operation: `GET /${name}/{${value}}/events`,
      sent: 'a value that no event has',
      ask: { method: 'GET', path: `/${name}/${none}/events` },
      status: 404,
      exception: 'NoSuchResourceException',
    },
  ]
}

export const vocabulary: Chapter = { title: 'Resources by value', checks: resources.flatMap(checksOf) }
