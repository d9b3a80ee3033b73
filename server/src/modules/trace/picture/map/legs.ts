import type { PictureHop, PictureNode, PictureSource } from '../picture-source.ts'

/** Goods that went from one place to another; keys of places. `basis` stated: some event told both ends of it. */
export type Leg = { from: string; to: string; times: number; basis: 'stated' | 'inferred' }

/** Places of a trace in the order in which the goods came there, and the ways between. */
export type Journey = { places: string[]; legs: Leg[] }

type Visit = { place: string; time: string }

/** Reads off where the goods were, and from where to where they went. */
export function toJourney({ nodes, hops }: PictureSource): Journey {
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const visits = visitsOf(nodes, hops, byID)
  const legs = new Map<string, Leg>()
  const add = (from: string | undefined, to: string | undefined, basis: Leg['basis']) => {
    if (from === undefined || to === undefined || from === to) return
    const leg = legs.get(`${from}\n${to}`) ?? { from, to, times: 0, basis }
    leg.times += 1
    if (basis === 'stated') leg.basis = basis
    legs.set(`${from}\n${to}`, leg)
  }
  for (const own of visits.values())
    for (const [index, { place }] of own.entries()) add(own[index - 1]?.place, place, 'stated')
  const arrivals = firstPlaces(hops, visits)
  for (const { from, to, interval, basis } of hops) {
    const leaving = visits.get(from)?.findLast(({ time }) => time <= interval.from) ?? visits.get(from)?.[0]
    if (leaving) for (const place of arrivals(to)) add(leaving.place, place, basis)
  }
  const all = [...visits.values()].flat().sort(byTime)
  return { places: [...new Set(all.map(({ place }) => place))], legs: [...legs.values()] }
}

const byTime = (a: Visit, b: Visit): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)

/** Each node's places in the order of time: where it was seen, and of a lot's part where that part is. */
function visitsOf(
  nodes: readonly PictureNode[],
  hops: readonly PictureHop[],
  byID: ReadonlyMap<string, PictureNode>,
): Map<string, Visit[]> {
  const seen = hops.filter(({ rule }) => rule === 'seen').flatMap((hop) => visitIn(hop, byID))
  const visits = new Map<string, Visit[]>(Map.groupBy(seen, ({ node }) => node))
  const times = firstTimes(hops)
  for (const { id, location } of nodes)
    if (isPlaceKey(location) && !visits.has(id)) visits.set(id, [{ place: location, time: times.get(id) ?? '\uffff' }])
  for (const own of visits.values()) own.sort(byTime)
  return visits
}

/** Whether a node's location is a place: a lot's part may be in a container (SSCC, GRAI, GIAI) as well. */
export const isPlaceKey = (location: string | null | undefined): location is string =>
  typeof location === 'string' && !/^\/(00|8003|8004)\//.test(location)

/** Keys of the places that a trace names. */
export const placeKeysOf = ({ nodes }: Pick<PictureSource, 'nodes'>): string[] => [
  ...new Set(nodes.flatMap(({ kind, key, location }) => (kind === 'place' ? key : location)).filter(isPlaceKey)),
]

function visitIn({ from, to, interval }: PictureHop, byID: ReadonlyMap<string, PictureNode>) {
  const [a, b] = [byID.get(from), byID.get(to)]
  if (a === undefined || b === undefined) return []
  if (b.kind === 'place') return [{ node: from, place: b.key, time: interval.from }]
  return a.kind === 'place' ? [{ node: to, place: a.key, time: interval.from }] : []
}

function firstTimes(hops: readonly PictureHop[]): Map<string, string> {
  const times = new Map<string, string>()
  for (const { from, to, interval } of hops)
    for (const id of [from, to]) {
      const known = times.get(id)
      if (known === undefined || interval.from < known) times.set(id, interval.from)
    }
  return times
}

/** The first places downstream of a node, its own or, where it has none, those of what it led to. */
function firstPlaces(
  hops: readonly PictureHop[],
  visits: ReadonlyMap<string, Visit[]>,
): (id: string) => ReadonlySet<string> {
  const after = Map.groupBy(
    hops.filter(({ rule }) => rule !== 'seen' && rule !== 'held'),
    ({ from }) => from,
  )
  const found = new Map<string, Set<string>>()
  const search = (start: string): Set<string> => {
    const places = new Set<string>()
    const seen = new Set([start])
    const frontier = [start]
    for (let id = frontier.pop(); id !== undefined && places.size < most; id = frontier.pop()) {
      const own = visits.get(id)?.[0]
      if (own) places.add(own.place)
      const next = own ? [] : (after.get(id) ?? []).map(({ to }) => to).filter((to) => !seen.has(to))
      for (const to of next) seen.add(to)
      frontier.push(...next)
    }
    return places
  }
  return (id) => {
    const known = found.get(id) ?? search(id)
    found.set(id, known)
    return known
  }
}

const most = 50
