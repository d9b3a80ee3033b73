import { canonicalKey } from '@nguon/epcis'
import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import type { ProductCard } from '../product-card.ts'
import { type Completeness, completenessOf, productFacts } from './completeness.ts'
import type { KeyEvents } from './key-events.ts'
import type { RuleSet } from './rule-set.ts'

/** How much of a rule set these products fulfil at a moment, by key; `lot`: judged by the events of this one alone. */
export async function readCompleteness(
  reader: Reader,
  keyEvents: KeyEvents,
  cards: readonly ProductCard[],
  ruleSet: RuleSet,
  moment: Moment,
  lot?: string,
): Promise<Map<string, Completeness>> {
  const asked = (key: string) =>
    lot === undefined ? key : canonicalKey(`https://id.gs1.org${key}/10/${encodeURIComponent(lot)}`)
  const owned = cards.flatMap(({ key, owner }) => (owner ? [{ key: asked(key), owner: owner.id }] : []))
  const events = await keyEvents(reader, owned, moment)
  return new Map(
    cards.map((card) => [card.key, completenessOf(ruleSet, productFacts(card, events.get(asked(card.key))))]),
  )
}
