import { type Group, type Groups, type Link, timeOf } from './groups.ts'

/** Groups upstream first, by time; a loop is entered where it is told of first. */
export function inOrder({ groups, links }: Groups): Group[] {
  const ordered: Group[] = []
  const left = new Set(groups)
  const before = Map.groupBy(links, ({ to }) => to)
  const after = Map.groupBy(links, ({ from }) => from)
  const times = new Map(groups.map((group) => [group, timeOf(group)]))
  const isFree = (group: Group) => !before.get(group)?.some(({ from }) => left.has(from))
  while (left.size > 0) {
    const free = [...left].filter(isFree)
    const next = earliestOf(free.length > 0 ? free : [...left], times, ordered, after)
    left.delete(next)
    ordered.push(next)
  }
  return ordered
}

/** The earliest; of those of one time a tombstone first, else what goes where something went already. */
function earliestOf(
  groups: Group[],
  times: ReadonlyMap<Group, string>,
  ordered: Group[],
  after: ReadonlyMap<Group, Link[]>,
): Group {
  const awaited = new Set(ordered.flatMap((group) => after.get(group)?.map(({ to }) => to) ?? []))
  const rank = (group: Group): string => {
    const joins = after.get(group)?.some(({ to }) => awaited.has(to)) ? '0' : '1'
    return `${times.get(group)} ${group.members[0]?.kind === 'end' ? '0' : '1'} ${joins} ${group.id}`
  }
  return groups.reduce((best, group) => (rank(group) < rank(best) ? group : best))
}

/** Whether a link runs with the order; one against it belongs to a loop. */
export const runsOn = (order: ReadonlyMap<Group, number>, { from, to }: Link): boolean =>
  (order.get(from) ?? 0) < (order.get(to) ?? 0)
