import type { Pipe } from './tanks.ts'

type Search = {
  outOf: number[][]
  /** Groups by tank; -1: not known yet. */
  group: number[]
  met: number[]
  low: number[]
  stack: number[]
  time: number
  groups: number
}

/** Which tanks lie on circles together: the number of each tank's group (Tarjan 1972, without recursion). */
export const circles = (size: number, pipes: readonly Pipe[]): number[] => {
  const search: Search = {
    outOf: Array.from({ length: size }, () => []),
    group: new Array<number>(size).fill(-1),
    met: new Array<number>(size).fill(-1),
    low: new Array<number>(size).fill(0),
    stack: [],
    time: 0,
    groups: 0,
  }
  for (const { from, to } of pipes) search.outOf[from]?.push(to)
  for (let root = 0; root < size; root += 1) if (search.met[root] === -1) visit(search, root)
  return search.group
}

const visit = (search: Search, root: number): void => {
  const { outOf, group, met } = search
  enter(search, root)
  const path = [{ tank: root, next: 0 }]
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const to = outOf[here.tank]?.[here.next++]
    if (to === undefined) {
      path.pop()
      leave(search, here.tank)
      lower(search, path.at(-1)?.tank, search.low[here.tank])
    } else if (met[to] === -1) {
      enter(search, to)
      path.push({ tank: to, next: 0 })
    } else if (group[to] === -1) lower(search, here.tank, met[to])
  }
}

const enter = (search: Search, tank: number): void => {
  search.met[tank] = search.time
  search.low[tank] = search.time
  search.time += 1
  search.stack.push(tank)
}

const lower = ({ low }: Search, tank: number | undefined, time = 0): void => {
  if (tank !== undefined) low[tank] = Math.min(low[tank] ?? 0, time)
}

/** The first that was met of a group takes all that were met since. */
const leave = (search: Search, tank: number): void => {
  if (search.low[tank] !== search.met[tank]) return
  const members = search.stack.splice(search.stack.lastIndexOf(tank))
  for (const member of members) search.group[member] = search.groups
  search.groups += 1
}
