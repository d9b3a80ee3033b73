import { compartmentID } from './lot.ts'
import type { Said } from './statement.ts'
import type { Certainty, Direction, HopRule, WalkNode } from './walk-graph.ts'

/** A node as one way came to it: within which time its events belong to the trace, and how certain that way is. */
export type Visit = Pick<WalkNode, 'kind' | 'key' | 'from' | 'to' | 'certainty' | 'depth'> & {
  /** Of a part of a lot: its place, or its container and the beginning of the round. */
  location?: string
  since?: string
  /** Of a part of a lot, going back: it had several sources by then, so what lies behind it may be in it. */
  blended?: boolean
  /** A lot that is visited because something was made as one of it. */
  named?: true
  /** The event that set the bound. */
  by?: string
  /** Which of its contents belong to the trace: see Step. */
  inside?: string
  /** The visit that led here. */
  via?: Visit
}

/** One hop that a rule finds: to or from the node that is visited next. */
export type Step = {
  visit: Visit
  rule: HopRule
  /** Which way the goods run. */
  towards: 'visit' | 'here'
  interval: { from: string; to: string | null }
  basis: 'stated' | 'inferred'
  evidence: readonly Said[]
  tie?: boolean
  /** What of the visited item's contents belongs to the trace: what was inside since then, or its last round. */
  inside?: string
}

/** The contents of a container's last round: see Step. */
export const lastOfAll = 'last'

/** The time that the caller asks for. */
export type Window = { from: string | null; to: string | null }

/** What a node is the same by, whichever way was taken; a container's visits are told apart by their time. */
export const visitID = ({ kind, key, location, since, from, to }: Visit): string => {
  if (kind === 'container') return `~${key}@${from ?? ''}@${to ?? ''}`
  return location === undefined ? key : compartmentID(key, location, since)
}

/** Whether one visit makes another superfluous: as wide in time, as certain itself and in what lies behind it. */
export const covers = (wide: Visit, narrow: Visit): boolean =>
  (wide.from === null || (narrow.from !== null && wide.from <= narrow.from)) &&
  (wide.to === null || (narrow.to !== null && wide.to >= narrow.to)) &&
  (wide.certainty === 'contains' || narrow.certainty === 'may-contain') &&
  (wide.blended !== true || narrow.blended === true)

/**
 * The visits that led to one, as far as they have its bound: a loop comes back to one of them, for whatever is earlier or
 * later can come back no more.
 */
export const trailOf = (visit: Visit, direction: Direction): Visit[] => {
  const boundOf = ({ from, to }: Visit) => (direction === 'back' ? to : from)
  const trail: Visit[] = []
  for (let up = visit.via; up !== undefined && boundOf(up) === boundOf(visit); up = up.via) trail.push(up)
  return trail
}

/** A hop of one statement, at its instant. */
export const stepAt = (
  row: Said,
  rule: HopRule,
  towards: Step['towards'],
  visit: Visit,
  basis: Step['basis'] = 'stated',
): Step => ({
  visit: { ...visit, by: row.eventUid },
  rule,
  towards,
  interval: { from: row.eventTime, to: row.eventTime },
  basis,
  evidence: [row],
})

/**
 * Whether only the order of two events of one instant could settle a hop: the one that bears it out, and the one that the
 * walk came by.
 */
export const isTied = (step: Step, here: Visit, bound: string | null): boolean =>
  here.by !== undefined && step.evidence.some((row) => row.eventTime === bound && row.eventUid !== here.by)

/** A way is as certain as the node it goes on from, but where that has several sources. */
export const certaintyOf = (visit: Visit, blended: boolean): Certainty => (blended ? 'may-contain' : visit.certainty)
