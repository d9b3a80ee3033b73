import { createHmac } from 'node:crypto'
import type { Ask, Chapter } from '../check.ts'
import { captureAll, pathOf, until, type World } from '../world.ts'
import { document, event, eventID, item, json } from './ground.ts'

const clause = 'EPCIS 2.0 §12.5.6, subscriptions'
const operation = 'POST /queries/{queryName}/subscriptions'
const path = '/queries/watched/subscriptions'
const one = '/queries/{queryName}/subscriptions/{subscriptionID}'

const subscribe = (world: World, body: object, to: string, headers: Record<string, string> = {}): Ask => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body: JSON.stringify({ dest: `${world.receiver.url}/${to}`, ...body }),
})

/** Captures an event that the watched query finds, under a name. */
const happen = (world: World, name: string) =>
  captureAll(world, document([event({ epcList: [item(6, name)], bizStep: 'inspecting', eventID: eventID(name) })]))

/** What came to a path of the receiver, as an answer. */
const received = async (world: World, to: string, holds: (text: string) => boolean) => {
  const found = await until(() => world.receiver.at(`/${to}`).find(({ text }) => holds(text)))
  const { headers = {}, text = '' } = found ?? {}
  return {
    status: found === undefined ? 0 : 200,
    headers: new Headers(headers as Record<string, string>),
    text,
    json: text === '' ? undefined : JSON.parse(text),
  }
}

const firstOf = async (world: World): Promise<string> => {
  const { json: list } = await world.call({ method: 'GET', path })
  return `${path}/${(list as { subscriptionID: string }[])[0]?.subscriptionID}`
}

const refused: [sent: string, body: object][] = [
  ['stream and schedule together', { stream: true, schedule: { second: '0' } }],
  ['a schedule with second 75', { schedule: { second: '75' } }],
  ['a destination that is no URL', { dest: 'nowhere', stream: true }],
]

