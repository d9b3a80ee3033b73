import { canonicalKey, type Link } from '@nguon/epcis'
import type { Actor } from '../../../../platform/actor.ts'
import { currentPosition } from '../../../../platform/positions.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { describeKeys, partyCards, productCards } from '../../../registry/index.ts'
import { compareInstants } from '../../answer/sighted.ts'
import { toStatedYield } from '../yields/stated-yield.ts'
import { selectYields } from '../yields/yield.store.ts'
import { productOf, toNetContent } from './line.ts'
import { type LotBalance, lotBalance } from './lot-balance.ts'
import { type PartyBalance, partyBalance } from './party-balance.ts'
import { newStock, type Stock, takeLines, tell } from './party-stock.ts'
import { type ProcessBalance, processBalance } from './process-balance.ts'
import {
  type EventPage,
  type EventPageRead,
  type EventPlace,
  inOrder,
  type Said,
  type StatedEvents,
  toSaid,
  type Yardstick,
} from './stated-event.ts'

export type BalanceDeps = { db: Db; stated: StatedEvents }

/** Who asks, and as at which position. */
export type Sight = { actor: Actor; asOf: number | undefined }

/** How many events and statements one balance is made of: beyond, a shorter period is asked for, and nothing is cut. */
const most = { events: 50_000, statements: 300_000 }
const pageSize = 500

type ReadPage = (page: EventPage) => Promise<EventPageRead>
type Bounds = { actor: Actor; asOf: number; from: string | null; to: string | null }

/** Events as they come, page by page. */
async function* allOf(read: ReadPage, bounds: Bounds): AsyncGenerator<Said> {
  let after: EventPlace | undefined
  do {
    const page: EventPageRead = await read({ ...bounds, after, limit: pageSize })
    for (const event of page.events) yield toSaid(event)
    after = page.next
  } while (after !== undefined)
}

type Budget = { events: number; statements: number }

/** Hands each event on while the budget lasts; false: there were more. */
const readWithin = async (
  budget: Budget,
  events: AsyncGenerator<Said>,
  take: (said: Said) => void,
): Promise<boolean> => {
  for await (const said of events) {
    budget.events -= 1
    budget.statements -= said.links.length
    if (budget.events < 0 || budget.statements < 0) return false
    take(said)
  }
  return true
}

/** Events with those of their links that matter. */
const collect = async (
  read: ReadPage,
  bounds: Bounds,
  matters: (link: Link) => boolean,
  budget: Budget = { ...most },
): Promise<Said[]> => {
  const found: Said[] = []
  async function* those() {
    for await (const said of allOf(read, bounds)) yield { ...said, links: said.links.filter(matters) }
  }
  if (!(await readWithin(budget, those(), (said) => found.push(said)))) throw tooMany()
  return found
}

const tooMany = () => problem('balance.too-many-events', { limit: most.events, statements: most.statements })

const positionFor = async (db: Db, asOf: number | undefined): Promise<number> => {
  const current = await currentPosition(db)
  if (asOf !== undefined && asOf > current) throw problem('balance.position-beyond', { asOf, current })
  return asOf ?? current
}

const unbounded = { from: null, to: null }

/** What went into the processes of an ID and what came out: one for each party that names one so. */
export const readProcess = async ({ db, stated }: BalanceDeps, id: string, sight: Sight) => {
  const asOf = await positionFor(db, sight.asOf)
  const bounds = { actor: sight.actor, asOf, ...unbounded }
  const key = canonicalKey(id)
  const found = await collect((page) => stated.ofKey(key, page), bounds, isOfProcess)
  const named = found.filter(({ transformation }) => transformation === key)
  const own = named.length > 0 ? named : await eventsOfID(stated, id, bounds)
  const processes = [...Map.groupBy(own, (said) => processOf(said)).values()]
  if (processes.length === 0) throw problem('balance.process-unknown', { process: id.slice(0, 200) })
  const yardstick = await yardstickFor(db, own, asOf)
  const balances = processes.flatMap(([first, ...more]): ProcessBalance[] =>
    first === undefined ? [] : [processBalance([first, ...more], yardstick)],
  )
  return { process: key, asOf, processes: balances }
}

const isOfProcess = ({ kind }: Link): boolean => kind === 'input' || kind === 'output'
const processOf = ({ declaredBy, transformation, uid }: Said): string => `${declaredBy} ${transformation ?? uid}`

/** A process that has no ID is known by its event's; one that has, whole, by any of its events'. */
const eventsOfID = async (stated: StatedEvents, id: string, bounds: Bounds): Promise<Said[]> => {
  const found = (await collect((page) => stated.ofID(id, page), bounds, isOfProcess)).filter(
    ({ links }) => links.length > 0,
  )
  const whole = new Map(found.map((said) => [said.uid, said]))
  for (const said of found) {
    const { transformation: key } = said
    if (key === undefined) continue
    for (const other of await collect((page) => stated.ofKey(key, page), bounds, isOfProcess))
      if (processOf(other) === processOf(said)) whole.set(other.uid, other)
  }
  return inOrder(whole.values())
}

/** How many containers of a lot are followed: what became of more is told to be unknown. */
const mostContainers = 2000

