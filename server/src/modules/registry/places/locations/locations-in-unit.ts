import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { dayOf, type Moment } from '../../versions/moment.ts'
import { type MomentQuery, readMoment } from '../../wire.ts'
import { type Placing, placingIn } from '../units/statistics/placement.ts'
import { gazetteerFor, getUnit } from '../units/units.routes.ts'
import { selectPlacesOfUnits } from './location.store.ts'
import { type LocationCard, locationCards } from './location-card.ts'
import { locationViews } from './location-views.ts'

type Asked = { placing: Placing; kind: string | undefined; after: string; limit: number }

const batch = 500
const mostBatches = 8

/**
 * Cards of places in a unit, in order of their keys, and from which key on there may be more. What the register finds by a
 * code is held against the word that counts on where the place is; after so many of them a page ends, full or not.
 */
async function locationsInUnit(
  reader: Reader,
  { placing, kind, after, limit }: Asked,
  moment: Moment,
): Promise<{ found: LocationCard[]; next?: string }> {
  const found: LocationCard[] = []
  let last = after
  for (let turn = 0; turn < mostBatches; turn += 1) {
    const keys = await selectPlacesOfUnits(reader, { codes: placing.codes, kind, after: last, limit: batch }, moment)
    const cards = await locationCards(reader, keys, moment.asOf, moment.at)
    for (const key of keys) {
      const card = cards.get(key)
      if (found.length === limit) return { found, next: last }
      last = key
      if (card && placing.place(card.address) === 'within' && (kind ?? card.kind) === card.kind) found.push(card)
    }
    if (keys.length < batch) return { found }
  }
  return { found, next: last }
}

type PageAsked = { unit: string; kind: string | undefined; after: string; limit: number }

/** A page of the places in a unit, as of the boundaries of the day that is read, as the caller may see them. */
export async function pageInUnit(reader: Reader, actor: Actor, asked: PageAsked, query: MomentQuery) {
  const moment = readMoment(query)
  const day = moment.at ?? dayOf(new Date())
  const gazetteer = await gazetteerFor(reader, query)
  const placing = placingIn(gazetteer, getUnit(gazetteer, asked.unit, day), day)
  const { found, next } = await locationsInUnit(reader, { ...asked, placing }, moment)
  return { items: await locationViews(reader, actor, found, moment), ...(next !== undefined && { next }) }
}
