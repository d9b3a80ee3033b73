import type { Chapter, Check } from '../check.ts'

const clause = 'EPCIS 2.0 §12.3, exceptions'
const operation = 'GET /events'
const refused = (sent: string, search: string): Check => ({
  clause,
  operation,
  sent,
  ask: { method: 'GET', path: `/events?${search}` },
  status: 400,
  exception: 'QueryParameterException',
  says: ['the parameter is named', ({ text }) => text.includes(search.split('=')[0] ?? '')],
})

/** What a key is asked for, everywhere. */
const guarded: [operation: string, path: string][] = [
  ['GET /', '/'],
  ['GET /capture', '/capture'],
  ['GET /events', '/events'],
  ['GET /eventTypes', '/eventTypes'],
  ['GET /epcs', '/epcs'],
  ['GET /bizSteps', '/bizSteps'],
  ['GET /bizLocations', '/bizLocations'],
  ['GET /readPoints', '/readPoints'],
  ['GET /dispositions', '/dispositions'],
  ['GET /queries', '/queries'],
]

export const errors: Chapter = {
  title: 'Exceptions',
  checks: [
    ...guarded.map(
      ([guardedOperation, path]): Check => ({
        clause,
        operation: guardedOperation,
        sent: 'a key that nobody was given',
        ask: { method: 'GET', path, as: 'unknown' },
        status: 401,
        exception: 'SecurityException',
      }),
    ),
    refused('a parameter that there is not', 'EQ_nothing=1'),
    refused('a parameter in the wrong case', 'MATCH_EPCClass=urn:x:1'),
    refused('no time', 'GE_eventTime=yesterday'),
    refused('no number', 'GE_quantity=many'),
    refused('no action', 'EQ_action=MOVE'),
    refused('no count', 'perPage=0'),
    refused('eventCountLimit and maxEventCount together', 'eventCountLimit=1&maxEventCount=1&orderBy=eventTime'),
    {
      clause,
      operation,
      sent: 'a query string of 100 kB',
      ask: { method: 'GET', path: `/events?EQ_eventID=${'x'.repeat(100_000)}` },
      status: 414,
      exception: 'URITooLongException',
    },
    {
      clause,
      operation,
      sent: 'a parameter that there is not, Accept: application/problem+xml',
      ask: {
        method: 'GET',
        path: '/events?EQ_nothing=1',
        headers: { accept: 'application/xml, application/problem+xml' },
      },
      status: 400,
      media: 'application/problem+xml',
      exception: 'QueryParameterException',
    },
    {
      clause: 'RFC 9110 §15.5.6',
      operation: 'GET /events',
      sent: 'PUT /events',
      ask: { method: 'PUT', path: '/events' },
      status: 405,
      headers: { allow: /GET/ },
    },
  ],
}
