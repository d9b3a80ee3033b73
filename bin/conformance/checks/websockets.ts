import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import type { Answer, Chapter, Check } from '../check.ts'
import { captureAll, type World } from '../world.ts'
import { document, event, eventID, item, json } from './ground.ts'

const clause = 'EPCIS 2.0 §12.5.6, websocket'
const operation = 'GET /queries/{queryName}/events'
const patience = 30_000

/** Opens a websocket; what it answered before the first message, and the first message that `wanted` takes. */
const listen = async (
  world: World,
  search: string,
  happens: () => Promise<unknown>,
  wanted: (text: string) => boolean,
): Promise<Answer> => {
  const address = `${world.url.replace('http', 'ws')}/queries/heard/events?${search}`
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${world.keyOf('party')}` } })
  const messages: string[] = []
  let answer: Answer | undefined
  socket.on('message', (data) => messages.push(String(data)))
  const heads = (status: number, headers: object) => ({
    status,
    headers: new Headers(headers as Record<string, string>),
    text: '',
    json: undefined,
  })
  socket.on('upgrade', ({ headers }) => {
    answer = heads(101, headers)
  })
  socket.on('unexpected-response', (_request, response) => {
    answer = heads(response.statusCode ?? 0, response.headers)
    socket.emit('close')
  })
  socket.on('error', () => {})
  await Promise.race([once(socket, 'open'), once(socket, 'close')])
  if (answer?.status !== 101) return answer ?? heads(0, {})
  await happens()
  for (const began = Date.now(); !messages.some(wanted) && Date.now() - began < patience; ) await sleep(50)
  socket.terminate()
  const text = messages.find(wanted) ?? ''
  return { ...answer, text, json: text === '' ? undefined : JSON.parse(text) }
}

const controls = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek']

export const websockets: Chapter = {
  title: 'Subscriptions by websocket',
  checks: [
    {
      clause,
      operation,
      parameters: ['Upgrade', 'Connection', 'stream'],
      sent: 'Upgrade: websocket, stream=true, and an event is captured',
      ask: async (world) => {
        await world.call({
          method: 'POST',
          path: '/queries',
          headers: json,
          body: JSON.stringify({ name: 'heard', query: { EQ_bizStep: ['inspecting'] } }),
        })
        const happens = () =>
          captureAll(
            world,
            document([event({ epcList: [item(7, 'W')], bizStep: 'inspecting', eventID: eventID('heard') })]),
          )
        return listen(world, 'stream=true', happens, (text) => text.includes('/heard"'))
      },
      status: 101,
      headers: { 'gs1-query-min-record-time': /T/ },
      says: [
        'an EPCISQueryDocument with the event',
        ({ text }) => text.includes('EPCISQueryDocument') && text.includes('/heard"'),
      ],
    },
    {
      clause,
      operation,
      parameters: ['initialRecordTime'],
      sent: 'stream=true, initialRecordTime in the past',
      ask: (world) =>
        listen(
          world,
          'stream=true&initialRecordTime=2000-01-01T00:00:00Z',
          async () => {},
          (text) => text.includes('/heard"'),
        ),
      status: 101,
      says: ['what was captured before', ({ text }) => text.includes('/heard"')],
    },
    {
      clause,
      operation,
      parameters: [...controls, 'reportIfEmpty'],
      sent: `${controls.map((name) => `${name}=*`).join(', ')}, reportIfEmpty=true`,
      ask: (world) =>
        listen(
          world,
          `${controls.map((name) => `${name}=*`).join('&')}&reportIfEmpty=true`,
          async () => {},
          (text) => text.includes('"eventList":[]'),
        ),
      status: 101,
      says: ['an empty result', ({ text }) => text.includes('"eventList":[]')],
    },
    ...(['stream=true&second=0', 'second=75', 'stream=perhaps'] as const).map(
      (search): Check => ({
        clause,
        operation,
        sent: `Upgrade: websocket, ${search}`,
        ask: (world) =>
          listen(
            world,
            search,
            async () => {},
            () => true,
          ),
        status: 400,
      }),
    ),
    {
      clause,
      operation,
      sent: 'stream=true without Upgrade',
      ask: { method: 'GET', path: '/queries/heard/events?stream=true' },
      status: 400,
      exception: 'SubscriptionControlsException',
    },
  ],
}
