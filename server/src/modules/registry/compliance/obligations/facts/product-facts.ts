import type { Naming } from '../../../products/groups/lists/lists-naming.ts'
import { stepsOf } from '../../../products/groups/lists/match-entry.ts'
import { type ProductState, productEvidence } from '../evidence.ts'
import type { Fact } from '../obligation.ts'

/** What rules may oblige a product's owner to: for the product itself, and for each step of each list that names it. */
export function factsOfProduct(product: ProductState, namings: readonly Naming[]): Fact[] {
  const { card, confirmation } = product
  const subject = { key: card.key, names: card.names }
  const evidence = productEvidence(product)
  const itself: Fact = {
    each: 'product',
    subject,
    words: { coded: card.gtin === undefined ? 'no' : 'yes' },
    sure: true,
    draft: false,
    basis: [],
    evidence,
  }
  const yearly = confirmation && { from: confirmation.confirmedOn, by: confirmation.nextDue }
  return [
    itself,
    { ...itself, each: 'yearly', ...yearly },
    ...namings.flatMap((naming) => factsOfNaming(naming, subject, evidence)),
  ]
}

const factsOfNaming = ({ list, entry, fit }: Naming, subject: Fact['subject'], evidence: Fact['evidence']): Fact[] =>
  stepsOf(list, entry).map(([step, from]) => ({
    each: 'listing',
    subject,
    words: { kind: list.kind, level: entry.level ?? '', step },
    from,
    // Before goods circulate from that day on.
    by: from,
    sure: fit === 'named',
    draft: list.status === 'draft',
    list: { id: list.id, names: list.names, entry: entry.entry },
    basis: [toBasis(list.document)],
    evidence,
  }))

/** The legal document of a list, as a basis beside the rule's own. */
export const toBasis = ({ number, clause, url }: Naming['list']['document']): Fact['basis'][number] => ({
  document: number,
  ...(clause !== undefined && { clause }),
  ...(url !== undefined && { url }),
})
