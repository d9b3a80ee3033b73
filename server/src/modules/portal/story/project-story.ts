import { type DigitalLink, keyPath } from '@nguon/gs1'
import { localDay } from '../../../platform/days.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { inLanguage, type LocationCard, type PartyCard, type ProductCard, unitNow } from '../../registry/index.ts'
import {
  edgesOf,
  isPlaceKey,
  type MapPlace,
  type PictureHop,
  type PictureNode,
  type TraceAnswer,
  type TraceEdge,
  type TraceNode,
} from '../../trace/index.ts'
import { communeText, nameOf } from '../scan/names.ts'
import type { StoryView } from './story-view.ts'

/** Everything that was read for one story; what of it is public is decided here and nowhere else. */
export type StoryMaterial = {
  language: Language
  words: Words
  link: DigitalLink
  serialUnknown: boolean
  answer: TraceAnswer
  product: ProductCard | undefined
  /** By GTIN, by party id, by key, by unit code. */
  products: ReadonlyMap<string, ProductCard>
  parties: ReadonlyMap<string, PartyCard>
  places: ReadonlyMap<string, LocationCard>
  positions: ReadonlyMap<string, { latitude: number; longitude: number }>
}

/** The GTIN that an item's key begins with. */
export const gtinOf = (key: string): string | undefined => /^\/01\/(\d{14})/.exec(key)?.[1]

/** The one whitelisted projection of a trace: made anew member by member, nothing is passed through. */
export function projectStory(material: StoryMaterial): StoryView {
  const { language, link, product, serialUnknown, answer, parties } = material
  const backward = answer.nodes.filter(({ direction }) => direction !== 'forward')
  const shown = numbered(new Map(backward.flatMap((node) => toShown(node, material))))
  const zones = new Map(answer.events.map(({ eventID, eventTimeZoneOffset }) => [eventID, eventTimeZoneOffset]))
  const title = inLanguage(product?.names, language)
  const located = backward.flatMap(({ location }) => (isPlaceKey(location) ? [communeNode(location, material)] : []))
  const ends = answer.tombstones.filter(({ direction, node }) => direction === 'back' && shown.has(node))
  return {
    language,
    sample: isSample(material),
    code: { path: keyPath(link), elements: [link.key, ...link.qualifiers].map(([ai, value]) => ({ ai, value })) },
    ...(title === undefined ? {} : { title }),
    serialUnknown,
    picture: {
      nodes: [...new Map([...shown.values(), ...located].map((node) => [node.id, node])).values()],
      hops: edgesOf(answer.hops).flatMap((hop) => toPublicHop(hop, { shown, zones, parties })),
      tombstones: onlyOnce(
        ends.map(({ node, reason }) => ({ node: shown.get(node)?.id ?? '', direction: 'back', reason, since: null })),
      ),
    },
    communes: communesOf(material),
    unknown: ends.filter(({ reason }) => reason === 'unknown' || reason === 'elsewhere').length,
    cut: ends.some(({ reason }) => reason === 'limit' || reason === 'depth'),
  }
}

type End = StoryView['picture']['tombstones'][number]

const onlyOnce = (ends: End[]): End[] => [...new Map(ends.map((end) => [`${end.node} ${end.reason}`, end])).values()]

/** A node as the public sees it, under the id it has in the trace. Single items and containers alike are one. */
function toShown(node: TraceNode, material: StoryMaterial): [string, PictureNode][] {
  const { kind, level, direction, depth, certainty } = node
  if (kind === 'party') return []
  if (kind === 'place') return [[node.id, communeNode(node.key, material)]]
  const start = direction === 'start'
  const name = kind === 'item' ? productName(node.key, material) : undefined
  const location = isPlaceKey(node.location) ? communeOf(node.location, material).key : undefined
  const single = kind !== 'process' && level !== 'class' && !start
  const id = single ? `of ${kind} ${depth} ${certainty} ${JSON.stringify(name)}` : node.id
  const shown: PictureNode = {
    id,
    kind,
    key: start && kind === 'item' ? keyPath(material.link) : '',
    ...(level && { level }),
    ...(location !== undefined && { location }),
    direction,
    depth,
    certainty,
    ...(name && { name }),
  }
  return [[node.id, shown]]
}

/** Ids of a trace are made of keys; the public's are numbers in the order in which they come. */
function numbered(shown: ReadonlyMap<string, PictureNode>): Map<string, PictureNode> {
  const ids = [...new Set([...shown.values()].map(({ id }) => id))]
  const numbers = new Map(ids.map((id, index) => [id, `n${index + 1}`]))
  return new Map([...shown].map(([id, node]) => [id, { ...node, id: numbers.get(node.id) ?? '' }]))
}

function productName(key: string, { products }: StoryMaterial): PictureNode['name'] {
  const gtin = gtinOf(key)
  const names = gtin === undefined ? undefined : products.get(gtin)?.names
  if (!names) return undefined
  const { vi, en } = names
  return vi === undefined && en === undefined ? undefined : { ...(vi && { vi }), ...(en && { en }) }
}

/** What stands for a place: its commune, by code and name; of what has none the same for all. */
function communeOf(placeKey: string, { places, words }: StoryMaterial): { key: string; name: string } {
  const address = places.get(placeKey)?.address
  const name = communeText(words, address)
  if (name === undefined) return { key: 'unknown', name: words('portal.story.no-commune') }
  return { key: unitNow(address) ?? name, name }
}

function communeNode(placeKey: string, material: StoryMaterial): PictureNode {
  const { key, name } = communeOf(placeKey, material)
  return {
    ...{ id: `place ${key}`, kind: 'place', key, direction: 'back', depth: 0, certainty: 'contains' },
    name: { vi: name, en: name },
  }
}

type Told = {
  shown: ReadonlyMap<string, PictureNode>
  /** In which events were sent, by their IDs. */
  zones: ReadonlyMap<string, string>
  parties: StoryMaterial['parties']
}

function toPublicHop(hop: TraceEdge, { shown, zones, parties }: Told): PictureHop[] {
  const { rule, basis, certainty, tie } = hop
  const [from, to] = [shown.get(hop.from)?.id, shown.get(hop.to)?.id]
  if (rule === 'held' || from === undefined || to === undefined || from === to) return []
  const day = localDay(hop.interval.from, zones.get(hop.events[0] ?? '') ?? '+07:00')
  const by = hop.by.map(({ party }) => {
    const card = parties.get(party)
    const [vi, en] = [card && nameOf(card, 'vi'), card && nameOf(card, 'en')]
    const name = { ...(vi && { vi }), ...(en && { en }) }
    return { party: '', standing: 'unknown' as const, ...(vi || en ? { name } : {}) }
  })
  return [{ from, to, rule, interval: { from: day, to: null }, basis, certainty, by, ...(tie && { tie }) }]
}

function communesOf(material: StoryMaterial): Map<string, MapPlace> {
  const { places, positions } = material
  return new Map(
    [...places.keys()].map((placeKey): [string, MapPlace] => {
      const { key, name } = communeOf(placeKey, material)
      const at = positions.get(key)
      return [key, { name, ...(at && { at, approximate: true }) }]
    }),
  )
}

/** Sample is what a sample party owns or declares. */
const isSample = ({ product, products, parties, places }: StoryMaterial): boolean =>
  [product, ...products.values()].some((card) => card?.sample || card?.owner?.sample) ||
  [...parties.values(), ...places.values()].some(({ sample }) => sample)
