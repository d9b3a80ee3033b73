import type { TestApp } from '../app.ts'
import { gtin } from '../documents.ts'
import type { Described } from './described.ts'

/** Somebody who asks: a machine by its key, or a person by the cookies of a browser. */
export type Caller = { name: string; headers: Record<string, string> }

/** A question of the API, as a caller asks it: an operation of the description, with a value for each of its parameters. */
export type Question = { template: string; permission: string; path: string }

type Answer = { status: number; text: string; link: string | null }

export const ask = async (app: TestApp, { headers }: Caller, path: string): Promise<Answer> => {
  const response = await fetch(new URL(path, app.url), {
    redirect: 'manual',
    headers: { 'accept-language': 'en', ...headers },
  })
  return { status: response.status, text: await response.text(), link: response.headers.get('link') }
}

/** Answered with something: a refusal and an empty list tell nothing that could change. */
const isTold = ({ status, text }: Answer): boolean => status >= 200 && status < 300 && text.length > 2

/**
 * An answer without what may differ between two to one question: a request's own id, the overall position (ADR 4), sealed
 * tokens, those of forms, and when the caller itself was last here.
 */
export const settled = ({ status, text, link }: Answer): string =>
  [status, text, link ?? '']
    .join('\n')
    .replace(/urn:uuid:[0-9a-f-]{36}"(?=,?"?\}?$)/g, '…')
    .replace(
      /("(?:nguon:position|asOf|resume|next|now|takenAt|creationDate|exportedAt|lastUsedAt|lastSeenAt)":\s*)("[^"]*"|\d+)/g,
      '$1…',
    )
    .replace(/(nextPageToken|after|resume|asOf)=[^&>;"]+/g, '$1=…')
    .replace(/(name="csrf" value)="[^"]+"/g, '$1=…')
    .replace(/last used [^<]+/g, 'last used …')

/** All texts of an answer, each with the property that it is of; the properties' names as well. */
const textsIn = (value: unknown, property = ''): [text: string, property: string][] => {
  if (typeof value === 'string') return value.length > 0 && value.length < 200 ? [[value, property]] : []
  if (Array.isArray(value)) return value.flatMap((inner) => textsIn(inner, property))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => [[name, ''] as [string, string], ...textsIn(inner, name)])
}

const mostTried = 12

/** What the answers so far named: which operations did, and as which properties. */
type Pool = Map<string, Set<string>>

/**
 * The questions that a caller is answered with something: by the address that is `known`, those without a
 * parameter as they stand, others with what the answers so far named, beginning with `party`.
 */
export const questionsOf = async (
  app: TestApp,
  caller: Caller,
  gets: readonly Described[],
  { party, known }: { party: string; known: Readonly<Record<string, string>> },
): Promise<Question[]> => {
  const told: Question[] = []
  const pool: Pool = new Map([party, `/01/${gtin(1)}`].map((text) => [text, new Set()]))
  const keep = async ({ template, permission }: Described, path: string): Promise<boolean> => {
    const answer = await ask(app, caller, path)
    if (!isTold(answer)) return false
    told.push({ template, permission, path })
    for (const [text, property] of namesIn(answer))
      pool.set(text, (pool.get(text) ?? new Set()).add(template).add(property))
    return true
  }
  for (const get of gets) if (!get.path.includes('{')) await keep(get, known[get.template] ?? get.path)
  for (const get of gets.filter(({ path }) => path.includes('{'))) {
    const address = known[get.template]
    if (address !== undefined && (await keep(get, address))) continue
    for (const value of likelyFor(get.path, pool))
      if (await keep(get, get.path.replace(/\{[^}]+\}/g, encodeURIComponent(value)))) break
  }
  return told
}

/** Pages and pictures name nothing for the next question. */
const namesIn = ({ text }: Answer): [text: string, property: string][] => {
  try {
    return textsIn(JSON.parse(text))
  } catch {
    return []
  }
}

/** Values that a path may be asked with: first what the list named of which it asks for one, as what it asks for. */
const likelyFor = (path: string, pool: Pool): string[] => {
  const [list = '', parameter = ''] = path.split(/\/\{|\}/)
  const farFrom = (named: ReadonlySet<string>) => (named.has(list) ? 0 : 3) + (named.has(parameter) ? 0 : 1)
  return [...pool]
    .map(([value, named]) => ({ value, rank: rank(path, value) + farFrom(named) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostTried)
    .map(({ value }) => value)
}

const rank = (path: string, value: string): number => {
  const isID = /^[0-9a-f]{8}-/.test(value)
  if (/\{(id|\w+ID)\}/i.test(path) && isID) return 0
  if (/epc|trace|lot/i.test(path) && /^https?:\/\/.*\/(01|00|414)\//.test(value)) return 0
  if (/gtin/i.test(path) && /^\d{14}$/.test(value)) return 0
  return isID ? 2 : 1
}

/** What each question is answered, settled; those that this caller is told nothing by are left out. */
export const answersTo = async (
  app: TestApp,
  caller: Caller,
  questions: readonly Question[],
): Promise<Map<Question, string>> => {
  const answers = new Map<Question, string>()
  for (const question of questions) {
    const answer = await ask(app, caller, question.path)
    if (isTold(answer)) answers.set(question, settled(answer))
  }
  return answers
}

/** Where two texts part; empty where they do not. */
export const difference = (before: string, after: string): string => {
  if (before === after) return ''
  const at = [...before].findIndex((character, index) => after[index] !== character)
  return `…${before.slice(Math.max(0, at - 60), at + 60)}… is now …${after.slice(Math.max(0, at - 60), at + 60)}…`
}
