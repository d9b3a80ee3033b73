import {
  type Arrow,
  arrowsOfInstances,
  beginning,
  ending,
  type Flows,
  flowsOfLot,
  type LotFlows,
  leftOf,
  rounding,
} from './naive-flows.ts'
import { classesOf, type Statement, statementsOf, type Told } from './naive-statements.ts'
import { type Stay, staysOf } from './naive-stays.ts'

/** How a walk comes to a node: back not later, forward not earlier than `bound`; and whether through no doubtful blend. */
export type Label = { bound: number; certain: boolean }
/** Within which time a container held something of the trace. */
export type Ride = { container: string; from: number; to: number; certain: boolean }
export type NaiveTrace = { nodes: Map<string, Label[]>; rides: Ride[]; unknown: string[]; open: string[] }

const isProcess = (node: string): boolean => node.startsWith('process:')
/** Of a lot what is in one location: the names of parts alone hold a blank. */
const isPart = (node: string): boolean => node.includes(' ')

/** All flows and stays that a history's events tell of. */
export const naiveFlows = (told: readonly Told[]): Flows & { lots: Map<string, LotFlows>; arrivals: Statement[] } => {
  const classes = classesOf(told)
  const said = statementsOf(told)
  const ofInstances = said.filter(({ key }) => !classes.has(key))
  const lots = new Map([...classes].map((lot) => [lot, flowsOfLot(lot, said)]))
  const named = said
    .filter(({ what }) => what === 'member')
    .map((by): Arrow => ({ up: by.other, down: by.key, at: by.at, by, named: true }))
  const flows = [...lots.values()]
  return {
    arrows: [...arrowsOfInstances(ofInstances), ...named, ...flows.flatMap(({ arrows }) => arrows)],
    stays: [...staysOf(ofInstances), ...flows.flatMap(({ stays }) => stays)],
    lots,
    arrivals: ofInstances.filter(({ what }) => what === 'arrived'),
  }
}

