import type { Chapter, Check } from '../check.ts'
import { captureAll } from '../world.ts'
import {
  bare,
  context,
  document,
  event,
  eventID,
  item,
  json,
  otherGln,
  queryDocument,
  storyDocument,
  versions,
} from './ground.ts'
import { isEnded, type Job } from './jobs.ts'

const operation = 'POST /capture'
const clause = 'EPCIS 2.0 §12.5, capture'
const jsonld = { 'content-type': 'application/ld+json' }

const taken = { status: 202, headers: { location: /\/capture\/[^/]+$/, ...versions } }
const mixed = document([event({ epcList: [item(4, 'GOOD')] }), event({ epcList: [item(4, 'BAD')], bizStep: 'flying' })])
const once = document([event({ epcList: [item(4, 'ONCE')], eventID: eventID('once') })])
const otherwise = document([event({ epcList: [item(4, 'OTHER')], eventID: eventID('once') })])

/** The job of a document, once it has ended. */
const job = (sent: string, body: string, says: Check['says'], headers: Record<string, string> = {}): Check => ({
  clause,
  operation: 'GET /capture/{captureID}',
  sent,
  ask: (world) => captureAll(world, body, { headers }),
  status: 200,
  ...(says === undefined ? {} : { says }),
})

export const capture: Chapter = {
  title: 'Capture',
  checks: [
    {
      clause,
      operation,
      sent: 'an EPCISDocument as application/json, with master data',
      ask: { method: 'POST', path: '/capture', headers: json, body: storyDocument },
      ...taken,
    },
    {
      clause,
      operation,
      sent: 'an EPCISDocument as application/ld+json',
      ask: { method: 'POST', path: '/capture', headers: jsonld, body: document([event({ epcList: [item(4, 'LD')] })]) },
      ...taken,
    },
    {
      clause,
      operation,
      sent: 'an EPCISQueryDocument',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: json,
        body: queryDocument([event({ epcList: [item(4, 'Q')] })]),
      },
      ...taken,
    },
    {
      clause,
      operation,
      parameters: ['GS1-EPCIS-Version', 'GS1-CBV-Version'],
      sent: 'GS1-EPCIS-Version: 2.0.0, GS1-CBV-Version: 2.0.0',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: { ...json, 'gs1-epcis-version': '2.0.0', 'gs1-cbv-version': '2.0.0' },
        body: document([event({ epcList: [item(4, 'V')] })]),
      },
      ...taken,
    },
    job('a document', document([event({ epcList: [item(4, 'JOB')] })]), [
      'a job that has ended with success',
      ({ json }) => isEnded(json as Job, true) && (json as Job).errors.length === 0,
    ]),
    job('the same document twice', once, [
      'success: the first time it is stored',
      ({ json }) => isEnded(json as Job, true),
    ]),
    job('the same document again', once, [
      'success: it is known',
      ({ json }) => isEnded(json as Job, true) && (json as Job)['nguon:eventsKnown'] === 1,
    ]),
    job('other content under the same eventID', otherwise, [
      'no success, ResourceAlreadyExistsException with 409 for event 0',
      ({ json }) => {
        const [error] = (json as Job).errors
        return (
          isEnded(json as Job, false) &&
          error?.type === 'epcisException:ResourceAlreadyExistsException' &&
          error.status === 409 &&
          error.event === 0
        )
      },
    ]),
    {
      clause: 'EPCIS 2.0 §12.6.1, rollback',
      operation,
      parameters: ['GS1-Capture-Error-Behaviour'],
      sent: 'a good and a bad event, GS1-Capture-Error-Behaviour: rollback',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: { ...json, 'gs1-capture-error-behaviour': 'rollback' },
        body: mixed,
      },
      status: 400,
      exception: 'ValidationException',
      says: [
        'event 1 and /bizStep are named',
        ({ json }) => {
          const [error] = (json as { errors: { event: number; field: string }[] }).errors
          return error?.event === 1 && error.field === '/bizStep'
        },
      ],
    },
    job(
      'the same with GS1-Capture-Error-Behaviour: proceed',
      mixed,
      [
        'no success, and one event stored',
        ({ json }) => isEnded(json as Job, false) && (json as Job)['nguon:eventsStored'] === 1,
      ],
      { 'gs1-capture-error-behaviour': 'proceed' },
    ),
    {
      clause,
      operation,
      sent: 'GS1-Capture-Error-Behaviour: perhaps',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: { ...json, 'gs1-capture-error-behaviour': 'perhaps' },
        body: once,
      },
      status: 400,
      exception: 'ValidationException',
    },
    {
      clause,
      operation,
      sent: 'JSON that breaks off',
      ask: { method: 'POST', path: '/capture', headers: json, body: once.slice(0, -2) },
      status: 400,
      exception: 'ValidationException',
    },
    {
      clause,
      operation,
      sent: 'schemaVersion 9.x',
      ask: { method: 'POST', path: '/capture', headers: json, body: document([event()], { schemaVersion: '9.x' }) },
      status: 400,
      exception: 'ValidationException',
    },
    {
      clause,
      operation,
      sent: 'text/plain',
      ask: { method: 'POST', path: '/capture', headers: { 'content-type': 'text/plain' }, body: once },
      status: 415,
      exception: 'UnsupportedMediaTypeException',
    },
    {
      clause,
      operation,
      sent: 'GS1-EPCIS-Version: 9.0',
      ask: { method: 'POST', path: '/capture', headers: { ...json, 'gs1-epcis-version': '9.0' }, body: once },
      status: 406,
      exception: 'NotAcceptableException',
    },
    {
      clause,
      operation,
      sent: 'a document over the announced size',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: json,
        body: document([event({ ilmd: undefined, 'urn:example:long': 'x'.repeat(1 << 21) })]),
      },
      status: 413,
      exception: 'CaptureLimitExceededException',
      headers: { 'gs1-epcis-capture-limit': /^\d+$/, 'gs1-epcis-capture-file-size-limit': /^\d+$/ },
    },
    {
      clause,
      operation,
      sent: 'no key',
      ask: { method: 'POST', path: '/capture', headers: json, body: once, as: 'nobody' },
      status: 401,
      exception: 'SecurityException',
    },
    {
      clause,
      operation,
      sent: 'a key that nobody was given',
      ask: { method: 'POST', path: '/capture', headers: json, body: once, as: 'unknown' },
      status: 401,
      exception: 'SecurityException',
    },
    {
      clause: 'EPCIS 2.0 §9, header',
      operation,
      sent: 'a document in the name of another party',
      ask: {
        method: 'POST',
        path: '/capture',
        headers: json,
        body: document([event({ epcList: [item(4, 'S')] })], { sender: `https://id.gs1.org/417/${otherGln}` }),
      },
      status: 403,
      exception: 'SecurityException',
    },
    job(
      'master data without events',
      JSON.stringify({
        '@context': context,
        type: 'EPCISDocument',
        schemaVersion: '2.0',
        creationDate: '2026-01-01T00:00:00Z',
        epcisHeader: {
          epcisMasterData: {
            vocabularyList: [
              {
                type: 'urn:epcglobal:epcis:vtype:ReadPoint',
                vocabularyElementList: [{ id: 'https://example.com/gate/1' }],
              },
            ],
          },
        },
        epcisBody: { eventList: [] },
      }),
      ['success', ({ json }) => isEnded(json as Job, true)],
    ),
    {
      clause,
      operation,
      sent: 'a bare event (ours: taken as a document of one)',
      ask: { method: 'POST', path: '/capture', headers: json, body: bare({ epcList: [item(4, 'BARE')] }) },
      ...taken,
    },
  ],
}
