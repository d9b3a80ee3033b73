import { earlier, later, meets } from './instant.ts'
import type { Known } from './known.ts'
import type { Compartment } from './lot.ts'
import type { Stay } from './stays.ts'
import type { Step, Visit } from './visit.ts'

/** The containers that a visited thing rode in, each within the time that they share. */
export const containersOf = (known: Known, visit: Visit): Step[] =>
  known
    .stays(visit.key)
    .filter(({ from, to }) => meets(from, to, visit.from, visit.to))
    .map((stay) => ({ ...stepOf(stay), visit: riding(visit, stay.parent, stay), towards: 'visit' }))

/** The container that a part of a lot rode in. */
export const containerOf = (visit: Visit, { round }: Compartment): Step[] =>
  round === undefined || !meets(round.from, round.to, visit.from, visit.to)
    ? []
    : [
        {
          ...stepOf({ ...round, parent: round.container, evidence: [...round.packed, ...round.emptied], tie: false }),
          visit: riding(visit, round.container, round),
          towards: 'visit',
        },
      ]

/** The hop of a stay, but for where it leads. */
export const stepOf = ({ rule, from, to, basis, evidence, tie }: Stay): Omit<Step, 'visit' | 'towards'> => ({
  rule,
  interval: { from, to },
  basis,
  evidence,
  ...(tie && { tie }),
})

const riding = (visit: Visit, key: string, time: { from: string; to: string | null }): Visit => ({
  kind: 'container',
  key,
  from: later(visit.from, time.from),
  to: earlier(visit.to, time.to),
  certainty: visit.certainty,
  depth: visit.depth,
})

/** A time that a child, or a part of a lot, was inside a container. */
export type Inside = { visit: Pick<Visit, 'key' | 'location' | 'since'>; stay: Stay }

/** When a child was in a container; of a lot, each round. */
export const insideOf = (known: Known, container: string, child: string): Inside[] => {
  if (!known.isLot(child))
    return known
      .stays(child)
      .filter(({ parent }) => parent === container)
      .map((stay) => ({ visit: { key: child }, stay }))
  return [...known.lot(child).values()].flatMap(({ location, round }) =>
    round === undefined || location !== container
      ? []
      : [
          {
            visit: { key: child, location, since: round.from },
            stay: { ...round, parent: container, evidence: [...round.packed, ...round.emptied], tie: false },
          },
        ],
  )
}

/**
 * The last round of a container not later than a time: a pallet that goes round again is emptied in between. Rounds are
 * told apart by the moments at which nothing was inside.
 */
export const lastRound = (times: readonly Inside[], by: string | null): Inside[] => {
  let round: Inside[] = []
  let end: string | null = ''
  for (const inside of times.toSorted((a, b) => (a.stay.from < b.stay.from ? -1 : 1))) {
    const { from, to } = inside.stay
    if (by !== null && from > by) break
    if (end !== null && from > end) round = []
    round.push(inside)
    if (end !== null && (to === null || to > end)) end = to
  }
  return round
}
