import { kinds } from '../assertion.ts'
import { itemAt, partVisit } from './back.ts'
import { containerOf, containersOf, insideOf, stepOf } from './containers.ts'
import { earlier, later, meets, within } from './instant.ts'
import type { Known } from './known.ts'
import { type Compartment, isSpent, waysIn } from './lot.ts'
import type { Said } from './statement.ts'
import { certaintyOf, type Step, stepAt, type Visit, visitID, type Window } from './visit.ts'

/** What a visited item went into and rides in, or what became of a container that it rode in. */
export const storyForward = (known: Known, visit: Visit, window: Window, isStart: boolean): Step[] => {
  if (visit.location === undefined) return [...usesOf(known, visit, window), ...containersOf(known, visit)]
  const compartment = known.lot(visit.key).get(visitID(visit))
  return compartment === undefined
    ? []
    : [...outflowsOf(visit, compartment, isStart), ...containerOf(visit, compartment)]
}

const usesOf = (known: Known, visit: Visit, window: Window): Step[] =>
  known
    .own(visit.key)
    .filter((row) => row.kind === kinds.inputTo && within(row.eventTime, visit.from, visit.to))
    .map((row) => ({
      ...stepAt(row, 'consumed', 'visit', processForward({ ...visit, to: window.to }, row)),
      // Used in the instant in which the thing went in or out: nobody knows whether it was inside.
      tie: visit.kind === 'container' && (row.eventTime === visit.from || row.eventTime === visit.to),
    }))

const processForward = (visit: Visit, row: Said, certainty = visit.certainty): Visit => ({
  kind: 'process',
  key: row.other,
  from: row.eventTime,
  to: visit.to,
  certainty,
  depth: visit.depth,
})

/** All that leaves a part of the lot that was asked for is of that lot; of another, where it has several sources, it may be. */
const outflowsOf = (visit: Visit, compartment: Compartment, isStart: boolean): Step[] =>
  compartment.outflows
    .filter(({ row }) => within(row.eventTime, visit.from, visit.to))
    .flatMap(({ rule, other, row, several }): Step[] => {
      const certainty = certaintyOf(visit, several || isBlend(compartment, row, isStart))
      if (rule === 'consumed') return [stepAt(row, rule, 'visit', processForward(visit, row, certainty))]
      if (rule !== 'packed' && rule !== 'unpacked' && rule !== 'moved') return []
      const to = partVisit({ ...visit, from: row.eventTime, certainty }, other)
      return [stepAt(row, rule, 'visit', to, rule === 'moved' ? 'inferred' : 'stated')]
    })

const isBlend = (compartment: Compartment | undefined, row: Said, isStart: boolean): boolean =>
  !isStart && compartment !== undefined && waysIn(compartment, row.eventTime) > 1

/** What a process made since the visit. */
export const outputsOf = (known: Known, visit: Visit, rows: readonly Said[]): Step[] =>
  rows
    .filter((row) => within(row.eventTime, visit.from, visit.to))
    .map((row) =>
      stepAt(row, 'produced', 'visit', itemAt(known, row, { ...visit, from: row.eventTime, depth: visit.depth + 1 })),
    )

/** What a visited item holds, and what was made as one of a visited lot. */
export const insideForward = (known: Known, visit: Visit, rows: readonly Said[], isStart: boolean): Step[] => {
  const part = visit.location === undefined ? undefined : known.lot(visit.key).get(visitID(visit))
  const parts = part === undefined ? [] : [...known.lot(visit.key).values()]
  const children = new Set(rows.filter(({ kind }) => kind !== kinds.hasMember).map(({ other }) => other))
  const contents = [...children]
    .flatMap((child) => insideOf(known, visit.key, child))
    .filter(({ stay }) => meets(stay.from, stay.to, visit.from, visit.to))
    .map(({ visit: child, stay }): Step => {
      const from = later(visit.from, stay.from)
      return {
        ...stepOf(stay),
        visit: { kind: 'item', ...child, from, to: visit.to, certainty: visit.certainty, depth: visit.depth },
        towards: 'here',
      }
    })
  const members = rows
    .filter((row) => row.kind === kinds.hasMember && within(row.eventTime, visit.from, visit.to))
    .filter((row) => part === undefined || wasThere(part, row) || !parts.some((other) => wasThere(other, row)))
    .map((row) => {
      const { depth, to } = visit
      const certainty = certaintyOf(visit, isBlend(part, row, isStart))
      const member: Visit = { kind: 'item', key: row.other, from: row.eventTime, to, certainty, depth }
      return stepAt(row, 'of-lot', 'visit', member)
    })
  return [...contents, ...members]
}

/** Instances are made of those parts of a lot that had been told of by then; where there were none, of any. */
const wasThere = ({ since }: Compartment, { eventTime }: Said): boolean => since !== null && since <= eventTime

/** Whether anything tells what became of a visited item by the end of the visit: what comes later has not come yet. */
export const isSettled = (known: Known, visit: Visit): boolean => {
  if (visit.location !== undefined) {
    const compartment = known.lot(visit.key).get(visitID(visit))
    return compartment !== undefined && isSpent(compartment, visit.to)
  }
  const own = known.own(visit.key)
  return hasEnded(known, visit.key, later(visit.from, own.findLast(isBirth)?.eventTime ?? null), visit.to, new Set())
}

const isBirth = ({ kind }: Said): boolean => kind === kinds.outputOf || kind === kinds.commissioned

/**
 * Used or ended within a time, by itself or inside what was. What comes out of the process that it went into is there again, and
 * so is what was sold and is received again.
 */
const hasEnded = (known: Known, key: string, from: string | null, to: string | null, seen: Set<string>): boolean => {
  if (seen.has(key)) return false
  const further = new Set([...seen, key])
  const own = known.own(key)
  const births = own.filter(isBirth)
  const comesBack = (use: Said) =>
    births.some(({ other, eventTime }) => other === use.other && eventTime === use.eventTime)
  const isReturned = (end: Said) =>
    own.some((row) => row.kind === kinds.arrived && row.eventTime > end.eventTime && within(row.eventTime, null, to))
  const isEnd = (row: Said) =>
    (row.kind === kinds.ended && !isReturned(row)) || (row.kind === kinds.inputTo && !comesBack(row))
  return (
    own.some((row) => isEnd(row) && within(row.eventTime, from, to)) ||
    known
      .stays(key)
      .filter((stay) => meets(stay.from, stay.to, from, to))
      .some((stay) => hasEnded(known, stay.parent, later(from, stay.from), earlier(to, stay.to), further))
  )
}
