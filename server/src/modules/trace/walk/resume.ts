import { lastOfAll, trailOf, type Visit } from './visit.ts'
import type { Direction } from './walk-graph.ts'
import type { Cursor } from './walk-reader.ts'

/** Something of a node that is to be opened: its own story, or what it may have very many of. */
export type Task = {
  direction: Direction
  visit: Visit
  opens: 'story' | 'many'
  /** Goes on after so many steps, or after a row. */
  skip?: number
  after?: Cursor
}

/** What a token says: where to go on, and the key that the first walk began with. */
export type Resumption = { origin: string; tasks: Task[] }

/** A token that goes on with some tasks; each with the visits that a loop could come back to. */
export const toResume = ({ origin, tasks }: Resumption): string => {
  const told = tasks.map((task) => ({
    ...task,
    visit: plain(task.visit),
    trail: trailOf(task.visit, task.direction).map(plain),
  }))
  return Buffer.from(JSON.stringify({ origin, tasks: told }), 'utf8').toString('base64url')
}

const plain = ({ via: _, ...visit }: Visit): Visit => visit

const longest = 100_000

/** Reads a token; undefined where it is none of ours. */
export const parseResume = (text: string): Resumption | undefined => {
  if (text.length > longest) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!isRecord(value) || !isUuid(value.origin) || !Array.isArray(value.tasks)) return undefined
    if (value.tasks.length === 0 || !value.tasks.every(isTask)) return undefined
    return { origin: value.origin as string, tasks: value.tasks.map(withTrail) }
  } catch {
    return undefined
  }
}

const withTrail = ({ trail, ...task }: Task & { trail: Visit[] }): Task => {
  const via = trail.reduceRight<Visit | undefined>((up, visit) => ({ ...visit, ...(up && { via: up }) }), undefined)
  return { ...task, visit: { ...task.visit, ...(via && { via }) } }
}

type Rec = Record<string, unknown>
const isRecord = (value: unknown): value is Rec => typeof value === 'object' && value !== null && !Array.isArray(value)

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const time = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00(?: BC)?$/

const isUuid = (value: unknown): boolean => typeof value === 'string' && uuid.test(value)
const isTime = (value: unknown): boolean => typeof value === 'string' && time.test(value)
const isBound = (value: unknown): boolean => value === null || isTime(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isOneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value)
const maybe = (check: (value: unknown) => boolean) => (value: unknown) => value === undefined || check(value)

const fits = (checks: Record<string, (value: unknown) => boolean>) => (value: unknown) =>
  isRecord(value) &&
  Object.keys(value).every((name) => name in checks) &&
  Object.entries(checks).every(([name, check]) => check(value[name]))

const isVisit = fits({
  kind: isOneOf('item', 'container', 'process'),
  key: isUuid,
  from: isBound,
  to: isBound,
  certainty: isOneOf('contains', 'may-contain'),
  depth: isCount,
  location: maybe(isUuid),
  since: maybe(isTime),
  by: maybe(isUuid),
  blended: maybe((value) => value === true),
  named: maybe((value) => value === true),
  inside: maybe((value) => value === lastOfAll || isTime(value)),
})

const isCursor = fits({ key: isUuid, kind: isCount, eventTime: isTime, eventUid: isUuid, other: isUuid })

const isTask = fits({
  direction: isOneOf('back', 'forward'),
  visit: isVisit,
  trail: (value) => Array.isArray(value) && value.every(isVisit),
  opens: isOneOf('story', 'many'),
  skip: maybe(isCount),
  after: maybe(isCursor),
})
