import { canonicalKey, linksOf } from '@nguon/epcis'
import type { Actor } from '../../../../platform/actor.ts'
import { currentPosition } from '../../../../platform/positions.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { describeKeys, partyCards, productCards } from '../../../registry/index.ts'
import { toStatedYield } from '../yields/stated-yield.ts'
import { selectYields } from '../yields/yield.store.ts'
import { productOf, toNetContent } from './line.ts'
import { type LotBalance, lotBalance } from './lot-balance.ts'
import { type PartyBalance, partyBalance } from './party-balance.ts'
import { newStock, type Stock, takeLines, tell } from './party-stock.ts'
import { type ProcessBalance, processBalance } from './process-balance.ts'
import type { EventPage, EventPageRead, EventPlace, Said, StatedEvents, Yardstick } from './stated-event.ts'

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
    for (const event of page.events) yield { ...event, links: linksOf(event.facts) }
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

const collect = async (read: ReadPage, bounds: Bounds): Promise<Said[]> => {
  const found: Said[] = []
  const isWhole = await readWithin({ ...most }, allOf(read, bounds), (said) => found.push(said))
  if (!isWhole) throw tooMany()
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
  const found = await collect((page) => stated.ofKey(key, page), bounds)
  const named = found.filter((said) => transformationOf(said) === key)
  const own = named.length > 0 ? named : await eventsOfID(stated, id, bounds)
  const processes = [...Map.groupBy(own, (said) => processOf(said)).values()]
  if (processes.length === 0) throw problem('balance.process-unknown', { process: id.slice(0, 200) })
  const yardstick = await yardstickFor(db, own, asOf)
  const balances = processes.flatMap(([first, ...more]): ProcessBalance[] =>
    first === undefined ? [] : [processBalance([first, ...more], yardstick)],
  )
  return { process: key, asOf, processes: balances }
}

const transformationOf = ({ facts }: Said) => facts.keys.find(({ role }) => role === 'transformation')?.key
const processOf = (said: Said): string => `${said.declaredBy} ${transformationOf(said) ?? said.uid}`

/** A process that has no ID is known by its event's; one that has, whole, by any of its events'. */
const eventsOfID = async (stated: StatedEvents, id: string, bounds: Bounds): Promise<Said[]> => {
  const found = (await collect((page) => stated.ofID(id, page), bounds)).filter(
    ({ facts }) => facts.type === 'TransformationEvent',
  )
  const whole = new Map(found.map((said) => [said.uid, said]))
  for (const said of found) {
    const key = transformationOf(said)
    if (key === undefined) continue
    for (const other of await collect((page) => stated.ofKey(key, page), bounds))
      if (processOf(other) === processOf(said)) whole.set(other.uid, other)
  }
  return [...whole.values()].sort((a, b) => (a.facts.eventTime < b.facts.eventTime ? -1 : 1))
}

/** All that is told of a lot. */
export const readLot = async ({ db, stated }: BalanceDeps, key: string, sight: Sight) => {
  const asOf = await positionFor(db, sight.asOf)
  const events = await collect((page) => stated.ofKey(key, page), { actor: sight.actor, asOf, ...unbounded })
  const about = events.filter(({ links }) => links.some(({ a, b }) => a === key || b === key))
  if (about.length === 0) throw problem('balance.lot-unknown', { key })
  const balance: LotBalance = lotBalance(key, about, await yardstickFor(db, about, asOf))
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
    at: within.at(-1)?.facts.eventTime ?? new Date().toISOString(),
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
    if (said.facts.eventTime < from) before.push(said)
  })
  return { before: isWhole ? before : undefined, within }
}

const unopenedIn = ({ unopened }: Stock, before: ReadonlySet<string>) =>
  [...unopened].flatMap(([container, { event, opened }]) =>
    opened || before.has(container) ? [] : [{ container, event }],
  )

/** Whether an event tells of goods that stayed with the party: every party at its other end is itself. */
const internalTo = async (db: Db, party: string, events: readonly Said[]) => {
  const keys = [
    ...new Set(events.flatMap(({ facts }) => [...facts.sources, ...facts.destinations].map(({ key }) => key))),
  ]
  const known = await describeKeys(db, keys)
  const isOwn = (ends: readonly { key: string }[]) => {
    const parties = ends.flatMap(({ key }) => known.get(key)?.party ?? [])
    return parties.length > 0 && parties.every((each) => each === party)
  }
  return ({ facts }: Said): boolean => isOwn(facts.sources) && isOwn(facts.destinations)
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
