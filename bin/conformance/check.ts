import type { World } from './world.ts'

/** What a server answered; status 0 where it gave no answer. */
export type Answer = { status: number; headers: Headers; text: string; json: unknown }

export type Ask = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'
  path: string
  headers?: Record<string, string>
  body?: string
  /** Whose key; a party's own unless told. */
  as?: 'party' | 'other' | 'operator' | 'nobody' | 'unknown'
}

/** One sentence of the standard that the running server is held to. */
export type Check = {
  /** Where it is said: a clause, or the description of the operation in GS1's OpenAPI. */
  clause: string
  /** As the OpenAPI names it: `GET /events/{eventID}`. */
  operation: string
  /** The parameters that it holds to their meaning. */
  parameters?: readonly string[]
  /** What is sent, in words; the request itself where it speaks for itself. */
  sent: string
  ask: Ask | ((world: World) => Ask | Promise<Ask> | Promise<Answer> | Answer)
  status: number
  /** The exception of the REST binding, without its scheme. */
  exception?: string
  media?: string
  /** Headers of the answer: their value, or that they are there. */
  headers?: Record<string, string | RegExp>
  /** What the answer says, in words, and whether it does. */
  says?: readonly [what: string, holds: (answer: Answer, world: World) => boolean]
}

export type Chapter = { title: string; checks: readonly Check[] }

/** A check and what came back: the same words whenever the same thing happens. */
export type Row = { check: Check; cameBack: string; fault: string | undefined }

/** Asks, and holds what came back against what must. */
export const judge = async (world: World, check: Check): Promise<Row> => {
  try {
    const asked = typeof check.ask === 'function' ? await check.ask(world) : check.ask
    const answer = 'status' in asked ? asked : await world.call(asked)
    return rowOf(check, answer, faultsOf(check, answer, world))
  } catch (error) {
    const fault = `the check itself failed: ${(error as Error).message.slice(0, 200)}`
    return { check, cameBack: fault, fault }
  }
}

const rowOf = (check: Check, answer: Answer, faults: readonly string[]): Row => {
  const fault = faults.length === 0 ? undefined : faults.join('; ')
  return { check, cameBack: fault ?? expectation(check), fault: fault && `${fault} (${inShort(answer)})` }
}

/** What came back where all is as it must be. */
const expectation = ({ status, exception, media, headers = {}, says }: Check): string =>
  [
    String(status),
    exception === undefined ? [] : [exception],
    media === undefined ? [] : [media],
    Object.entries(headers).map(([name, value]) => (typeof value === 'string' ? `${name}: ${value}` : name)),
    says === undefined ? [] : [says[0]],
  ]
    .flat()
    .join(', ')

const faultsOf = (check: Check, answer: Answer, world: World): string[] => {
  if (answer.status !== check.status) return [`${answer.status} ${exceptionOf(answer)}, not ${check.status}`]
  const { exception, media, headers = {}, says } = check
  const got = exceptionOf(answer)
  return [
    exception !== undefined && got !== exception ? [`${got || 'no exception'}, not ${exception}`] : [],
    media !== undefined && !answer.headers.get('content-type')?.startsWith(media)
      ? [`as ${answer.headers.get('content-type')}, not ${media}`]
      : [],
    Object.entries(headers).flatMap(([name, wanted]) => headerFault(answer, name, wanted)),
    says !== undefined && !holds(says[1], answer, world) ? [`not: ${says[0]}`] : [],
  ].flat()
}

const headerFault = ({ headers }: Answer, name: string, wanted: string | RegExp): string[] => {
  const value = headers.get(name)
  const right = value !== null && (typeof wanted === 'string' ? value === wanted : wanted.test(value))
  return right ? [] : [value === null ? `no ${name}` : `${name}: ${value}`]
}

const holds = (says: (answer: Answer, world: World) => boolean, answer: Answer, world: World): boolean => {
  try {
    return says(answer, world)
  } catch {
    return false
  }
}

const exceptionOf = ({ json, text }: Answer): string => {
  const type = (json as { type?: unknown } | undefined)?.type ?? /<type>([^<]+)<\/type>/.exec(text)?.[1]
  return typeof type === 'string' && type.startsWith('epcisException:') ? type.slice('epcisException:'.length) : ''
}

const inShort = ({ status, text }: Answer): string => `${status} ${text.slice(0, 300).replace(/\s+/g, ' ')}`.trim()
