import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Ask } from './check.ts'
import { otherGln, otherGtin, otherPrefix } from './checks/ground.ts'
import type { OwnProgram } from './own-program.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** What checks meet: a running server, two parties that know nothing of each other, and a receiver of callbacks. */
export type World = {
  url: string
  call(ask: Ask): Promise<Answer>
  keyOf(as: NonNullable<Ask['as']>): string | undefined
  receiver: Receiver
  close(): Promise<void>
}

/** Registers the parties and opens the receiver. */
export const createWorld = async ({ url, operatorKey }: OwnProgram): Promise<World> => {
  const operator = (ask: Ask) => callServer(url, operatorKey, ask)
  const keys: Record<string, string | undefined> = {
    operator: operatorKey,
    party: await registerParty(operator, 'Party'),
    other: await registerOther(url, operator),
    unknown: 'a-key-that-nobody-was-given',
  }
  const receiver = await startReceiver()
  return {
    url,
    keyOf: (as) => keys[as],
    call: (ask) => callServer(url, keys[ask.as ?? 'party'], ask),
    receiver,
    close: () => receiver.close(),
  }
}

/** The other party owns a company prefix and a product under it, so that somebody's things can be somebody else's. */
const registerOther = async (url: string, call: (ask: Ask) => Promise<Answer>): Promise<string> => {
  const identifiers = [
    { scheme: 'gln', value: otherGln, verified: true },
    { scheme: 'gs1-company-prefix', value: otherPrefix, verified: true },
  ]
  const key = await registerParty(call, 'Other', { identifiers })
  const product = {
    method: 'PUT',
    path: `/api/products/${otherGtin}`,
    headers: json,
    body: '{"names":{"vi":"Product"}}',
  } as const
  const made = await callServer(url, key, product)
  if (made.status !== 200) throw new Error(`no product: ${made.status} ${made.text}`)
  return key
}

const registerParty = async (call: (ask: Ask) => Promise<Answer>, name: string, more: object = {}): Promise<string> => {
  const post = (path: string, body: object) =>
    call({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const made = await post('/api/parties', { kind: 'enterprise', names: { vi: name, en: name }, ...more })
  const issued = await post(`/api/parties/${(made.json as { id?: string })?.id}/keys`, { label: 'conformance' })
  const key = (issued.json as { key?: string })?.key
  if (key === undefined) throw new Error(`no key for ${name}: ${made.text} ${issued.text}`)
  return key
}

const patience = 60_000

const callServer = async (url: string, key: string | undefined, ask: Ask): Promise<Answer> => {
  const response = await fetch(url + ask.path, {
    method: ask.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
    headers: {
      'accept-language': 'en',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...ask.headers,
    },
    ...(ask.body === undefined ? {} : { body: ask.body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: jsonOf(response, text) }
}

const jsonOf = ({ headers }: Response, text: string): unknown =>
  /[/+]json/.test(headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : undefined

/** Waits until something has come about; undefined where it does not. */
export const until = async <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T | undefined> => {
  for (const began = Date.now(); Date.now() - began < 30_000; await sleep(50)) {
    const found = await look()
    if (found !== undefined) return found
  }
  return undefined
}

/** The path of a link or Location: they carry the public address, and the server at hand has a port of its own. */
export const pathOf = (url: string | null): string => {
  const { pathname, search } = new URL(url ?? '', 'http://localhost')
  return pathname + search
}

/** Posts a document and waits for its job. */
export const captureAll = async (world: World, body: string, more: Partial<Ask> = {}): Promise<Answer> => {
  const sent = await world.call({
    method: 'POST',
    path: '/capture',
    body,
    ...more,
    headers: { ...json, ...more.headers },
  })
  if (sent.status !== 202) return sent
  const path = pathOf(sent.headers.get('location'))
  const as = more.as ?? 'party'
  const done = await until(async () => {
    const job = await world.call({ method: 'GET', path, as })
    return (job.json as { running?: boolean })?.running === false ? job : undefined
  })
  return done ?? sent
}

export const json = { 'content-type': 'application/json' }
