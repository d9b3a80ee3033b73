import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { concernOf, type Sight, sightOf } from '../../rights/sight.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import { selectProductKeys } from '../owned-product.store.ts'
import { ownedProducts } from '../owned-products.ts'
import { type ProductCard, productCards } from '../product-card.ts'
import { selectConfirmations } from './confirmation.store.ts'
import { type ConfirmationView, confirmationState } from './confirmation.ts'

/** How the yearly word on these products stands, of those that have an owner. */
export async function confirmationsOf(
  reader: Reader,
  cards: Iterable<ProductCard>,
  moment: Moment,
): Promise<Map<string, ConfirmationView>> {
  const owned = [...cards].flatMap(({ key, owner }) => (owner ? [{ key, owner: owner.id }] : []))
  const [, day] = momentValues(moment)
  const rows = new Map((await selectConfirmations(reader, owned, moment)).map((row) => [row.key, row]))
  return new Map(
    owned.map(({ key, owner }) => {
      const { confirmedOn = null, since = day } = rows.get(key) ?? {}
      const standing = confirmationState({ confirmedOn: confirmedOn ?? undefined, since }, day)
      const gtin = key.startsWith('/01/') ? { gtin: key.slice('/01/'.length) } : {}
      return [key, { key, ...gtin, owner, ...(confirmedOn !== null && { confirmedOn }), ...standing }]
    }),
  )
}

type Asked = { state?: string | undefined; party?: string | undefined; after: string; limit: number }

/** As many products as one request looks at: an answer may hold fewer than it asked for, and go on. */
const mostLookedAt = 2000
const step = 200

/** Confirmations of the products that the actor may ask about, in order of their keys. */
export async function listConfirmations(
  reader: Reader,
  actor: Actor,
  { state, party, after, limit }: Asked,
  moment: Moment,
): Promise<{ items: ConfirmationView[]; next?: string }> {
  const sight = await sightOf(reader, actor, 'registry.read-obligations', moment)
  const whose = sight.beyond ? party : (actor.partyID ?? undefined)
  if (!sight.beyond && party !== undefined && party !== whose) return { items: [] }
  const items: ConfirmationView[] = []
  let last = after
  for (let looked = 0; looked < mostLookedAt; looked += step) {
    const keys = whose
      ? await ownedProducts(reader, whose, moment, { after: last, limit: step })
      : await selectProductKeys(reader, { after: last, limit: step }, moment)
    for (const view of await seen(reader, keys, sight, moment)) {
      if (state !== undefined && view.state !== state) continue
      if (items.length === limit) return { items, next: items.at(-1)?.key ?? last }
      items.push(view)
    }
    last = keys.at(-1) ?? last
    if (keys.length < step) return { items }
  }
  return { items, next: last }
}

async function seen(reader: Reader, keys: readonly string[], sight: Sight, moment: Moment) {
  const cards = await productCards(reader, keys, moment)
  const shown = [...cards.values()].filter((card) => sight.covers(concernOf(card, sight)))
  return [...(await confirmationsOf(reader, shown, moment)).values()]
}
