import type { PictureSource } from '../picture-source.ts'
import { type Description, describe, type Speech } from './describe.ts'
import { type Group, isMany, type Link, type Opening, openingText, parseOpenings, toGroups } from './groups.ts'
import { inOrder } from './order.ts'
import { toVertices } from './vertices.ts'

/** A group as it is shown; `open`: the address that shows it taken apart. */
export type Card = Description & { group: Group; open?: { href: string; text: string } }

/** The chain in groups, upstream first, all said in words. `cut`: lines that there is no room for. */
export type Chain = { cards: Card[]; links: Link[]; cut: number; things: number }

export type ChainOptions = Omit<Speech, 'named'> & {
  /** Groups that the reader opened. */
  expand: readonly string[]
  /** The picture's own address with other groups opened; without it nothing can be opened. */
  href?: (expand: readonly string[]) => string
  /** Where the picture goes on behind a tombstone, from its `next`. */
  onward?: (next: string) => string
}

/** Lines of one picture; more cannot be told apart. */
const mostLinks = 160

/** Groups, orders and words a trace for showing: what the drawing and the list beside it are both made of. */
export function toChain(source: PictureSource, options: ChainOptions): Chain {
  const graph = toVertices(source)
  const groups = toGroups(graph, parseOpenings(options.expand))
  const links = groups.links.toSorted((a, b) => b.hops.length - a.hops.length).slice(0, mostLinks)
  const leaving = Map.groupBy(links, ({ from }) => from)
  const speech = { ...options, named: graph.named }
  const cards = inOrder(groups).map((group): Card => {
    const open = openOf(group, groups.openings, options)
    return { group, ...describe(group, leaving.get(group) ?? [], speech), ...(open && { open }) }
  })
  return { cards, links, cut: groups.links.length - links.length, things: graph.vertices.length }
}

function openOf(group: Group, openings: readonly Opening[], { href, onward, words }: ChainOptions): Card['open'] {
  const next = isMany(group) ? undefined : group.members[0]?.end?.next
  if (next !== undefined && onward) return { href: onward(next), text: words('picture.onward') }
  if (href === undefined || !isMany(group)) return undefined
  const own = openingText({ id: group.id, offset: group.rest ?? 0 })
  const before = openings.filter(({ id }) => id !== group.id).map(openingText)
  const text =
    group.rest === undefined ? words('picture.expand', { count: group.members.length }) : words('picture.expand-rest')
  return { href: href([...before, own]), text }
}

/** A card as one line of text, with where it leads. */
export function sayCard(card: Card, chain: Chain): string {
  const targets = chain.links.filter(({ from, hops }) => from === card.group && hops.length > 0)
  const ways = card.ways.slice(0, 6).map((way, index) => `${way} → ${titleOf(targets[index]?.to, chain)}`)
  return [`${card.kind}: ${card.title}`, ...card.lines, ...ways].join('; ')
}

const titleOf = (group: Group | undefined, { cards }: Chain): string =>
  cards.find((card) => card.group === group)?.title ?? ''
