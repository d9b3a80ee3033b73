import type { Reader } from '../../../platform/postgres/database.ts'
import { selectKnown } from './claim.store.ts'
import type { ClaimRow, Standing } from './claim.ts'
import { standingOf } from './claim.ts'
import { claimCandidates, glnOf } from './claim-key.ts'

/** What the register knows of a key. Ids are party ids; `unit` is the administrative unit's code of a place. */
export type KeyDescription = {
  owner?: string
  claim?: 'asserted' | 'verified' | 'contested'
  productGroup?: string
  unit?: string
  party?: string
}

type Known = Awaited<ReturnType<typeof selectKnown>>
type Word = { party: string; value: unknown; inNameOf: string | null; authority: boolean }

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
  const distinct = [...new Set(keys)]
  if (distinct.length === 0) return new Map()
  const candidates = new Map(distinct.map((key) => [key, claimCandidates(key)]))
  const claimKeys = new Set<string>()
  for (const list of candidates.values()) for (const key of list) claimKeys.add(key)
  const subjects = [...claimKeys].filter((key) => !key.startsWith('/gcp/'))
  const glns = [...new Set(distinct.map(glnOf).filter((gln) => gln !== undefined))]
  const known = indexKnown(await selectKnown(reader, { claimKeys: [...claimKeys], subjects, glns }, { asOf, at }))
  return new Map(distinct.map((key) => [key, describe(key, candidates.get(key) ?? [key], known)]))
}

type KnownIndex = {
  claims: Map<string, ClaimRow[]>
  words: Map<string, Word[]>
  parties: Map<string, { id: string; unit: string | undefined }>
}

function indexKnown(rows: Known): KnownIndex {
  const index: KnownIndex = { claims: new Map(), words: new Map(), parties: new Map() }
  for (const row of rows) {
    if (row.what === 'claim') push(index.claims, row.key, row.claim)
    else if (row.what === 'word') push(index.words, `${row.attribute} ${row.key}`, row)
    else if (row.verified || !index.parties.has(row.key))
      index.parties.set(row.key, { id: row.party, unit: row.unit ?? undefined })
  }
  return index
}

function describe(key: string, candidates: string[], known: KnownIndex): KeyDescription {
  const standing = standingOf(candidates, known.claims)
  const exact = candidates.filter((candidate) => !candidate.startsWith('/gcp/'))
  const bearer = known.parties.get(glnOf(key) ?? '')
  const description: KeyDescription = { ...standing }
  const productGroup = key.startsWith('/01/') ? heard(exact, 'productGroup', standing, known) : undefined
  const unit = unitOf(heard(exact, 'address', standing, known)) ?? bearer?.unit
  // A place hands over in its owner's name; a party's own key (417) names that party or nobody.
  const party = bearer?.id ?? (key.startsWith('/414/') ? standing.owner : undefined)
  if (typeof productGroup === 'string') description.productGroup = productGroup
  if (unit !== undefined) description.unit = unit
  if (party !== undefined) description.party = party
  return description
}

/** The owner's word on the narrowest of the keys, else its mandate holder's, else an authority's. */
function heard(keys: string[], attribute: string, standing: Standing, known: KnownIndex): unknown {
  for (const key of keys) {
    const words = known.words.get(`${attribute} ${key}`) ?? []
    const { owner } = standing
    const word =
      (owner && (words.find(({ party }) => party === owner) ?? words.find(({ inNameOf }) => inNameOf === owner))) ||
      words.find(({ authority }) => authority)
    if (word) return word.value
  }
  return undefined
}

const unitOf = (address: unknown): string | undefined =>
  address && typeof address === 'object' && 'unitCode' in address && typeof address.unitCode === 'string'
    ? address.unitCode
    : undefined

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
