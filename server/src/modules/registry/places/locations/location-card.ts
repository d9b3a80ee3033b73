import type { Reader } from '../../../../platform/postgres/database.ts'
import { glnOf } from '../../keys/claims/claim-key.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import type { Heard } from '../../statements/attributes/hear.ts'
import { hearAbout } from '../../statements/attributes/hear.ts'
import type { OtherWord } from '../../statements/attributes/word.ts'
import type { Moment } from '../../versions/moment.ts'
import type { AddressToday } from '../units/address/address.ts'
import { withToday } from '../units/address/unit-today.ts'
import type { LocationContent } from './location.ts'
import { locationContent } from './location.ts'

/** A place as everybody may see it: names, kind and commune; never text of an address or coordinates. */
export type LocationCard = Omit<LocationContent, 'coordinates' | 'address' | 'geometry' | 'declaredHectares'> & {
  key: string
  address?: Omit<AddressToday, 'text'>
  owner?: PartyCard
  claim?: 'asserted' | 'verified' | 'contested'
  sample: boolean
  others: (OtherWord & { speaker?: PartyCard })[]
}

/**
 * Public cards of places by canonical key. A plot (414+254) that is not registered has its GLN's commune; a GLN that is no
 * registered place has the commune of the party that bears it. Keys of which nothing is known are left out.
 */
export async function locationCards(
  reader: Reader,
  keys: readonly string[],
  asOf?: number,
  at?: string,
): Promise<Map<string, LocationCard>> {
  if (keys.length === 0) return new Map()
  const moment = { asOf, at }
  const heard = await hearAbout(reader, [...new Set([...keys, ...keys.map(parentOf)])], moment, { isPlace: true })
  const bearers = await bearersOf(reader, heard, moment)
  const cards: LocationCard[] = []
  for (const key of keys) {
    const own = heard.get(key)
    const parent = heard.get(parentOf(key))
    if (!own) continue
    const address = communeOf(own) ?? (parent && communeOf(parent)) ?? bearers.get(own.description.party ?? '')?.address
    const card = toLocationCard(key, own, bearers.get(own.description.party ?? ''))
    if (address) card.address = address
    if (Object.keys(card.names).length > 0 || card.address || card.claim || card.others.length > 0) cards.push(card)
  }
  const told: LocationCard[] = await withToday(reader, cards, moment)
  return new Map(told.map((card) => [card.key, card]))
}

const parentOf = (key: string): string => key.replace(/^(\/414\/\d{13})\/.*$/, '$1')

async function bearersOf(
  reader: Reader,
  heard: ReadonlyMap<string, Heard>,
  moment: Moment,
): Promise<Map<string, PartyCard>> {
  const silent = [...heard].filter(([key, it]) => glnOf(key) !== undefined && !communeOf(it))
  const ids = silent.map(([, it]) => it.description.party).filter((party) => party !== undefined)
  const cards = await partyCards(reader, ids, moment.asOf, moment.at)
  return new Map([...cards].map(([id, card]) => [id, withoutText(card)]))
}

const withoutText = (card: PartyCard): PartyCard => {
  if (!card.address) return card
  const { text: _text, ...address } = card.address
  return { ...card, address }
}

function communeOf({ words }: Heard): LocationCard['address'] {
  const { text: _text, ...address } = locationContent(words).address ?? {}
  return address.unitCode || address.unitName ? address : undefined
}

function toLocationCard(key: string, heard: Heard, bearer: PartyCard | undefined): LocationCard {
  const { coordinates: _coordinates, address: _address, ...content } = locationContent(heard.words)
  const { owner, description } = heard
  const names = Object.keys(content.names).length > 0 ? content.names : (bearer?.publicName ?? {})
  return {
    key,
    ...content,
    names,
    ...(owner && { owner }),
    ...(description.claim && { claim: description.claim }),
    sample: owner?.sample ?? bearer?.sample ?? heard.sample,
    others: heard.others,
  }
}
