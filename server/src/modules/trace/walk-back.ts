import { type Assertion, actions, kinds, nothing } from './assertion.ts'

/** An item, and the time within which its events belong to the story; `inherited`: a container the item rode in. */
export type Span = { key: string; from: string | null; to: string | null; depth: number; inherited: boolean }

/** Where a walk came to. `complete` is false where a limit cut it. */
export type BackwardWalk = { spans: Span[]; complete: boolean }

type Visit = Span & { process: boolean }
type Limits = { items: number; levels: number }

/**
 * From an item back to all it stems from, level by level, right in time: inputs not later than the output that they
 * became, containers only while they held the item, contents of a scanned container but never an item's siblings.
 * `read` answers all backward assertions of the keys given, ordered by time. Pure but for `read`.
 */
export const walkBack = async (
  start: string,
  read: (keys: string[]) => Promise<Assertion[]>,
  limits: Limits = { items: 2000, levels: 64 },
): Promise<BackwardWalk> => {
  const known = new Map<string, Visit[]>()
  let frontier: Visit[] = [{ key: start, from: null, to: null, depth: 0, inherited: false, process: false }]
  let complete = true
  for (let level = 0; frontier.length > 0; level += 1) {
    if (level >= limits.levels || known.size + frontier.length > limits.items) {
      complete = false
      break
    }
    const fresh = frontier.filter((visit) => remember(known, visit))
    const byKey = Map.groupBy(await read([...new Set(fresh.map((visit) => visit.key))]), (row) => row.key)
    frontier = fresh.flatMap((visit) => follow(visit, byKey.get(visit.key) ?? []))
  }
  const spans = [...known.values()].flat().filter((visit) => !visit.process)
  return { spans: spans.map(({ process: _, ...span }) => span), complete }
}

/** Keeps a visit unless one as wide is known already; times only ever widen, so loops end by themselves. */
const remember = (known: Map<string, Visit[]>, visit: Visit): boolean => {
  const before = known.get(visit.key) ?? []
  if (before.some((old) => (old.inherited === visit.inherited || !old.inherited) && covers(old, visit))) return false
  const kept = before.filter((old) => old.inherited !== visit.inherited || !covers(visit, old))
  known.set(visit.key, [...kept, visit])
  return true
}

const covers = (wide: Span, narrow: Span): boolean =>
  (wide.from === null || (narrow.from !== null && wide.from <= narrow.from)) &&
  (wide.to === null || (narrow.to !== null && wide.to >= narrow.to))

const follow = (visit: Visit, rows: Assertion[]): Visit[] => {
  const timely = rows.filter((row) => visit.to === null || row.eventTime <= visit.to)
  if (visit.process) {
    return timely
      .filter((row) => row.kind === kinds.hasInput)
      .map((row) => item(row.other, row.eventTime, visit.depth + 1))
  }
  if (visit.inherited) {
    closeWhereEmptied(visit, rows)
    return containers(visit, rows)
  }
  return [...origins(visit, timely), ...containers(visit, rows), ...contents(visit, timely)]
}

const item = (key: string, to: string | null, depth: number): Visit => ({
  key,
  from: null,
  to,
  depth,
  inherited: false,
  process: false,
})

const origins = (visit: Visit, rows: Assertion[]): Visit[] =>
  rows
    .filter((row) => row.kind === kinds.outputOf)
    .map((row) => ({ ...item(row.other, row.eventTime, visit.depth), process: true }))

/** A container that was emptied without naming its children held this one no longer. */
const closeWhereEmptied = (visit: Visit, rows: Assertion[]): void => {
  const emptied = rows.find((row) => row.kind === kinds.emptied && (visit.from === null || row.eventTime > visit.from))
  if (emptied !== undefined && (visit.to === null || emptied.eventTime < visit.to)) visit.to = emptied.eventTime
}

const containers = (visit: Visit, rows: Assertion[]): Visit[] =>
  intervals(rows.filter((row) => row.kind === kinds.containedIn))
    .map(({ other, from, to }) => ({
      key: other,
      from: later(visit.from, from),
      to: earlier(visit.to, to),
      depth: visit.depth,
      inherited: true,
      process: false,
    }))
    .filter((span) => span.to === null || span.from <= span.to)

/**
 * What a scanned container holds, or held last: a pallet that goes round again is emptied in between, and only its last
 * round is told.
 */
const contents = (visit: Visit, rows: Assertion[]): Visit[] =>
  lastRound(childIntervals(rows.filter((row) => row.kind === kinds.contains || row.kind === kinds.emptied))).map(
    ({ other, from }) => item(other, from, visit.depth + 1),
  )

/** Each child's times in the container, from the container's own rows; emptying it whole ends them all. */
const childIntervals = (rows: Assertion[]): Interval[] => {
  const children = new Set(rows.map((row) => row.other).filter((other) => other !== nothing))
  return [...children].flatMap((child) =>
    intervals(
      rows.filter((row) => row.other === child || row.other === nothing).map((row) => ({ ...row, other: child })),
    ),
  )
}

/** The intervals after the last moment at which nothing was inside. */
const lastRound = (times: Interval[]): Interval[] => {
  let round: Interval[] = []
  let end: string | null = ''
  for (const interval of times.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (end !== null && interval.from > end) round = []
    round.push(interval)
    if (end !== null && (interval.to === null || interval.to > end)) end = interval.to
  }
  return round
}

type Interval = { other: string; from: string; to: string | null }

/**
 * One item's times in its containers, from its own rows ordered by time: ADD opens, DELETE closes, an ADD elsewhere
 * closes what nobody closed, OBSERVE states the instant alone.
 */
const intervals = (rows: Assertion[]): Interval[] => {
  const done: Interval[] = []
  let open: Interval | undefined
  const close = (at: string) => {
    if (open !== undefined) done.push({ ...open, to: at })
    open = undefined
  }
  for (const row of rows) {
    if (row.action === actions.ADD) {
      if (open?.other === row.other) continue
      close(row.eventTime)
      open = { other: row.other, from: row.eventTime, to: null }
    } else if (row.action === actions.DELETE) {
      if (open?.other === row.other) close(row.eventTime)
    } else if (open?.other !== row.other) done.push({ other: row.other, from: row.eventTime, to: row.eventTime })
  }
  return open === undefined ? done : [...done, open]
}

const later = (a: string | null, b: string): string => (a !== null && a > b ? a : b)
const earlier = (a: string | null, b: string | null): string | null => (a === null ? b : b === null ? a : a < b ? a : b)
