import { kinds } from '../assertion.ts'
import { containerOf, containersOf, type Inside, insideOf, lastRound, stepOf } from './containers.ts'
import { earlier, later, meets, within } from './instant.ts'
import type { Known } from './known.ts'
import { type Compartment, compartmentID, type Flow, locationOf, waysIn } from './lot.ts'
import type { Said } from './statement.ts'
import { certaintyOf, type Step, stepAt, type Visit, visitID } from './visit.ts'

/** What a visited item stems from and rode in, or what a container rode in: from its own statements. */
export const storyBack = (known: Known, visit: Visit, isStart: boolean): Step[] => {
  if (visit.kind === 'container') return containersOf(known, visit)
  if (visit.location === undefined) return [...originsOf(known, visit), ...containersOf(known, visit)]
  const compartment = known.lot(visit.key).get(visitID(visit))
  return compartment === undefined
    ? []
    : [...inflowsOf(visit, compartment, isStart), ...containerOf(visit, compartment)]
}

const originsOf = (known: Known, visit: Visit): Step[] =>
  known
    .own(visit.key)
    .filter((row) => within(row.eventTime, visit.from, visit.to))
    .flatMap((row) => {
      if (row.kind === kinds.outputOf) return [stepAt(row, 'produced', 'here', processBack(visit, row))]
      if (row.kind !== kinds.memberOf) return []
      return lotVisits(known, row.other, { ...visit, to: row.eventTime }).map((lot) =>
        stepAt(row, 'of-lot', 'here', { ...lot, named: true }),
      )
    })

const processBack = (visit: Visit, row: Said, certainty = visit.certainty): Visit => ({
  kind: 'process',
  key: row.other,
  from: visit.from,
  to: row.eventTime,
  certainty,
  depth: visit.depth,
})

/** A lot as a whole: all its parts that there were within the time, or, where nothing tells of any, its bare key. */
export const lotVisits = (known: Known, key: string, { from, to, certainty, depth }: Visit): Visit[] => {
  const visit: Visit = { kind: 'item', key, from, to, certainty, depth }
  const parts = known.isLot(key) ? [...known.lot(key).values()] : []
  const told = parts.filter(
    ({ since, round }) => (to === null || since === null || since <= to) && !(from && round?.to && round.to < from),
  )
  if (told.length === 0) return [visit]
  return told.map(({ location, round }) => ({ ...visit, location, ...(round && { since: round.from }) }))
}

/** The lot that was asked for stems from all its sources; a portion of another that has several may be of any. */
const inflowsOf = (visit: Visit, compartment: Compartment, isStart: boolean): Step[] => {
  const blended = !isStart && waysIn(compartment, visit.to) > 1
  return compartment.inflows
    .filter(({ row }) => within(row.eventTime, visit.from, visit.to))
    .flatMap((flow) => inflow(visit, flow, certaintyOf(visit, blended || flow.several)))
}

const inflow = (visit: Visit, { rule, other, row }: Flow, certainty: Visit['certainty']): Step[] => {
  if (rule === 'produced') return [stepAt(row, rule, 'here', processBack(visit, row, certainty))]
  if (rule !== 'packed' && rule !== 'unpacked' && rule !== 'moved') return []
  const from = partVisit({ ...visit, to: row.eventTime, certainty }, other)
  return [stepAt(row, rule, 'here', from, rule === 'moved' ? 'inferred' : 'stated')]
}

/** Another part of the same lot, by its id. */
export const partVisit = ({ location: _, since: __, ...visit }: Visit, id: string): Visit => {
  const [, location = '', since] = id.split('@')
  return { ...visit, location, ...(since !== undefined && { since }) }
}

/** Whether a part of a lot had several sources by the end of a visit. */
export const isBlended = (known: Known, visit: Visit): boolean => {
  const part = visit.location === undefined ? undefined : known.lot(visit.key).get(visitID(visit))
  return part !== undefined && waysIn(part, visit.to) > 1
}

/** What a process was made from, each input at its own time; what was inside an input then went in with it. */
export const inputsOf = (known: Known, visit: Visit, rows: readonly Said[]): Step[] =>
  rows
    .filter((row) => within(row.eventTime, visit.from, visit.to))
    .map((row) => ({
      ...stepAt(row, 'consumed', 'here', itemAt(known, row, { ...visit, to: row.eventTime, depth: visit.depth + 1 })),
      inside: row.eventTime,
    }))

/** The item of a link of a process; of a lot, the part at that place. */
export const itemAt = (known: Known, row: Said, { from, to, certainty, depth }: Visit): Visit => {
  const visit: Visit = { kind: 'item', key: row.other, from, to, certainty, depth }
  return known.isLot(row.other) ? { ...visit, location: locationOf(row) } : visit
}

/** What was inside a container from a time until the end of its visit, each child until it left. */
export const insideSince = (known: Known, visit: Visit, since: string, children: readonly string[]): Step[] =>
  children
    .flatMap((child) => insideOf(known, visit.key, child))
    .filter(({ stay }) => meets(stay.from, stay.to, later(visit.from, since), visit.to))
    .map((inside) => contentBack(visit, inside, later(since, inside.stay.from)))

/** What a container holds, or held last. */
export const insideLast = (known: Known, visit: Visit, children: readonly string[]): Step[] =>
  lastRound(
    children.flatMap((child) => insideOf(known, visit.key, child)),
    visit.to,
  )
    .filter(({ stay }) => meets(stay.from, stay.to, visit.from, visit.to))
    .map((inside) => contentBack(visit, inside, inside.stay.from))

const contentBack = (visit: Visit, { visit: child, stay }: Inside, since: string): Step => ({
  ...stepOf(stay),
  visit: {
    kind: 'item',
    ...child,
    from: visit.from,
    to: earlier(visit.to, stay.to),
    certainty: visit.certainty,
    depth: visit.depth,
  },
  towards: 'here',
  inside: since,
})

/** Whether anything tells how a visited item came to be. */
export const isBorn = (known: Known, visit: Visit): boolean => {
  const inTime = (row: Said) => visit.to === null || row.eventTime <= visit.to
  if (visit.location !== undefined)
    return (known.lot(visit.key).get(compartmentID(visit.key, visit.location, visit.since))?.inflows ?? []).some(
      ({ row }) => inTime(row),
    )
  // A lot of which nothing is told but what was made as one of it was made with that.
  if (visit.named && known.own(visit.key).length === 0) return true
  const births: number[] = [kinds.commissioned, kinds.outputOf, kinds.memberOf]
  return known.own(visit.key).some((row) => births.includes(row.kind) && inTime(row))
}
