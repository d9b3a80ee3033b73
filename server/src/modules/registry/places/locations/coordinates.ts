import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { ownOf } from '../../rights/reach.ts'
import { selectWords } from '../../statements/attributes/statement.store.ts'
import type { Word } from '../../statements/attributes/word.ts'
import { dayOf, type Moment } from '../../versions/moment.ts'
import type { AddressToday } from '../units/address/address.ts'
import { type Gazetteer, territoryOf, unitOn } from '../units/gazetteer/gazetteer.ts'
import { readGazetteer } from '../units/gazetteer/read-gazetteer.ts'
import { selectPlacesOfCommunes } from './location.store.ts'
import { locationContent } from './location.ts'
import { type LocationCard, locationCards } from './location-card.ts'

type Coordinates = { latitude: number; longitude: number }

/** Where places are, by key, as far as the actor may know: a party what it says itself, the operator all. */
export async function locationCoordinates(
  reader: Reader,
  actor: Actor,
  keys: readonly string[],
  asOf?: number,
): Promise<Map<string, Coordinates>> {
  const all = actor.can('registry.administer')
  const own = ownOf(actor)
  if (keys.length === 0 || (!all && own === null)) return new Map()
  const cards = await locationCards(reader, keys, asOf)
  const words = await selectWords(reader, keys, { asOf }, all ? undefined : (own ?? undefined), ['coordinates'])
  return chosen(words, cards, false)
}

/** Places of a commune that are looked at; of more, the first by key tell its middle as well. */
const mostPlaces = 2_000
/** Degrees that a commune's position is rounded to: some 5.5 km, the size of a commune. */
const grain = 0.05

/**
 * About where communes are, by unit code: the median of their registered places' coordinates, rounded to 0.05 degree.
 * Neither a household's or an individual's places count nor plots and farms, where people live: who sees the position
 * learns of no point more than in which commune it is.
 */
export async function communePositions(
  reader: Reader,
  unitCodes: readonly string[],
  asOf?: number,
): Promise<Map<string, Coordinates>> {
  const moment: Moment = { asOf }
  const wanted = new Set(unitCodes)
  if (wanted.size === 0) return new Map()
  const gazetteer = await readGazetteer(reader)
  const codes = [...wanted].flatMap((code) => codesWithin(gazetteer, code))
  const keys = await selectPlacesOfCommunes(reader, codes, mostPlaces, moment)
  const cards = await locationCards(reader, keys, asOf)
  const points = chosen(await selectWords(reader, keys, moment, undefined, ['coordinates']), cards, true)
  const byUnit = Map.groupBy(
    [...points].filter(([key]) => isOpen(cards.get(key))),
    ([key]) => unitNow(cards.get(key)?.address) ?? '',
  )
  const positions = [...byUnit].map(([unit, found]) => [unit, roundedMiddle(found.map(([, point]) => point))] as const)
  return new Map(positions.filter(([unit]) => wanted.has(unit)))
}

/** The codes of a unit and of all that lies in it or was before it, whatever else they mean on other days. */
const codesWithin = (gazetteer: Gazetteer, code: string): string[] => {
  const unit = unitOn(gazetteer, code, dayOf(new Date()))
  return unit ? [...territoryOf(gazetteer, unit)].map((each) => each.code) : [code]
}

/** Today's unit of an address, by its code; of one that may lie in several, none. */
export const unitNow = (address: AddressToday | undefined): string | undefined => {
  if (!address?.today) return address?.unitCode
  return address.today.outcome === 'one' ? address.today.units[0]?.code : undefined
}

const isOpen = (card: LocationCard | undefined): boolean =>
  card?.owner !== undefined && !card.owner.personal && card.kind !== 'plot' && card.kind !== 'farm'

/** The owner's word on each place; another's only where it may stand in for one that is missing. */
function chosen(
  words: readonly Word[],
  cards: ReadonlyMap<string, LocationCard>,
  ownersOnly: boolean,
): Map<string, Coordinates> {
  const found = new Map<string, Coordinates>()
  for (const [key, said] of Map.groupBy(words, ({ subject }) => subject)) {
    const owners = said.filter(({ declaredBy }) => declaredBy === cards.get(key)?.owner?.id)
    const { coordinates } = locationContent(owners.length > 0 || ownersOnly ? owners : said)
    if (coordinates) found.set(key, coordinates)
  }
  return found
}

const roundedMiddle = (points: readonly Coordinates[]): Coordinates => ({
  latitude: rounded(median(points.map(({ latitude }) => latitude))),
  longitude: rounded(median(points.map(({ longitude }) => longitude))),
})

const rounded = (degrees: number): number => Number((Math.round(degrees / grain) * grain).toFixed(2))

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? sorted.slice(middle - 1) : [sorted[middle], sorted[middle]]
  return (low + high) / 2
}
