import { kinds } from '../assertion.ts'
import { inputsOf, insideLast, insideSince, isBlended, isBorn, lotVisits, storyBack } from './back.ts'
import {
  type Findings,
  type Found,
  isNewMoment,
  keepEnd,
  keepHop,
  keepOpened,
  meet,
  newFindings,
  nodeOf,
} from './findings.ts'
import { insideForward, isSettled, outputsOf, storyForward } from './forward.ts'
import { fromInstant, later, within } from './instant.ts'
import { createKnown, type Known } from './known.ts'
import { isLast, type Opened, openLevel } from './open-level.ts'
import { parseResume, type Resumption, type Task, toResume } from './resume.ts'
import { isOfPart, sightingsOf } from './sightings.ts'
import type { Said, Statement } from './statement.ts'
import { type Left, toGraph } from './to-graph.ts'
import { apart } from './twins.ts'
import { isTied, lastOfAll, type Step, trailOf, type Visit, visitID, type Window } from './visit.ts'
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
  /** Things of which the very same holds are one node, with its twins; else each is told by itself. */
  together?: true
}

/** A key's 128-bit hash, or the token of an end. */
export type WalkStart = { key: string } | { resume: string }

type Walk = Opened & {
  findings: Findings
  window: Window
  /** Whether one node more is one too many. */
  isFull: () => boolean
  deepest: number
  queue: Task[]
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
  const run = await goOn(read, asked, options)
  const graph = toGraph(run.findings, leftOf(run))
  const found = { ...graph, sightings: options.sightings ? sightingsOf(run.known, graph.nodes) : [] }
  return options.together ? found : apart(found)
}

/** Things alike go together, unless a limit comes between them: a token goes on behind a thing, not behind its kind. */
const goOn = async (read: WalkReader, asked: Resumption, options: WalkOptions): Promise<Walk> => {
  const isFresh = asked.tasks.length === 0
  const run = await toItsEnd(await begin({ read, known: createKnown(), joins: isFresh }, asked, options))
  const isCut = run.ends.some(({ reason }) => reason === 'limit')
  if (!isFresh || !isCut) return run
  return toItsEnd(await begin({ read, known: createKnown(), joins: false }, asked, options))
}

const toItsEnd = async (run: Walk): Promise<Walk> => {
  while (run.queue.length > 0 && !run.isFull()) await openNext(run)
  for (const task of run.queue) run.ends.push({ task, reason: 'limit' })
  return run
}

