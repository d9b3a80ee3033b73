import { kinds } from '../assertion.ts'
import { inputsOf, insideLast, insideSince, isBorn, lotVisits, storyBack } from './back.ts'
import { type Findings, keepEnd, keepHop, keepOpened, keepVisit, newFindings, nodeID, toGraph } from './findings.ts'
import { insideForward, isSettled, outputsOf, storyForward } from './forward.ts'
import { fromInstant, within } from './instant.ts'
import { createKnown, type Known } from './known.ts'
import { isLast, type Opened, openLevel } from './open-level.ts'
import { parseResume, type Resumption, type Task, toResume } from './resume.ts'
import { sightingsOf } from './sightings.ts'
import type { Statement } from './statement.ts'
import { isTied, lastOfAll, type Step, trailOf, type Visit, type Window } from './visit.ts'
import type { Direction, Sighting, WalkGraph } from './walk-graph.ts'
import { type Cursor, cursorOf, type WalkReader } from './walk-reader.ts'

/** How far a walk goes, and within which time. `items`: at most so many nodes beyond the start; `depth`: processes. */
export type WalkOptions = {
  directions: Direction[]
  from: string | null
  to: string | null
  items: number
  depth: number
  sightings: boolean
}

/** A key's 128-bit hash, or the token of an end. */
export type WalkStart = { key: string } | { resume: string }

type Walk = {
  read: WalkReader
  known: Known
  findings: Findings
  window: Window
  /** Whether one node more is one too many. */
  isFull: () => boolean
  deepest: number
  queue: Task[]
  /** At which the contents of containers were asked for. */
  moments: Set<string>
  ends: { task: Task; reason: 'limit' | 'depth' }[]
}

/**
 * From a key back to all it stems from and forward to all it became part of, right in time: level by level, each node by
 * its own statements, label-correcting. A visit that is wider in time than those before opens its node again; times only
 * ever widen, so loops end by themselves.
 */
export const walk = async (
  read: WalkReader,
  start: WalkStart,
  options: WalkOptions,
): Promise<WalkGraph & { sightings: Sighting[] }> => {
  const asked = 'resume' in start ? parseResume(start.resume) : { origin: start.key, tasks: [] }
  if (asked === undefined) throw new RangeError('the token is none of a walk')
  const run = await begin(read, asked, options)
  while (run.queue.length > 0 && !run.isFull()) await openNext(run)
  for (const task of run.queue) run.ends.push({ task, reason: 'limit' })
  const graph = toGraph(run.findings, gather(run))
  return { ...graph, sightings: options.sightings ? sightingsOf(run.known, graph.nodes) : [] }
}

const begin = async (read: WalkReader, asked: Resumption, options: WalkOptions): Promise<Walk> => {
  const { origin, tasks } = asked
  const known = createKnown()
  const findings = newFindings(origin)
  const window = { from: fromInstant(options.from), to: fromInstant(options.to) }
  const opened: Opened = { read, known }
  await openLevel(opened, [], [origin])
  const queue =
    tasks.length > 0 ? tasks : options.directions.flatMap((direction) => startTasks(known, origin, direction, window))
  for (const { direction, visit } of queue) keepVisit(findings, direction, visit, tasks.length === 0)
  for (const { direction, visit } of tasks)
    for (const opened of trailOf(visit, direction)) keepOpened(findings, direction, opened)
  const moments = new Set<string>()
  for (const { direction, visit } of tasks)
    for (const opened of [visit, ...trailOf(visit, direction)]) isNewMoment({ findings, moments }, direction, opened)
  const first = findings.visits.size
  return {
    ...opened,
    findings,
    window,
    isFull: () => findings.visits.size - first >= options.items,
    deepest: options.depth + queue.reduce((least, { visit }) => Math.min(least, visit.depth), Number.POSITIVE_INFINITY),
    queue: [...queue],
    moments,
    ends: [],
  }
}

const startTasks = (known: Known, key: string, direction: Direction, window: Window): Task[] =>
  lotVisits(known, key, { kind: 'item', key, ...window, certainty: 'contains', depth: 0 }).flatMap((visit) =>
    tasksOf(direction, { ...visit, ...(visit.location === undefined && { inside: lastOfAll }) }),
  )

/** What there is to open of a node: its story, and of what holds others, its contents; of a process its other side alone. */
const tasksOf = (direction: Direction, visit: Visit): Task[] => {
  if (visit.kind === 'process') return [{ direction, visit, opens: 'many' }]
  const story: Task = { direction, visit, opens: 'story' }
  if (visit.kind === 'container' || (direction === 'back' && visit.inside === undefined)) return [story]
  return [story, { direction, visit, opens: 'many' }]
}

/** Opens all that is nearest to the start, processes last, so that a node is first met as near as it is. */
const openNext = async (run: Walk): Promise<void> => {
  const isProcess = ({ visit }: Task) => visit.kind === 'process'
  const depth = run.queue.reduce((least, { visit }) => Math.min(least, visit.depth), Number.POSITIVE_INFINITY)
  const nearest = run.queue.filter(({ visit }) => visit.depth === depth)
  const level = nearest.every(isProcess) ? nearest : nearest.filter((task) => !isProcess(task))
  const chosen = new Set(level)
  run.queue = run.queue.filter((task) => !chosen.has(task))
  const tooDeep = depth >= run.deepest && level.every(isProcess)
  const open = tooDeep ? [] : level
  if (tooDeep) for (const task of level) run.ends.push({ task, reason: 'depth' })
  const pages = await openLevel(run, open)
  for (const task of open) {
    if (run.isFull()) run.queue.push(task)
    else if (task.opens === 'story' || isLast(task)) openStory(run, task, pages.get(task)?.rows ?? [])
    else {
      const page = pages.get(task)
      if (page === undefined) run.queue.push(task)
      else openMany(run, task, page)
    }
  }
}

