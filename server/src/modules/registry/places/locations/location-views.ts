import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { publicIdentifiers } from '../../keys/identifiers/identifier-view.ts'
import { privateWords } from '../../statements/attributes/private-words.ts'
import type { Moment } from '../../versions/moment.ts'
import { withToday } from '../units/address/unit-today.ts'
import { reachesAddress } from '../units/reach.ts'
import { communePositions, unitNow } from './coordinates.ts'
import { locationContent } from './location.ts'
import type { LocationCard } from './location-card.ts'
import { areaView } from './plots/plot.ts'

/** The right to see what is not for everybody of the places in one's reach. */
export const readPlaces = 'registry.read-places'

/**
 * Places as a caller may see them. Everybody: the public card. The owner, the operator and an authority in whose reach the
 * place lies: the address as printed, coordinates, the land and its area too.
 */
export async function locationViews(reader: Reader, actor: Actor, cards: readonly LocationCard[], moment: Moment) {
  const keys = cards.map(({ key }) => key)
  const identifiersOf = await publicIdentifiers(reader, keys, moment)
  return Promise.all(
    cards.map(async (card) => ({
      ...card,
      ...(await privateView(reader, actor, card, moment)),
      identifiers: identifiersOf(card.key),
    })),
  )
}

/** About where a place is, for everybody: where its commune is. */
export async function aboutPlace(reader: Reader, { address }: LocationCard, { asOf }: Moment) {
  const unit = unitNow(address)
  const position = unit === undefined ? undefined : (await communePositions(reader, [unit], asOf)).get(unit)
  return position && { ...position, of: 'commune' }
}

async function privateView(reader: Reader, actor: Actor, card: LocationCard, moment: Moment) {
  const inReach = await reachesAddress(reader, actor, readPlaces, card.address)
  const words = await privateWords(reader, actor, card.key, moment, inReach)
  const owners = words.filter(({ declaredBy }) => declaredBy === card.owner?.id)
  const { address, coordinates, declaredHectares, geometry } = locationContent(owners.length > 0 ? owners : words)
  const area = areaView({ ...(geometry && { geometry }), ...(declaredHectares && { declaredHectares }) })
  const [told] = address ? await withToday(reader, [{ address }], moment) : []
  return {
    ...told,
    ...(coordinates && { coordinates }),
    ...(declaredHectares && { declaredHectares }),
    ...(geometry && { geometry }),
    ...(area && { area }),
  }
}