export const subscriptions: Chapter = {
  title: 'Subscriptions by webhook',
  checks: [
    {
      clause,
      operation,
      sent: 'stream: true, signatureToken',
      ask: async (world) => {
        await world.call({
          method: 'POST',
          path: '/queries',
          headers: json,
          body: JSON.stringify({ name: 'watched', query: { EQ_bizStep: ['inspecting'] } }),
        })
        return subscribe(world, { stream: true, signatureToken: 'token-of-the-receiver' }, 'stream')
      },
      status: 201,
      headers: { location: /\/subscriptions\/[^/]+$/ },
      says: [
        'subscriptionID, createdAt, minRecordTime, epcFormat',
        ({ json: body }) =>
          ['subscriptionID', 'createdAt', 'minRecordTime', 'epcFormat'].every((name) => name in (body as object)),
      ],
    },
    {
      clause,
      operation,
      sent: 'an event of the query is captured',
      ask: async (world) => {
        await happen(world, 'told')
        return received(world, 'stream', (text) => text.includes('/told"'))
      },
      status: 200,
      headers: { 'gs1-signature': /./ },
      media: 'application/',
      says: [
        'an EPCISQueryDocument with queryName, subscriptionID and the event',
        ({ json: body }) => {
          const { type, epcisBody } = body as {
            type: string
            epcisBody: { queryResults: { queryName: string; subscriptionID: string } }
          }
          return (
            type === 'EPCISQueryDocument' &&
            epcisBody.queryResults.queryName === 'watched' &&
            epcisBody.queryResults.subscriptionID !== undefined
          )
        },
      ],
    },
    {
      clause: 'EPCIS 2.0 §12.5.6, GS1-Signature',
      operation,
      sent: 'the signature of that callback, made anew with the token',
      ask: async (world) => {
        const callback = await received(world, 'stream', () => true)
        const signatures = signaturesOf(callback.headers, callback.text)
        return {
          ...callback,
          json: signatures.some((each) => (callback.headers.get('gs1-signature') ?? '').includes(each)),
        }
      },
      status: 200,
      says: ['HMAC-SHA256 of what was sent', ({ json: right }) => right === true],
    },
    {
      clause,
      operation,
      parameters: ['GS1-EPC-Format'],
      sent: 'GS1-EPC-Format: Always_EPC_URN, and an event by Digital Link',
      ask: async (world) => {
        await world.call(subscribe(world, { stream: true }, 'urn', { 'gs1-epc-format': 'Always_EPC_URN' }))
        await captureAll(
          world,
          document([
            event({ epcList: ['urn:epc:id:sgtin:9521234.054321.U1'], bizStep: 'inspecting', eventID: eventID('urn') }),
          ]),
        )
        return received(world, 'urn', (text) => text.includes('/urn"'))
      },
      status: 200,
      says: ['the EPC as URN', ({ text }) => text.includes('urn:epc:id:sgtin:9521234.054321.U1')],
    },
    {
      clause,
      operation,
      sent: 'initialRecordTime in the past',
      ask: async (world) => {
        await world.call(subscribe(world, { stream: true, initialRecordTime: '2000-01-01T00:00:00Z' }, 'past'))
        return received(world, 'past', (text) => text.includes('/told"'))
      },
      status: 200,
      says: ['what was captured before', ({ text }) => text.includes('/told"')],
    },
    {
      clause,
      operation,
      sent: 'a schedule of every second, reportIfEmpty: true',
      ask: async (world) => {
        await world.call(subscribe(world, { schedule: { second: '*' }, reportIfEmpty: true }, 'schedule'))
        return received(world, 'schedule', (text) => text.includes('"eventList":[]'))
      },
      status: 200,
      says: ['an empty result', ({ text }) => text.includes('"eventList":[]')],
    },
    ...refused.map(([sent, body]) => ({
      clause,
      operation,
      sent,
      ask: (world: World) => subscribe(world, body, 'refused'),
      status: 400,
    })),
    {
      clause,
      operation,
      sent: 'text/plain',
      ask: { method: 'POST', path, headers: { 'content-type': 'text/plain' }, body: '{}' },
      status: 415,
      exception: 'UnsupportedMediaTypeException',
    },
    {
      clause,
      operation,
      sent: 'a query that was never named',
      ask: (world) => ({ ...subscribe(world, { stream: true }, 'none'), path: '/queries/none/subscriptions' }),
      status: 404,
      exception: 'NoSuchNameException',
    },
    {
      clause,
      operation: 'GET /queries/{queryName}/subscriptions',
      sent: 'nothing',
      ask: { method: 'GET', path },
      status: 200,
      headers: { 'gs1-epcis-version': '2.0.0' },
      says: [
        'the subscriptions, without their tokens',
        ({ json: list, text }) => (list as object[]).length === 4 && !text.includes('token-of-the-receiver'),
      ],
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'GET /queries/{queryName}/subscriptions',
      sent: 'perPage=1',
      ask: { method: 'GET', path: `${path}?perPage=1` },
      status: 200,
      headers: { link: /rel="next"/ },
    },
    {
      clause: 'who may see it',
      operation: 'GET /queries/{queryName}/subscriptions',
      sent: "another party's key",
      ask: { method: 'GET', path, as: 'other' },
      status: 404,
      exception: 'NoSuchNameException',
    },
    {
      clause,
      operation: `GET ${one}`,
      sent: 'a subscription',
      ask: async (world) => ({ method: 'GET', path: await firstOf(world) }),
      status: 200,
      says: ['its destination', ({ json: body }) => 'dest' in (body as object)],
    },
    {
      clause,
      operation: `GET ${one}`,
      sent: 'an ID that was never given',
      ask: { method: 'GET', path: `${path}/none` },
      status: 404,
      exception: 'NoSuchResourceException',
    },
    {
      clause,
      operation: `DELETE ${one}`,
      sent: 'a subscription, and its ID after that',
      ask: async (world) => {
        const first = await firstOf(world)
        const removed = await world.call({ method: 'DELETE', path: first })
        return { ...removed, json: (await world.call({ method: 'GET', path: first })).status }
      },
      status: 204,
      says: ['it is gone', ({ json: status }) => status === 404],
    },
    {
      clause,
      operation: `DELETE ${one}`,
      sent: 'an ID that was never given',
      ask: { method: 'DELETE', path: `${path}/none` },
      status: 404,
    },
    {
      clause: 'EPCIS 2.0 §12.5.6, deletion of a query',
      operation: 'DELETE /queries/{queryName}',
      sent: 'a query with subscriptions',
      ask: async (world) => {
        const made = await world.call(subscribe(world, { stream: true }, 'deleted'))
        const removed = await world.call({ method: 'DELETE', path: '/queries/watched' })
        return {
          ...removed,
          json: (await world.call({ method: 'GET', path: pathOf(made.headers.get('location')) })).status,
        }
      },
      status: 204,
      says: ['they are gone with it', ({ json: status }) => status === 404],
    },
  ],
}

/** GS1-Signature leaves its algorithm to the server; ours covers the body, or the ID, time and body of the callback. */
const signaturesOf = (headers: Headers, text: string): string[] => {
  const parts = [text, `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${text}`]
  return parts.flatMap((part) =>
    (['hex', 'base64'] as const).map((form) => createHmac('sha256', 'token-of-the-receiver').update(part).digest(form)),
  )
}