/** What a key stems from ('back') or what stems from it ('forward'), by following every arrow and stay. */
export const naiveTrace = (
  { arrows, stays, lots, arrivals }: ReturnType<typeof naiveFlows>,
  start: string,
  direction: 'back' | 'forward',
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = {},
): NaiveTrace => {
  const back = direction === 'back'
  const starts = [...(lots.get(start)?.parts.keys() ?? [start])]
  const nodes = new Map<string, Label[]>()
  const rides = new Map<string, Ride>()
  const timely = (at: number, bound: number) => at >= from && at <= to && (back ? at <= bound : at >= bound)

  const visit = (node: string, bound: number, certain: boolean): void => {
    const known = nodes.get(node) ?? []
    if (known.some((label) => label.bound === bound && label.certain === certain)) return
    const label = { bound, certain }
    nodes.set(node, [...known, label])
    followArrows(node, label)
    for (const stay of stays.filter(({ item }) => item === node)) {
      if (back) ride(stay, from, bound, certain)
      else ride(stay, bound, to, certain)
    }
    if (!back) followContents(node, label)
  }
  /** A lot by its name is all its parts that there were in time and by then; where there were none, its bare name. */
  const partsBy = (lot: string, at: number): string[] => {
    const parts = [...(lots.get(lot)?.parts ?? [])].flatMap(([part, since]) =>
      since <= at && !isOver(part) ? [part] : [],
    )
    if (parts.length > 0) return parts
    return lot === start ? starts : [lot]
  }
  const isOver = (part: string): boolean => stays.some(({ item, to: closed }) => item === part && closed < from)
  const lotOf = (part: string): string => part.slice(0, isPart(part) ? part.indexOf(' ') : undefined)
  const followArrows = (node: string, { bound, certain }: Label): void => {
    const here = (arrow: Arrow) => (back ? arrow.down === node : arrow.up === (arrow.named ? lotOf(node) : node))
    for (const arrow of arrows.filter((each) => here(each) && timely(each.at, bound))) {
      const sure = certain && arrow.doubtful === undefined && !blended(node, back ? bound : arrow.at)
      for (const next of back ? upOf(arrow) : [arrow.down]) visit(next, arrow.at, sure)
    }
  }
  /** What an arrow came from: of a lot its parts, and into a process, what lay in it. */
  const upOf = ({ up, down, at, named }: Arrow): string[] => {
    if (named) return partsBy(up, at)
    return [up, ...(isProcess(down) ? insideAt(up, at).map(({ item }) => item) : [])]
  }
  /** Whatever came into a container, or was in it, since it was touched. */
  const followContents = (node: string, { bound, certain }: Label): void => {
    for (const { item, from: put, to: left } of stays.filter(({ container }) => container === node))
      if (left >= bound && Math.max(bound, put) <= to) visit(item, Math.max(bound, put), certain)
  }
  /** In a container for some time: its containers for as much of that; forward, what it was put into then. */
  const ride = (stay: Stay, after: number, before: number, certain: boolean): void => {
    const [since, until] = [Math.max(stay.from, after, from), Math.min(stay.to, before, to)]
    const name = `${stay.container} ${since} ${until} ${certain}`
    if (since > until || rides.has(name)) return
    rides.set(name, { container: stay.container, from: since, to: until, certain })
    for (const outer of stays.filter(({ item }) => item === stay.container)) ride(outer, since, until, certain)
    for (const { up, down, at } of arrows)
      if (!back && up === stay.container && down !== ending && at >= since && at <= until) visit(down, at, certain)
  }
  const insideAt = (container: string, at: number): Stay[] =>
    stays
      .filter((stay) => stay.container === container && stay.from <= at && at <= stay.to)
      .flatMap((stay) => [stay, ...insideAt(stay.item, at)])
  const blended = (node: string, at: number): boolean =>
    isPart(node) &&
    !starts.includes(node) &&
    new Set(arrows.flatMap(({ up, down, at: then }) => (down === node && then <= at ? [up] : []))).size > 1
  /** What comes out of the process that it went into is there again. */
  const endsIt = ({ up, down, at, named }: Arrow): boolean =>
    named === undefined && !arrows.some((other) => other.up === down && other.down === up && other.at === at)
  const lastBirth = (node: string): number =>
    Math.max(...arrows.flatMap(({ down, at, named }) => (down === node && named === undefined ? [at] : [])))
  /** A lot of which nothing is told but what was made as one of it. */
  const isNamedOnly = (node: string): boolean =>
    node !== start && !lots.has(node) && arrows.some(({ up, named }) => up === node && named !== undefined)
  /** What was sold, and is received again, is there again. */
  const isReturned = ({ up, down, at }: Arrow, until: number): boolean =>
    down === ending && arrivals.some((arrival) => arrival.key === up && arrival.at > at && arrival.at <= until)
  const leaves = (node: string, since: number, until: number): boolean =>
    arrows.some(
      (arrow) =>
        arrow.up === node && arrow.at >= since && arrow.at <= until && endsIt(arrow) && !isReturned(arrow, until),
    ) ||
    stays.some(
      ({ item, container, from: put, to: left }) =>
        item === node &&
        left >= since &&
        put <= until &&
        leaves(container, Math.max(put, since), Math.min(left, until)),
    )

  /** As much is told to have left a lot's part as came to it, or its container was emptied. */
  const isSpent = (part: string): boolean => {
    const toldOf = (flows: readonly Arrow[]) => [...new Set(flows.filter(({ at }) => at <= to).map(({ by }) => by))]
    const came = toldOf(arrows.filter(({ down }) => down === part))
    const left = toldOf(arrows.filter(({ up, doubtful }) => up === part && doubtful === undefined))
    return (
      stays.some(({ item, to: closed }) => item === part && Number.isFinite(closed) && closed <= to) ||
      Math.abs(leftOf(came, left)) <= rounding
    )
  }

  for (const node of starts) visit(node, back ? to : from, true)
  /** All that lay in a container within a time, each bound by when it left; what lay in that, while both were inside. */
  const contents = (held: readonly Stay[], since: number, until: number): void => {
    for (const { item, ...stay } of held) {
      const [put, left] = [Math.max(stay.from, since), Math.min(stay.to, until)]
      if (put > left) continue
      visit(item, left, true)
      contents(
        stays.filter(({ container }) => container === item),
        put,
        left,
      )
    }
  }
  if (back) contents(lastRound(stays.filter((stay) => stay.container === start && stay.from <= to)), from, to)

  const ends = [...nodes.keys()].filter((node) => node !== beginning && node !== ending)
  const bounds = (node: string) => (nodes.get(node) ?? []).map(({ bound }) => bound)
  const isUnknown = (node: string) =>
    back
      ? !isNamedOnly(node) && !arrows.some(({ down, at }) => down === node && at <= Math.max(...bounds(node)))
      : isProcess(node) && !arrows.some(({ up, at }) => up === node && at >= Math.min(...bounds(node)))
  const isOpen = (node: string) =>
    !back &&
    !isProcess(node) &&
    (isPart(node) ? !isSpent(node) : !leaves(node, Math.max(Math.min(...bounds(node)), lastBirth(node)), to))
  nodes.delete(beginning)
  nodes.delete(ending)
  return {
    nodes,
    rides: [...rides.values()].filter(({ container }) => !nodes.has(container)),
    unknown: ends.filter(isUnknown),
    open: ends.filter(isOpen),
  }
}

/** The stays after the last moment at which nothing was inside. */
const lastRound = (stays: readonly Stay[]): Stay[] => {
  const ordered = stays.toSorted((a, b) => a.from - b.from)
  const first = ordered.findLastIndex((stay, index) => ordered.slice(0, index).every(({ to }) => to < stay.from))
  return ordered.slice(Math.max(first, 0))
}
