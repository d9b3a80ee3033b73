import { nowhere, type Statement } from './naive-statements.ts'

const never = Number.POSITIVE_INFINITY

/** Something was in a container, or attached to it, from one instant to another, both included. */
export type Stay = { item: string; container: string; from: number; to: number }

/** The times of instances in containers. `said` is in the order of time and holds nothing of lots. */
export const staysOf = (said: readonly Statement[]): Stay[] => {
  const known = new Map<string, Stay[]>()
  const staysOfItem = (item: string): Stay[] => {
    if (!known.has(item)) {
      known.set(item, [])
      known.set(item, [...ridesOf(item, said, staysOfItem), ...attachmentsOf(item, said)])
    }
    return known.get(item) ?? []
  }
  return [...new Set(said.map(({ key }) => key))].flatMap(staysOfItem)
}

/** One AggregationEvent's container at a time. */
const ridesOf = (item: string, said: readonly Statement[], staysOfItem: (item: string) => Stay[]): Stay[] => {
  const own = said.filter(({ key }) => key === item)
  const stays: Stay[] = []
  for (const put of own.filter(({ what, attached }) => what === 'put' && !attached)) {
    const container = put.other
    if (isWithin(stays, container, put.at)) continue
    const stated = firstAt(said, put.at, (s) => closes(s, item, container, false))
    const parted = firstAt(own, put.at, (s) => s.what === 'input' || s.what === 'ended' || isPutElsewhere(s, put))
    const puts = own.filter((s) => s.what === 'put' && !s.attached && s.other === container && s.at >= put.at)
    const alone = firstAt(
      own,
      put.at,
      (s) => isState(s) && !s.documented && s.at > put.at && isElsewhere(s, container, puts, said, staysOfItem),
    )
    stays.push({
      item,
      container,
      from: put.at,
      to: stated <= parted && stated < never ? stated : Math.min(parted, alone),
    })
  }
  return [...stays, ...hintsOf(own, stays, false)]
}

/** Attached to several things at once, each by itself; nothing but taking off ends it. */
const attachmentsOf = (item: string, said: readonly Statement[]): Stay[] => {
  const own = said.filter(({ key }) => key === item)
  const stays: Stay[] = []
  for (const { at, other } of own.filter(({ what, attached }) => what === 'put' && attached))
    if (!isWithin(stays, other, at))
      stays.push({ item, container: other, from: at, to: firstAt(said, at, (s) => closes(s, item, other, true)) })
  return [...stays, ...hintsOf(own, stays, true)]
}

/** Taken out of where nothing put it: inside since it was last heard of. Watched inside: at that instant at least. */
const hintsOf = (own: readonly Statement[], stays: readonly Stay[], attached: boolean): Stay[] =>
  own
    .filter((s) => s.attached === attached && (s.what === 'taken' || s.what === 'watched'))
    .filter(({ other, at }) => !isWithin(stays, other, at))
    .map(({ what, key, other, at }) => {
      const before = what === 'taken' ? own.findLast((s) => s.at < at)?.at : undefined
      return { item: key, container: other, from: before ?? at, to: at }
    })

const isWithin = (stays: readonly Stay[], container: string, at: number): boolean =>
  stays.some((stay) => stay.container === container && stay.from <= at && at <= stay.to)

const firstAt = (said: readonly Statement[], from: number, when: (s: Statement) => boolean): number =>
  said.find((s) => s.at >= from && when(s))?.at ?? never

const closes = (s: Statement, item: string, container: string, attached: boolean): boolean =>
  s.attached === attached &&
  ((s.what === 'taken' && s.key === item && s.other === container) || (s.what === 'emptied' && s.key === container))

/** Of two packings in one instant nobody knows which was the later: neither ends the other. */
const isPutElsewhere = (s: Statement, put: Statement): boolean =>
  s.what === 'put' && !s.attached && s.other !== put.other && s.at > put.at

export const isState = ({ what }: Statement): boolean =>
  what === 'commissioned' || what === 'seen' || what === 'arrived' || what === 'departed' || what === 'ended'

/** The item is seen at one place while its container is known to be at others. */
const isElsewhere = (
  seen: Statement,
  container: string,
  puts: Statement[],
  said: readonly Statement[],
  staysOfItem: (item: string) => Stay[],
): boolean => {
  const { places } = whereabouts(container, seen.at, said, staysOfItem, puts)
  return seen.place !== nowhere && places.length > 0 && !places.includes(seen.place)
}

/** The places of the latest instant, not later than `at`, for which anything tells where a container was. */
const whereabouts = (
  container: string,
  at: number,
  said: readonly Statement[],
  staysOfItem: (item: string) => Stay[],
  more: Statement[] = [],
): { at: number; places: string[] } => {
  const own = said.filter((s) => s.key === container && (isState(s) || (isContaining(s) && !s.attached)))
  const told = [...own, ...more]
    .filter((s) => s.at <= at && s.place !== nowhere)
    .map((s) => ({ at: s.at, places: [s.place] }))
  const around = staysOfItem(container)
    .filter((stay) => stay.from <= at && at <= stay.to)
    .map((stay) => whereabouts(stay.container, at, said, staysOfItem))
  const latest = Math.max(...[...told, ...around].map((each) => each.at))
  return {
    at: latest,
    places: [...told, ...around].filter((each) => each.at === latest).flatMap((each) => each.places),
  }
}

const isContaining = ({ what }: Statement): boolean => what === 'put' || what === 'taken' || what === 'watched'
