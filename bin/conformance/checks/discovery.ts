import type { Chapter, Check } from '../check.ts'

const version = /^\d+\.\d+(\.\d+)?$/

/** What any resource tells of itself (OpenAPI: 204DefaultDiscoveryResponse). */
const usual = {
  'gs1-epcis-version': version,
  'gs1-epcis-min': version,
  'gs1-epcis-max': version,
  'gs1-cbv-version': version,
  'gs1-cbv-min': version,
  'gs1-cbv-max': version,
  'gs1-epc-format': /Always_GS1_Digital_Link/,
  'gs1-cbv-xml-format': /Always_Web_URI/,
  'gs1-extensions': /=/,
  'gs1-vendor-version': /./,
}
const limits = {
  'gs1-epcis-capture-limit': /^\d+$/,
  'gs1-epcis-capture-file-size-limit': /^\d+$/,
  'gs1-capture-error-behaviour': /rollback.*proceed|all/,
}

const values: Record<string, string> = {
  '/eventTypes/{eventType}': '/eventTypes/ObjectEvent',
  '/epcs/{epc}': '/epcs/urn:epc:id:sgtin:9521234.054321.1',
  '/bizSteps/{bizStep}': '/bizSteps/shipping',
  '/bizLocations/{bizLocation}': '/bizLocations/urn:epc:id:sgln:9521234.00001.0',
  '/readPoints/{readPoint}': '/readPoints/urn:epc:id:sgln:9521234.00001.0',
  '/dispositions/{disposition}': '/dispositions/active',
}

/** Path as the OpenAPI has it, one as it is asked for, and what may be done there. */
const resources: [path: string, asked: string, methods: string[], more?: Record<string, RegExp>][] = [
  ['/', '/', ['GET']],
  ['/capture', '/capture', ['GET', 'POST'], limits],
  ['/capture/{captureID}', '/capture/019c0000-0000-7000-8000-000000000000', ['GET']],
  ['/events', '/events', ['GET', 'POST']],
  ['/events/{eventID}', '/events/urn:uuid:1', ['GET']],
  ...Object.entries(values).flatMap(([path, asked]): [string, string, string[]][] => [
    [path.replace(/\/[^/]+$/, ''), asked.replace(/\/[^/]+$/, ''), ['GET']],
    [path, asked, ['GET']],
    [`${path}/events`, `${asked}/events`, ['GET']],
  ]),
  ['/queries', '/queries', ['GET', 'POST']],
  ['/queries/{queryName}', '/queries/any', ['GET', 'DELETE']],
  ['/queries/{queryName}/events', '/queries/any/events', ['GET']],
  ['/queries/{queryName}/subscriptions', '/queries/any/subscriptions', ['GET', 'POST']],
  ['/queries/{queryName}/subscriptions/{subscriptionID}', '/queries/any/subscriptions/1', ['GET', 'DELETE']],
]

const toCheck = ([path, asked, methods, more]: (typeof resources)[number]): Check => ({
  clause: 'EPCIS 2.0 §12.3, discovery',
  operation: `OPTIONS ${path}`,
  sent: 'nothing',
  ask: { method: 'OPTIONS', path: asked, as: 'nobody' },
  status: 204,
  headers: { ...usual, ...more },
  says: [
    `Allow names ${methods.join(' and ')}`,
    ({ headers }) => methods.every((method) => headers.get('allow')?.split(/,\s*/).includes(method)),
  ],
})

const topLevel = [
  'queries',
  'capture',
  'events',
  'eventTypes',
  'epcs',
  'readPoints',
  'bizLocations',
  'dispositions',
  'bizSteps',
]

export const discovery: Chapter = {
  title: 'Discovery',
  checks: [
    ...resources.map(toCheck),
    {
      clause: 'EPCIS 2.0 §12.3, top-level resources',
      operation: 'GET /',
      sent: 'Accept: application/ld+json',
      ask: { method: 'GET', path: '/', headers: { accept: 'application/ld+json' } },
      status: 200,
      media: 'application/ld+json',
      says: [
        `a Collection of ${topLevel.join(', ')}`,
        ({ json }) => {
          const { type, member } = json as { type: string; member: string[] }
          return type === 'Collection' && topLevel.toSorted().join() === member.toSorted().join()
        },
      ],
    },
  ],
}
