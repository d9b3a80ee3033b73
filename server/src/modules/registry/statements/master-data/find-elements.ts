import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Moment } from '../../versions/moment.ts'
import { countingWords } from '../attributes/counting-words.ts'
import { attributeUri, namesakesOf } from '../attributes/master-data-attributes.ts'
import { selectDescribed } from '../attributes/statement.store.ts'
import { publicAttributes } from '../attributes/word.ts'
import { type ElementView, viewElement } from './element.ts'
import { descendantsOf, keysWithAttribute } from './find-by-master-data.ts'
import type { MasterDataQuery } from './query.ts'

type Found = { key: string; element: ElementView }

const mostKeys = 10_000
const candidatesAtOnce = 500

/** The elements that a query finds, as far as `viewer` (null: the operator) may know of them, in the order of their keys. */
export async function findElements(
  reader: Reader,
  viewer: string | null,
  query: MasterDataQuery,
): Promise<{ items: ElementView[]; next?: string }> {
  const moment = { asOf: query.asOf, at: query.at }
  const among = await keysAsked(reader, viewer, query, moment)
  const find = (after: string, wanted: number) => findAfter(reader, viewer, { ...query, after }, among, moment, wanted)
  const { mostElements } = query
  if (mostElements !== undefined && (await find('', Math.min(mostElements, mostKeys) + 1)).length > mostElements)
    throw problem('registry.result-too-large', { limit: mostElements })
  const found = await find(query.after, query.limit + 1)
  const page = found.slice(0, query.limit)
  const next = found.length > query.limit ? page.at(-1)?.key : undefined
  return { items: page.map(({ element }) => shown(element, query)), ...(next !== undefined && { next }) }
}

/** The keys that all conditions on names and attributes leave; undefined where there are none. */
async function keysAsked(reader: Reader, viewer: string | null, query: MasterDataQuery, moment: Moment) {
  const { keys, within, having, equal } = query
  const sets: string[][] = []
  if (keys) sets.push(keys)
  if (within) sets.push(await descendantsOf(reader, viewer, within, mostKeys, moment))
  if (having) {
    const each = having.map((name) => keysWithAttribute(reader, viewer, name, undefined, mostKeys, moment))
    sets.push((await Promise.all(each)).flat())
  }
  for (const { attribute, values } of equal)
    sets.push(await keysWithAttribute(reader, viewer, attribute, values, mostKeys, moment))
  if (sets.some((set) => set.length > mostKeys)) throw problem('registry.query-too-complex', { limit: mostKeys })
  const [first, ...others] = sets.map((set) => new Set(set))
  return first && [...others.reduce((left, set) => left.intersection(set), first)]
}

async function findAfter(
  reader: Reader,
  viewer: string | null,
  { after, vocabularies }: MasterDataQuery,
  among: string[] | undefined,
  moment: Moment,
  wanted: number,
): Promise<Found[]> {
  const found: Found[] = []
  const asked = { viewer, publicOnes: [...publicAttributes], among, limit: candidatesAtOnce }
  for (let from = after; found.length < wanted; ) {
    const keys = await selectDescribed(reader, { ...asked, after: from }, moment)
    const words = await countingWords(reader, viewer, keys, moment)
    for (const key of keys) {
      const element = viewElement(key, words.get(key) ?? [])
      const fits = !vocabularies || element.type.some((type) => vocabularies.includes(type))
      if (fits && words.has(key)) found.push({ key, element })
    }
    if (keys.length < candidatesAtOnce) break
    from = keys.at(-1) ?? from
  }
  return found.slice(0, wanted)
}

function shown({ attributes = [], children, ...element }: ElementView, query: MasterDataQuery): ElementView {
  const names = query.attributeNames?.flatMap((name) => namesakesOf(attributeUri(name)))
  return {
    ...element,
    ...(query.attributesShown && {
      attributes: names ? attributes.filter(({ id }) => names.includes(id)) : attributes,
    }),
    ...(query.childrenShown && children && { children }),
  }
}

/** One element as `viewer` may see it; undefined where nothing is known of it. */
export async function findElement(
  reader: Reader,
  viewer: string | null,
  key: string,
  moment: Moment,
): Promise<ElementView | undefined> {
  const words = (await countingWords(reader, viewer, [key], moment)).get(key) ?? []
  return words.length > 0 ? viewElement(key, words) : undefined
}
