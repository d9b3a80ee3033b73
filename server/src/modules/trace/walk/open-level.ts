import { kinds } from '../assertion.ts'
import type { Known } from './known.ts'
import type { Task } from './resume.ts'
import { isContainment, type Statement } from './statement.ts'
import { twinsAmong } from './twins.ts'
import { lastOfAll } from './visit.ts'
import type { Cursor, WalkReader } from './walk-reader.ts'

/** What a walk reads from, and what it has read. `joins`: of things alike one stands for all. */
export type Opened = { read: WalkReader; known: Known; joins: boolean }

type Rows = { rows: Statement[]; next?: Cursor }

const ranges = {
  contents: [kinds.contains, kinds.carries],
  holdings: [kinds.contains, kinds.hasMember],
  inputs: [kinds.hasInput, kinds.hasInput],
  outputs: [kinds.hasOutput, kinds.hasOutput],
} as const

const rangeOf = ({ direction, visit }: Task): keyof typeof ranges => {
  if (visit.kind === 'process') return direction === 'back' ? 'inputs' : 'outputs'
  return direction === 'back' ? 'contents' : 'holdings'
}

/** Whether all contents of a container must be known, to tell which round was its last. */
export const isLast = ({ opens, direction, visit }: Task): boolean =>
  opens === 'many' && direction === 'back' && visit.inside === lastOfAll

/** Rows of one read of what keys may have very many of. */
const most = 20_000

/**
 * Reads all that the tasks of a level need, in few reads whatever their number: the rows of those that open many, as far as
 * one read takes, and the own stories of all keys that these lead to. A task without rows was not read yet.
 */
export const openLevel = async (
  opened: Opened,
  tasks: readonly Task[],
  more: readonly string[] = [],
): Promise<Map<Task, Rows>> => {
  const { read } = opened
  const many = tasks.filter(({ opens }) => opens === 'many')
  const fresh = Map.groupBy(
    many.filter((task) => task.after === undefined && !isLast(task)),
    rangeOf,
  )
  const whole = many.filter(isLast)
  const pages = await Promise.all([
    ...[...fresh].map(([range, same]) => readTogether(read, range, same)),
    ...(whole.length === 0 ? [] : [readWhole(read, whole)]),
    ...many.filter((task) => task.after !== undefined && !isLast(task)).map((task) => readOn(read, task)),
  ])
  const rows = new Map(pages.flatMap((each) => [...each]))
  const children = [...rows.values()].flatMap((page) => page.rows.map(({ other }) => other))
  const stories = tasks.filter(({ visit }) => visit.kind !== 'process').map(({ visit }) => visit.key)
  await readStories(opened, [...more, ...stories, ...children])
  return rows
}

const readTogether = async (
  read: WalkReader,
  range: keyof typeof ranges,
  tasks: readonly Task[],
): Promise<Map<Task, Rows>> => {
  const { rows, next } = await read.many([...new Set(tasks.map(({ visit }) => visit.key))], ranges[range], most)
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return new Map(
    tasks
      .filter(({ visit }) => next === undefined || visit.key <= next.key)
      .map((task) => [task, { rows: byKey.get(task.visit.key) ?? [], ...(next?.key === task.visit.key && { next }) }]),
  )
}

const readOn = async (read: WalkReader, task: Task): Promise<Map<Task, Rows>> =>
  new Map([[task, await read.many([task.visit.key], ranges[rangeOf(task)], most, task.after)]])

const readWhole = async (read: WalkReader, tasks: readonly Task[]): Promise<Map<Task, Rows>> => {
  const keys = [...new Set(tasks.map(({ visit }) => visit.key))]
  const rows: Statement[] = []
  for (let after: Cursor | undefined; ; ) {
    const page = await read.many(keys, ranges.contents, most, after)
    for (const row of page.rows) rows.push(row)
    after = page.next
    if (after === undefined) break
  }
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return new Map(tasks.map((task) => [task, { rows: byKey.get(task.visit.key) ?? [] }]))
}

/** Keys' own stories, and those of what they were in and of the lots that they are of, all the way up. */
const readStories = async ({ read, known, joins }: Opened, keys: readonly string[]): Promise<void> => {
  for (let wanted = unread(known, keys); wanted.length > 0; ) {
    const stories = await read.own(wanted)
    for (const key of wanted) known.add(key, stories.told.get(key) ?? [])
    if (joins) for (const twins of twinsAmong(stories)) known.join(twins)
    const around = new Set<string>()
    for (const rows of stories.told.values())
      for (const row of rows) if (isContainment(row) || row.kind === kinds.memberOf) around.add(row.other)
    wanted = unread(known, around)
  }
}

const unread = (known: Known, keys: Iterable<string>): string[] => {
  const found = new Set<string>()
  for (const key of keys) if (!known.has(key)) found.add(key)
  return [...found]
}