/** All hops of a node that its own statements bear out, one after the other until there is no room. */
const openStory = (run: Walk, task: Task, rows: readonly Statement[]): void => {
  const { direction, visit } = task
  const steps = storyOf(run, task, rows)
  const skip = task.skip ?? 0
  for (let at = skip; at < steps.length; at += 1) {
    const step = steps[at] as Step
    if (run.isFull() && isNew(run, direction, step)) {
      run.queue.push({ ...task, skip: at })
      return
    }
    take(run, task, step)
  }
  if (visit.kind === 'item' && task.opens === 'story') noteEnd(run, direction, visit)
}

const storyOf = (
  { known, findings, window }: Walk,
  { direction, visit, opens }: Task,
  rows: readonly Statement[],
): Step[] => {
  if (opens === 'many') return insideLast(known, visit, childrenIn(rows))
  return direction === 'back'
    ? storyBack(known, visit, visit.key === findings.origin)
    : storyForward(known, visit, window, visit.key === findings.origin)
}

/** What a process used or made, what a container holds, or what was made of a lot: row by row until there is no room. */
const openMany = (run: Walk, task: Task, { rows, next }: { rows: readonly Statement[]; next?: Cursor }): void => {
  const { direction } = task
  const children = new Set<string>()
  let after = task.after
  for (const row of rows) {
    const steps = children.has(row.other) ? [] : manyOf(run, task, row)
    if (run.isFull() && steps.some((step) => isNew(run, direction, step))) {
      run.queue.push({ ...task, ...(after && { after }) })
      return
    }
    for (const step of steps) take(run, task, step)
    if (row.kind === kinds.contains || row.kind === kinds.carries) children.add(row.other)
    after = cursorOf(row)
  }
  if (next !== undefined) run.queue.push({ ...task, after: next })
  if (task.visit.kind === 'process') noteOtherSide(run, task, rows, next)
}

/** Whether a process is known to have used, or made, anything. */
const noteOtherSide = ({ findings }: Walk, task: Task, rows: readonly Statement[], next: Cursor | undefined): void => {
  const { direction, visit, after } = task
  const timely = after !== undefined || rows.some(({ eventTime }) => isTimely(task, eventTime))
  if (timely || next === undefined)
    keepEnd(findings, direction, visit, timely ? undefined : { reason: 'unknown', since: boundOf(task) })
}

const isTimely = ({ direction, visit: { from, to } }: Task, time: string): boolean =>
  direction === 'back' ? within(time, null, to) : within(time, from, null)

const boundOf = ({ direction, visit }: Task): string | null => (direction === 'back' ? visit.to : visit.from)

const manyOf = ({ known, findings }: Walk, { direction, visit }: Task, row: Statement): Step[] => {
  if (visit.kind === 'process')
    return direction === 'back' ? inputsOf(known, visit, [row]) : outputsOf(known, visit, [row])
  return direction === 'back'
    ? insideSince(known, visit, visit.inside ?? '', [row.other])
    : insideForward(known, visit, [row], visit.key === findings.origin)
}

const childrenIn = (rows: readonly Statement[]): string[] => [...new Set(rows.map(({ other }) => other))]

const isNew = ({ findings }: Walk, direction: Direction, { visit }: Step): boolean =>
  !findings.visits.has(nodeID(findings, direction, visit))

/** Notes a hop and, where it leads to something new, what there is to open. */
const take = (run: Walk, task: Task, step: Step): void => {
  const { direction, visit } = task
  keepHop(run.findings, direction, visit, step, isTied(step, visit, boundOf(task)))
  const next: Visit = { ...step.visit, via: visit, ...(step.inside && { inside: step.inside }) }
  const isAsked = isNewMoment(run, direction, next)
  if (keepVisit(run.findings, direction, next)) run.queue.push(...tasksOf(direction, next))
  else if (isAsked) run.queue.push({ direction, visit: next, opens: 'many' })
}

/** What was inside at another moment is another question, however wide a container's visit is known. */
const isNewMoment = (
  { moments, findings }: Pick<Walk, 'moments' | 'findings'>,
  direction: Direction,
  visit: Visit,
): boolean => {
  if (visit.inside === undefined || direction === 'forward') return false
  const moment = `${nodeID(findings, direction, visit)} ${visit.inside} ${visit.to} ${visit.certainty}`
  return !moments.has(moment) && moments.add(moment) !== undefined
}

const noteEnd = ({ known, findings }: Walk, direction: Direction, visit: Visit): void => {
  const rows = known.own(visit.key)
  const since = (direction === 'back' ? rows[0] : rows.at(-1))?.eventTime ?? null
  const answered = direction === 'back' ? isBorn(known, visit) : isSettled(known, visit)
  const reason = direction === 'back' ? 'unknown' : 'open'
  keepEnd(findings, direction, visit, answered ? undefined : { reason, since })
}

/** What was left of each node, in one token. */
const gather = ({ findings, ends }: Walk) => {
  const nodeOf = ({ task: { direction, visit }, reason }: Walk['ends'][number]): string =>
    `${reason} ${nodeID(findings, direction, visit)} ${visit.kind === 'container' ? `${visit.from} ${visit.to}` : ''}`
  return [...Map.groupBy(ends, nodeOf).values()].flatMap((same) => {
    const tasks = same.map(({ task }) => task)
    return same.slice(0, 1).map(({ task: { direction, visit }, reason }) => ({
      direction,
      reason,
      since: null,
      visit,
      resume: toResume({ origin: findings.origin, tasks }),
    }))
  })
}
