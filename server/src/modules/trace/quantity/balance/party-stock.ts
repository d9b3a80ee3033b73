import type { Link } from '@nguon/epcis'
import { allIn, emptyOut, type Inside, nothingInside, putIn, takeOut } from './inside.ts'
import { type Item, isCarrier, type Line, type NetContents, productOf, toLine } from './line.ts'
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
  inside: Inside
  /** Containers that came or went with contents nobody told: by which event, and whether they were opened since. */
  unopened: Map<string, { event: string; opened: boolean }>
}

export const newStock = (contents: NetContents): Stock => ({
  contents,
  products: new Map(),
  received: new Map(),
  shipped: new Map(),
  inside: nothingInside(),
  unopened: new Map(),
})

/** Of one hand-over told by several steps the first of these counts. */
const moveSteps = ['receiving', 'accepting', 'arriving', 'shipping', 'departing']

/** Takes one event in. `isInternal`: goods moved between places of the party itself. */
export const tell = (stock: Stock, said: Said, isInternal: boolean): void => {
  for (const link of said.links) {
    if (link.kind === 'contains') pack(stock, said, link)
    else if (link.kind === 'output') put(stock, said, 'produced', { ...link, key: link.b })
    else if (link.kind === 'input') goneWith(stock, said, 'consumed', { ...link, key: link.b })
    else if (link.kind === 'commissioned' && !isCarrier(link.a))
      put(stock, said, 'commissioned', { ...link, key: link.a })
    else if (link.kind === 'ended') goneWith(stock, said, endOf(said), { ...link, key: link.a })
    else if ((link.kind === 'arrived' || link.kind === 'departed') && !isInternal) move(stock, said, link.kind, link)
  }
}

const put = ({ products, contents }: Stock, { eventID }: Said, figure: PartyFigure, item: Item): void => {
  const product = productOf(item.key)
  const lines = products.get(product) ?? noLines()
  products.set(product, lines)
  lines[figure].push(toLine(eventID, item, contents))
}

/** A product of which nothing is told. */
export const noLines = (): ProductLines =>
  Object.fromEntries(partyFigures.map((name) => [name, []])) as unknown as ProductLines

/** A container that ends takes with it what is in it. */
const goneWith = (stock: Stock, said: Said, figure: PartyFigure, item: Item): void => {
  for (const each of goods(stock, item)) put(stock, said, figure, each)
  emptyOut(stock.inside, item.key)
}

const move = (stock: Stock, said: Said, kind: 'arrived' | 'departed', link: Link): void => {
  const moves = kind === 'arrived' ? stock.received : stock.shipped
  const items = goods(stock, { ...link, key: link.a })
  if (items.length === 0) stock.unopened.set(link.a, { event: said.eventID, opened: false })
  for (const item of items) hand(stock, moves, said, item)
}

const hand = ({ contents }: Stock, moves: Moves, { eventID, bizStep }: Said, item: Item): void => {
  const steps = moves.get(item.key) ?? new Map<string, Line[]>()
  moves.set(item.key, steps)
  const step = bizStep ?? ''
  const lines = steps.get(step) ?? []
  steps.set(step, lines)
  lines.push(toLine(eventID, item, contents))
}

/** An item, and what is in it where it is a container; nothing where nobody told what. */
const goods = ({ inside }: Stock, item: Item): Item[] => [
  ...(isCarrier(item.key) ? [] : [item]),
  ...allIn(inside, item.key).filter(({ key }) => !isCarrier(key)),
]

/** What comes out of a container that came unopened came with it. */
const pack = (stock: Stock, said: Said, { a: parent, b: key, ...amount }: Link): void => {
  if (!said.isAggregation) return
  const item = { key, ...amount }
  const unopened = stock.unopened.get(parent)
  if (said.action === 'ADD') putIn(stock.inside, parent, item)
  else if (said.action !== 'DELETE') return
  else if (key === '') emptyOut(stock.inside, parent)
  else {
    const { missing } = takeOut(stock.inside, parent, item)
    if (unopened === undefined) return
    for (const each of missing) hand(stock, stock.received, { ...said, bizStep: 'receiving' }, each)
    stock.unopened.set(parent, { ...unopened, opened: true })
  }
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
