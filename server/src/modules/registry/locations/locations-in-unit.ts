import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { dayOf, type Moment } from '../moment.ts'
import { type Placing, placingIn } from '../units/statistics/placement.ts'
import { gazetteerFor, getUnit } from '../units/units.routes.ts'
import { type MomentQuery, readMoment } from '../wire.ts'
import { selectPlacesOfUnits } from './location.store.ts'
import { type LocationCard, locationCards } from './location-card.ts'
import { locationViews } from './location-views.ts'

type Asked = { placing: Placing; kind: string | undefined; after: string; limit: number }

const batch = 500
const mostBatches = 40

/**
 * Cards of places in a unit, in order of their keys: one more than `limit` where there are more. What the register finds by
 * a code is held against the word that counts on where the place is.
 */
async function locationsInUnit(
  reader: Reader,
  { placing, kind, after, limit }: Asked,
  moment: Moment,
): Promise<LocationCard[]> {
  const found: LocationCard[] = []
  let last = after
  for (let turn = 0; turn < mostBatches && found.length <= limit; turn += 1) {
    const asked = { codes: placing.codes, kind, after: last, limit: batch }
    const keys = await selectPlacesOfUnits(reader, asked, moment)
    const cards = await locationCards(reader, keys, moment.asOf, moment.at)
    for (const card of cards.values())
      if (placing.place(card.address) === 'within' && (kind === undefined || card.kind === kind)) found.push(card)
    if (keys.length < batch) break
    last = keys.at(-1) ?? last
  }
  return found.slice(0, limit + 1)
}

type PageAsked = { unit: string; kind: string | undefined; after: string; limit: number }

/** A page of the places in a unit, as of the boundaries of the day that is read, as the caller may see them. */
export async function pageInUnit(reader: Reader, actor: Actor, asked: PageAsked, query: MomentQuery) {
  const moment = readMoment(query)
  const day = moment.at ?? dayOf(new Date())
  const gazetteer = await gazetteerFor(reader, query)
  const placing = placingIn(gazetteer, getUnit(gazetteer, asked.unit, day), day)
  const found = await locationsInUnit(reader, { ...asked, placing }, moment)
  const items = await locationViews(reader, actor, found.slice(0, asked.limit), moment)
  return { items, ...(found.length > asked.limit && { next: items.at(-1)?.key }) }
}