/** All that is told of a lot, and of the containers that it went into, and those into. */
export const readLot = async ({ db, stated }: BalanceDeps, key: string, sight: Sight) => {
  const asOf = await positionFor(db, sight.asOf)
  const bounds = { actor: sight.actor, asOf, ...unbounded }
  const budget = { ...most }
  const found = new Map<string, Said>()
  const keys = new Set([key])
  const read = new Set<string>()
  for (const each of keys) {
    if (read.size > mostContainers) break
    const isAbout = ({ a, b }: Link) => (a === each || b === each) && !read.has(a) && !read.has(b)
    for (const said of await collect((page) => stated.ofKey(each, page), bounds, isAbout, budget)) {
      found.set(said.uid, { ...said, links: [...(found.get(said.uid)?.links ?? []), ...said.links] })
      if (said.isAggregation) for (const { a, b } of said.links) if (b === each) keys.add(a)
    }
    read.add(each)
  }
  const about = inOrder([...found.values()].filter(({ links }) => links.length > 0))
  if (about.length === 0) throw problem('balance.lot-unknown', { key })
  const yardstick = await yardstickFor(db, about, asOf)
  const balance: LotBalance = lotBalance(key, about, yardstick, read.size === keys.size)
  return { lot: key, asOf, ...balance }
}

export type Period = { from: string | null; to: string | null }

/** A party's goods over a period. What was there before is counted from the beginning, where that can be read. */
export const readParty = async ({ db, stated }: BalanceDeps, party: string, period: Period, sight: Sight) => {
  const asOf = await positionFor(db, sight.asOf)
  if (!(await partyCards(db, [party])).has(party)) throw problem('balance.party-unknown', { party })
  const read: ReadPage = (page) => stated.ofParty(party, page)
  const { before, within } = await readAround(read, { actor: sight.actor, asOf, ...period })
  const all = [...(before ?? []), ...within]
  const yardstick = await yardstickFor(db, all, asOf, party)
  const isInternal = await internalTo(db, party, all)
  const stock = newStock(yardstick.contents)
  for (const said of before ?? []) tell(stock, said, isInternal(said))
  const linesBefore = takeLines(stock)
  const unopenedBefore = new Set(stock.unopened.keys())
  for (const said of within) tell(stock, said, isInternal(said))
  const lines = {
    party,
    at: within.at(-1)?.eventTime ?? new Date().toISOString(),
    before: before === undefined ? undefined : linesBefore,
    within: takeLines(stock),
    unopened: unopenedIn(stock, unopenedBefore),
  }
  const balance: PartyBalance = partyBalance(lines, yardstick.yields)
  return { party, ...period, asOf, ...balance }
}

/** The events of a period, and those before it; `before` undefined: they are more than are read. */
const readAround = async (read: ReadPage, bounds: Bounds): Promise<{ before: Said[] | undefined; within: Said[] }> => {
  const within: Said[] = []
  const budget = { ...most }
  if (!(await readWithin(budget, allOf(read, bounds), (said) => within.push(said)))) throw tooMany()
  const { from } = bounds
  if (from === null) return { before: [], within }
  const before: Said[] = []
  const isWhole = await readWithin(budget, allOf(read, { ...bounds, from: null, to: from }), (said) => {
    if (compareInstants(said.eventTime, from) < 0) before.push(said)
  })
  return { before: isWhole ? before : undefined, within }
}

const unopenedIn = ({ unopened }: Stock, before: ReadonlySet<string>) =>
  [...unopened].flatMap(([container, { event, opened }]) =>
    opened || before.has(container) ? [] : [{ container, event }],
  )

/** Whether an event tells of goods that stayed with the party: every party at both its ends is itself. */
const internalTo = async (db: Db, party: string, events: readonly Said[]) => {
  const known = await describeKeys(db, [...new Set(events.flatMap((said) => [...said.sources, ...said.destinations]))])
  const isOwn = (ends: readonly string[]) => {
    const parties = ends.flatMap((key) => known.get(key)?.party ?? [])
    return parties.length > 0 && parties.every((each) => each === party)
  }
  return ({ sources, destinations }: Said): boolean => isOwn(sources) && isOwn(destinations)
}

/** What events are held against: yields of their declarers, net contents of what they name. */
const yardstickFor = async (db: Db, events: readonly Said[], asOf: number, party?: string): Promise<Yardstick> => {
  const parties = [...new Set([...events.map(({ declaredBy }) => declaredBy), ...(party === undefined ? [] : [party])])]
  const keys = events.flatMap(({ links }) => links.flatMap(({ a, b }) => [a, b]))
  const products = [...new Set(keys.map(productOf).filter((key) => key !== ''))]
  const rows = await selectYields(db, parties, products, asOf)
  const cards = await productCards(
    db,
    products.filter((key) => key.startsWith('/01/')),
    { asOf },
  )
  const contents = new Map(
    [...cards].flatMap(([product, { netContent }]) => {
      const told = netContent && toNetContent(netContent)
      return told === undefined ? [] : [[product, told] as const]
    }),
  )
  return { yields: rows.map(toStatedYield), contents }
}
