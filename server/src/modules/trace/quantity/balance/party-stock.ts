import type { Link } from '@nguon/epcis'
import { compare, exact, minus, toNumber, zero } from '../exact.ts'
import { isCarrier, type Line, type NetContents, productOf, toLine } from './line.ts'
import { endOf } from './lot-balance.ts'
import type { Said } from './stated-event.ts'

export const partyFigures = [
  'received',
  'commissioned',
  'produced',
  'shipped',
  'sold',
  'consumed',
  'destroyed',
  'ended',
] as const
export type PartyFigure = (typeof partyFigures)[number]

/** One product's lines by figure; of arrivals and departures by item and step, for one hand-over may be told step by step. */
export type ProductLines = Record<PartyFigure, Line[]>

type Moves = Map<string, Map<string, Line[]>>

/** What a party told, event by event, in the order of time. */
export type Stock = {
  contents: NetContents
  products: Map<string, ProductLines>
  received: Moves
  shipped: Moves
  /** What lies in each container, as far as the party told. */
  inside: Map<string, Item[]>
  /** Containers that came or went with contents nobody told: by which event, and whether they were opened since. */
  unopened: Map<string, { event: string; opened: boolean }>
}
type Item = Pick<Link, 'classLevel' | 'quantity' | 'uom'> & { key: string }

export const newStock = (contents: NetContents): Stock => ({
  contents,
  products: new Map(),
  received: new Map(),
  shipped: new Map(),
  inside: new Map(),
  unopened: new Map(),
})

/** Of one hand-over told by several steps the first of these counts. */
const moveSteps = ['receiving', 'accepting', 'arriving', 'shipping', 'departing']

/** Takes one event in. `isInternal`: goods moved between places of the party itself. */
export const tell = (stock: Stock, said: Said, isInternal: boolean): void => {
  for (const link of said.links) {
    if (link.kind === 'contains') pack(stock, said, link)
    else if (link.kind === 'output') put(stock, said, 'produced', { ...link, key: link.b })
    else if (link.kind === 'input') takeOut(stock, said, 'consumed', { ...link, key: link.b })
    else if (link.kind === 'commissioned' && !isCarrier(link.a))
      put(stock, said, 'commissioned', { ...link, key: link.a })
    else if (link.kind === 'ended') takeOut(stock, said, endOf(said.facts), { ...link, key: link.a })
    else if ((link.kind === 'arrived' || link.kind === 'departed') && !isInternal) move(stock, said, link.kind, link)
  }
}

const put = ({ products, contents }: Stock, { eventID }: Said, figure: PartyFigure, item: Item): void => {
  const product = productOf(item.key)
  const lines = products.get(product) ?? noLines()
  products.set(product, lines)
  lines[figure].push(toLine(eventID, item, contents))
}

const noLines = (): ProductLines =>
  Object.fromEntries(partyFigures.map((name) => [name, []])) as unknown as ProductLines

/** A container that ends takes with it what is in it. */
const takeOut = (stock: Stock, said: Said, figure: PartyFigure, item: Item): void => {
  for (const each of unpacked(stock, item)) put(stock, said, figure, each)
  if (isCarrier(item.key)) stock.inside.delete(item.key)
}

const move = (stock: Stock, said: Said, kind: 'arrived' | 'departed', link: Link): void => {
  const moves = kind === 'arrived' ? stock.received : stock.shipped
  const items = unpacked(stock, { ...link, key: link.a })
  if (items.length === 0) stock.unopened.set(link.a, { event: said.eventID, opened: false })
  for (const item of items) hand(stock, moves, said, item)
}

const hand = ({ contents }: Stock, moves: Moves, { eventID, facts }: Said, item: Item): void => {
  const steps = moves.get(item.key) ?? new Map<string, Line[]>()
  moves.set(item.key, steps)
  const step = facts.bizStep ?? ''
  const lines = steps.get(step) ?? []
  steps.set(step, lines)
  lines.push(toLine(eventID, item, contents))
}

/** An item, or what is in it where it is a container, down to the last; nothing where nobody told what. */
const unpacked = (stock: Pick<Stock, 'inside'>, item: Item, met: ReadonlySet<string> = new Set()): Item[] => {
  const contents = stock.inside.get(item.key)
  if (contents === undefined) return isCarrier(item.key) ? [] : [item]
  if (met.has(item.key)) return []
  const deeper = new Set([...met, item.key])
  const all = contents.flatMap((each) => unpacked(stock, each, deeper))
  return isCarrier(item.key) ? all : [item, ...all]
}

const pack = (stock: Stock, said: Said, { a, b, action, ...amount }: Link): void => {
  if (said.facts.type !== 'AggregationEvent') return
  if (action === 'ADD') {
    const held = (stock.inside.get(a) ?? []).filter(({ key }) => amount.classLevel || key !== b)
    stock.inside.set(a, [...held, { key: b, ...amount }])
  } else if (action === 'DELETE') unpack(stock, said, a, { key: b, ...amount })
}

/** What comes out of a container that came unopened came with it. */
const unpack = (stock: Stock, said: Said, parent: string, item: Item): void => {
  const unopened = stock.unopened.get(parent)
  if (unopened !== undefined && item.key !== '') {
    hand(stock, stock.received, { ...said, facts: { ...said.facts, bizStep: 'receiving' } }, item)
    stock.unopened.set(parent, { ...unopened, opened: true })
  } else if (item.key === '') stock.inside.delete(parent)
  else stock.inside.set(parent, without(stock.inside.get(parent) ?? [], item))
}

/** Contents without one item, or without so much of a lot; where units differ, nobody can tell how much is left. */
const without = (held: readonly Item[], { key, quantity, uom }: Item): Item[] => {
  let left = quantity === undefined ? undefined : exact(quantity)
  return held.flatMap((each): Item[] => {
    if (each.key !== key) return [each]
    if (left === undefined || each.quantity === undefined) return []
    if (each.uom !== uom) return [{ key, ...(each.classLevel && { classLevel: true }) }]
    const rest = minus(exact(each.quantity), left)
    left = compare(rest, zero) < 0 ? minus(zero, rest) : zero
    return compare(rest, zero) > 0 ? [{ ...each, quantity: toNumber(rest) }] : []
  })
}

/** What was told since the last time this was asked, by product, each hand-over once; what lies in containers stays. */
export const takeLines = (stock: Stock): Map<string, ProductLines> => {
  const { products } = stock
  for (const figure of ['received', 'shipped'] as const)
    for (const [key, steps] of stock[figure]) {
      const product = productOf(key)
      const lines = products.get(product) ?? noLines()
      products.set(product, lines)
      const step = moveSteps.find((name) => steps.has(name))
      const counted = step === undefined ? [...steps.values()].flat() : (steps.get(step) ?? [])
      for (const line of counted) lines[figure].push(line)
    }
  Object.assign(stock, { products: new Map(), received: new Map(), shipped: new Map() })
  return products
}