const begin = async (reading: Opened, asked: Resumption, options: WalkOptions): Promise<Walk> => {
  const { origin, tasks } = asked
  const { known } = reading
  const findings = newFindings(origin, known.twinsOf)
  const window = { from: fromInstant(options.from), to: fromInstant(options.to) }
  await openLevel(reading, [], [origin])
  const queue =
    tasks.length > 0 ? tasks : options.directions.flatMap((direction) => startTasks(known, origin, direction, window))
  for (const { direction, visit } of tasks)
    for (const opened of trailOf(visit, direction)) keepOpened(findings, direction, opened)
  for (const { direction, visit } of queue) meet(findings, direction, visit, tasks.length === 0)
  for (const { direction, visit } of tasks)
    for (const opened of [visit, ...trailOf(visit, direction)])
      if (opened.inside !== undefined) isNewMoment(meet(findings, direction, opened).node, opened)
  const first = findings.count
  return {
    ...reading,
    findings,
    window,
    isFull: () => findings.count - first >= options.items,
    deepest: options.depth + queue.reduce((least, { visit }) => Math.min(least, visit.depth), Number.POSITIVE_INFINITY),
    queue: [...queue],
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
  const { node } = meet(run.findings, direction, visit)
  for (let at = task.skip ?? 0; at < steps.length; at += 1) {
    const step = steps[at] as Step
    if (run.isFull() && isNew(run, direction, step)) {
      run.queue.push({ ...task, skip: at })
      return
    }
    take(run, task, node, step)
  }
  if (visit.kind === 'item' && task.opens === 'story') noteEnd(run.known, node, task)
}

const storyOf = (
  { known, findings, window }: Walk,
  { direction, visit, opens }: Task,
  rows: readonly Statement[],
): Step[] => {
  if (opens === 'many') return insideLast(known, visit, childrenIn(known, rows))
  return direction === 'back'
    ? storyBack(known, visit, visit.key === findings.origin)
    : storyForward(known, visit, window, visit.key === findings.origin)
}

/** What a process used or made, what a container holds, or what was made of a lot: row by row until there is no room. */
const openMany = (run: Walk, task: Task, { rows, next }: { rows: readonly Statement[]; next?: Cursor }): void => {
  const { direction, visit } = task
  const { node } = meet(run.findings, direction, visit)
  const children = new Set<string>()
  let last: Statement | undefined
  for (const row of rows) {
    const isTold = run.known.isStoodFor(row.other) || children.has(row.other)
    const steps = isTold ? [] : manyOf(run, task, row)
    if (run.isFull() && steps.some((step) => isNew(run, direction, step))) {
      run.queue.push({ ...task, ...(last && { after: cursorOf(last) }) })
      return
    }
    for (const step of steps) take(run, task, node, step)
    if (!isTold && (row.kind === kinds.contains || row.kind === kinds.carries)) children.add(row.other)
    last = row
  }
  if (next !== undefined) run.queue.push({ ...task, after: next })
  if (visit.kind === 'process') noteOtherSide(node, task, rows, next)
}

/** Whether a process is known to have used, or made, anything. */
const noteOtherSide = (node: Found, task: Task, rows: readonly Statement[], next: Cursor | undefined): void => {
  const timely = task.after !== undefined || rows.some(({ eventTime }) => isTimely(task, eventTime))
  if (timely || next === undefined) keepEnd(node, task.direction, timely ? 'answered' : { since: boundOf(task) })
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

const childrenIn = (known: Known, rows: readonly Statement[]): string[] => [
  ...new Set(rows.map(({ other }) => other).filter((child) => !known.isStoodFor(child))),
]

const isNew = ({ findings }: Walk, direction: Direction, { visit }: Step): boolean =>
  nodeOf(findings, direction, visit) === undefined

/** Notes a hop and, where it leads to something new, what there is to open. */
const take = ({ known, findings, queue }: Walk, task: Task, here: Found, step: Step): void => {
  const { direction, visit } = task
  const { rule, towards, interval, basis, evidence, inside } = step
  const next: Visit = { ...step.visit, via: visit }
  if (inside !== undefined) next.inside = inside
  if (direction === 'back' && isBlended(known, next)) next.blended = true
  const { node, isOpen } = meet(findings, direction, next)
  const tie = step.tie === true || isTied(step, visit, boundOf(task))
  const { certainty } = next
  keepHop(here, node, {
    rule,
    towards,
    interval,
    basis,
    evidence,
    certainty,
    here: visit,
    there: next,
    ...(tie && { tie }),
  })
  const isAsked = direction === 'back' && isNewMoment(node, next)
  if (isOpen) for (const each of tasksOf(direction, next)) queue.push(each)
  else if (isAsked) queue.push({ direction, visit: next, opens: 'many' })
}

const noteEnd = (known: Known, node: Found, { direction, visit }: Task): void => {
  const rows = partRows(known, visit)
  const since = direction === 'back' ? (rows[0]?.eventTime ?? null) : lastHeard(known, visit, rows)
  const isAnswered = direction === 'back' ? isBorn(known, visit) : isSettled(known, visit)
  keepEnd(node, direction, isAnswered ? 'answered' : { since })
}

/** What was said of a visited thing; of a lot, of the part that is visited. */
const partRows = (known: Known, { key, location, since }: Visit): readonly Said[] => {
  const rows = known.own(key)
  if (location === undefined) return rows
  return rows.filter((row) => isOfPart({ location, contained: since !== undefined }, row))
}

/** The last that was said by then of a thing, or of what it was taken out of. */
const lastHeard = (known: Known, visit: Visit, rows: readonly Said[]): string | null => {
  const times = visit.location === undefined ? known.stays(visit.key).map(({ to }) => to) : []
  const isBy = (time: string | null): boolean => time !== null && within(time, null, visit.to)
  const last = rows.findLast(({ eventTime }) => isBy(eventTime))?.eventTime ?? null
  return times.filter(isBy).reduce((last, time) => later(last, time), last)
}

/** What was left of each node, in one token. */
const leftOf = ({ findings, ends }: Walk): Left[] => {
  const same = ({ task: { direction, visit }, reason }: Walk['ends'][number]): string =>
    `${reason} ${direction} ${visit.kind} ${visitID(visit)}`
  return [...Map.groupBy(ends, same).values()].flatMap((all) => {
    const tasks = all.map(({ task }) => task)
    return all.slice(0, 1).map(({ task: { direction, visit }, reason }) => ({
      direction,
      reason,
      since: null,
      visit,
      resume: toResume({ origin: findings.origin, tasks }),
    }))
  })
}
