import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Address } from '../../places/units/address/address.ts'
import { unitKeyOf } from '../../places/units/address/unit-today.ts'
import { readGazetteer } from '../../places/units/gazetteer/read-gazetteer.ts'
import type { Word } from '../../statements/attributes/word.ts'
import { pickWord, roleOn } from '../../statements/attributes/word.ts'
import type { Moment } from '../../versions/moment.ts'
import type { KnownRow } from './claim.store.ts'
import { selectKnown } from './claim.store.ts'
import type { ClaimRow, Standing } from './claim.ts'
import { standingOf } from './claim.ts'
import { claimCandidates, glnOf } from './claim-key.ts'

/** What the register knows of a key. Ids are party ids; `unit` is the administrative unit of a place (unitKey). */
export type KeyDescription = {
  owner?: string
  claim?: 'asserted' | 'verified' | 'contested'
  productGroup?: string
  unit?: string
  party?: string
}

/**
 * Owner, claim, product group, unit and party of many canonical keys, in one query: it stands on the way of every capture.
 * Every key asked for is answered, an unknown one with an empty description. Product group and unit are the owner's word,
 * else an authority's.
 */
export async function describeKeys(
  reader: Reader,
  keys: readonly string[],
  asOf?: number,
  at?: string,
): Promise<Map<string, KeyDescription>> {
  const { descriptions } = await lookUp(reader, keys, { asOf, at }, located)
  const placed = [...descriptions.values()].some(({ address }) => address?.unitCode !== undefined)
  const gazetteer = placed ? await readGazetteer(reader) : undefined
  return new Map(
    [...descriptions].map(([key, { address, ...description }]) => {
      const unit = gazetteer && address && unitKeyOf(gazetteer, address)
      return [key, { ...description, ...(unit !== undefined && { unit }) }]
    }),
  )
}

/** With the address that counts, as its speaker says it: not for everybody. */
type Located = KeyDescription & { address?: Address }

/** What is read of the words on keys: of which attributes, and of which keys there may be any. */
export type Reading = { attributes: readonly string[]; isSubject: (key: string) => boolean }

/** Descriptions of keys and, by the same query, what everybody says of some attributes of them. */
export async function lookUp(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
  { attributes, isSubject }: Reading,
): Promise<{ descriptions: Map<string, Located>; words: ReadonlyMap<string, readonly Word[]> }> {
  const distinct = [...new Set(keys)]
  if (distinct.length === 0) return { descriptions: new Map(), words: new Map() }
  const candidates = new Map(distinct.map((key) => [key, claimCandidates(key)]))
  const claimKeys = [...new Set([...candidates.values()].flat())]
  const subjects = claimKeys.filter(isSubject)
  const glns = [...new Set(distinct.map(glnOf).filter((gln) => gln !== undefined))]
  const known = indexKnown(await selectKnown(reader, { claimKeys, subjects, glns, attributes }, moment))
  const descriptions = distinct.map((key) => [key, describe(key, candidates.get(key) ?? [key], known)] as const)
  return { descriptions: new Map(descriptions), words: known.words }
}

/** Of a key whose it is, and nothing of what is said of it. */
export const ownersAlone: Reading = { attributes: [], isSubject: () => false }

/** Keys that have a product group or a place: a document's many SSCCs need not be looked for among the words. */
const located: Reading = {
  attributes: ['productGroup', 'address'],
  isSubject: (key) => /^\/(01|414|417)\//.test(key),
}

type KnownIndex = {
  claims: Map<string, ClaimRow[]>
  words: Map<string, Word[]>
  authorities: Set<string>
  parties: Map<string, { id: string; address: Address | undefined }>
}

function indexKnown(rows: readonly KnownRow[]): KnownIndex {
  const index: KnownIndex = { claims: new Map(), words: new Map(), authorities: new Set(), parties: new Map() }
  for (const row of rows) {
    if (row.what === 'claim') push(index.claims, row.key, row.claim)
    else if (row.what === 'word') {
      push(index.words, row.key, row.word)
      if (row.authority) index.authorities.add(row.word.declaredBy)
    } else if (row.verified || !index.parties.has(row.key))
      index.parties.set(row.key, { id: row.party, address: row.address ?? undefined })
  }
  return index
}

function describe(key: string, candidates: string[], known: KnownIndex): Located {
  const standing = standingOf(candidates, known.claims)
  const exact = candidates.filter((candidate) => !candidate.startsWith('/gcp/'))
  const bearer = known.parties.get(glnOf(key) ?? '')
  const description: Located = { ...standing }
  const productGroup = key.startsWith('/01/') ? heard(exact, 'productGroup', standing, known) : undefined
  const address = addressOf(heard(exact, 'address', standing, known)) ?? bearer?.address
  // A place hands over in its owner's name; a party's own key (417) names that party or nobody.
  const party = bearer?.id ?? (key.startsWith('/414/') ? standing.owner : undefined)
  if (typeof productGroup === 'string') description.productGroup = productGroup
  if (address !== undefined) description.address = address
  if (party !== undefined) description.party = party
  return description
}

/** The word that counts on the narrowest of the keys on which one does. */
function heard(keys: string[], attribute: string, { owner }: Standing, known: KnownIndex): unknown {
  const roleOf = (word: Word) => roleOn(word, owner, known.authorities.has(word.declaredBy))
  for (const key of keys) {
    const words = known.words.get(key)?.filter((word) => word.attribute === attribute) ?? []
    const word = pickWord(words, roleOf)
    if (word) return word.value
  }
  return undefined
}

const addressOf = (address: unknown): Address | undefined =>
  address && typeof address === 'object' && 'unitCode' in address ? (address as Address) : undefined

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
