import type { ProductCard } from '../product-card.ts'
import type { ProductEvents } from './key-events.ts'
import type { DataItem, EventEvidence, Evidence, RuleItem, RuleSet } from './rule-set.ts'

/** What a product is judged by. `said`: the attributes of which a word counts. */
export type ProductFacts = {
  said: ReadonlySet<string>
  owner: { name: boolean; address: boolean } | undefined
  without: readonly string[]
  events: ProductEvents | undefined
}

/** An item of the law with what fulfils it, or why it is missing. */
export type ItemState = {
  id: DataItem
  clause?: string
  ifAny: boolean
  state: 'fulfilled' | 'not-applicable' | 'missing'
  evidence?: Evidence
  reason?: 'no-owner' | 'nobody-said' | 'not-said-whether' | 'no-events' | 'no-such-events'
}

/** How much of a rule set a product fulfils, item by item in the law's order. */
export type Completeness = { ruleSet: RuleSet; fulfilled: number; of: number; items: ItemState[] }

export function completenessOf(ruleSet: RuleSet, facts: ProductFacts): Completeness {
  const items = ruleSet.items.map((item) => judge(item, facts))
  return { ruleSet, fulfilled: items.filter(({ state }) => state !== 'missing').length, of: items.length, items }
}

function judge({ id, clause, ifAny = false, by }: RuleItem, facts: ProductFacts): ItemState {
  const item = { id, ...(clause !== undefined && { clause }), ifAny }
  const evidence = by.find((each) => holds(each, facts))
  if (evidence !== undefined) return { ...item, state: 'fulfilled', evidence }
  if (ifAny && facts.without.includes(id)) return { ...item, state: 'not-applicable', evidence: 'word:without' }
  return { ...item, state: 'missing', reason: reasonOf(by, ifAny, facts) }
}

/** `kind:name`; the name may hold colons. */
const partsOf = (evidence: Evidence): [kind: string, name: string] => {
  const colon = evidence.indexOf(':')
  return [evidence.slice(0, colon), evidence.slice(colon + 1)]
}

function holds(evidence: Evidence, { said, owner, events }: ProductFacts): boolean {
  const [kind, name] = partsOf(evidence)
  if (kind === 'word') return said.has(name)
  if (kind === 'owner') return owner?.[name as 'name' | 'address'] === true
  if (kind === 'fact') return events?.facts.includes(name) === true
  return events !== undefined && (name === 'any' || events[name as Exclude<EventEvidence, 'any'>])
}

function reasonOf(by: readonly Evidence[], ifAny: boolean, { owner, events }: ProductFacts): ItemState['reason'] {
  const kinds = new Set(by.map((each) => partsOf(each)[0]))
  if (kinds.has('owner') && owner === undefined) return 'no-owner'
  if (ifAny) return 'not-said-whether'
  if (kinds.has('word') || kinds.has('owner')) return 'nobody-said'
  return events === undefined ? 'no-events' : 'no-such-events'
}

/** What a product's card and its events say, as far as rule sets ask. */
export const productFacts = (card: ProductCard, events: ProductEvents | undefined): ProductFacts => ({
  said: new Set([
    ...(Object.keys(card.names).length > 0 ? ['name'] : []),
    ...(card.images.length > 0 ? ['images'] : []),
    ...(card.brand ? ['brand'] : []),
    ...(card.origin?.names ? ['origin'] : []),
    ...(card.origin?.country ? ['originCountry'] : []),
    ...(card.shelfLife ? ['shelfLife'] : []),
    ...(card.standards?.length ? ['standards'] : []),
  ]),
  owner: card.owner && {
    name: Object.keys(card.owner.names).length > 0,
    address: ['text', 'unitName', 'unit'].some((member) => member in (card.owner?.address ?? {})),
  },
  without: card.without ?? [],
  events,
})
