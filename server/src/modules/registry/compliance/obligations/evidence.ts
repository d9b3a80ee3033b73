import type { Completeness } from '../../products/completeness/completeness.ts'
import type { ConfirmationView } from '../../products/confirmation/confirmation.ts'
import type { ProductCard } from '../../products/product-card.ts'
import type { Evidence } from './obligation.ts'
import type { EvidenceName } from './obligation-rule.ts'

/** What is looked at for a product. `connected`: whether a connection of its owner's reports it to a national target. */
export type ProductState = {
  card: ProductCard
  completeness: Completeness
  confirmation: ConfirmationView | undefined
  connected: string | undefined
}

/** All that is known of whether obligations on a product are met. */
export const productEvidence = ({ card, completeness, confirmation, connected }: ProductState): Evidence[] => [
  lacking('data-complete', missingItems(completeness), completeness.ruleSet.name),
  lacking(
    'identity-data',
    missingItems(completeness).filter((id) => ['name', 'image', 'unit'].includes(id)),
    completeness.ruleSet.name,
  ),
  lacking('barcode-data', barcodeFields(card), 'register'),
  serialEvents(completeness),
  { name: 'confirmation', holds: confirmation?.state === 'confirmed', ...by(confirmation?.confirmedOn) },
  // A connection through another register than this one is not seen here.
  { name: 'connection', holds: connected === undefined ? null : true, ...by(connected) },
]

const by = (what: string | undefined) => (what === undefined ? {} : { by: what })

const lacking = (name: EvidenceName, lacks: readonly string[], judged: string): Evidence =>
  lacks.length > 0 ? { name, holds: false, lacks } : { name, holds: true, by: judged }

const missingItems = ({ items }: Completeness): string[] =>
  items.filter(({ state }) => state === 'missing').map(({ id }) => id)

/** The fields that Decree 37/2026 art. 28 asks for, as far as the register holds them; the target market it does not. */
const barcodeFields = ({ names, brand, descriptions, productGroup, owner, images }: ProductCard): string[] =>
  Object.entries({
    name: Object.keys(names).length > 0,
    brand: brand !== undefined,
    description: descriptions !== undefined,
    group: productGroup !== undefined,
    unit: owner !== undefined,
    image: images.length > 0,
  }).flatMap(([field, said]) => (said ? [] : [field]))

/** Whether goods are told one by one the completeness does not say; that no lot or serial is, it does. */
const serialEvents = ({ items }: Completeness): Evidence => {
  const events = items.find(({ id }) => id === 'events')
  return { name: 'serial-events', holds: events?.state === 'missing' ? false : null }
}
