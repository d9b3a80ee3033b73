import type { Reader } from '../../../platform/postgres/database.ts'
import { withToday } from '../places/units/address/unit-today.ts'
import type { DisclosedField } from '../rights/disclosures/disclosure.store.ts'
import type { Moment } from '../versions/moment.ts'
import type { PartyRow } from './party.store.ts'
import { selectParties } from './party.store.ts'
import type { Address, PartyCard } from './party.ts'
import { isPersonal } from './party.ts'
import { withoutNumbers } from './personal-number.ts'

/** What anybody may read of these parties, by id; unknown ids are left out. */
export async function partyCards(
  reader: Reader,
  ids: readonly string[],
  asOf?: number,
  at?: string,
): Promise<Map<string, PartyCard>> {
  if (ids.length === 0) return new Map()
  const rows = await readParties(reader, [...new Set(ids)], { asOf, at })
  const cards = await withToday(reader, rows.map(toCard), { at })
  return new Map(cards.map((card) => [card.id, card]))
}

export const readParties = (reader: Reader, ids: readonly string[], moment: Moment): Promise<PartyRow[]> =>
  selectParties(reader, ids, moment)

/**
 * The one place that decides what is public of a party: a person's name and text of address are only by consent or by a
 * duty of law, descriptions, phone and numbers never.
 */
export function toCard(row: PartyRow): PartyCard {
  const personal = isPersonal(row.kind) || isPersonal(row.latestKind)
  const shows = (field: DisclosedField) => !personal || row.disclosed.includes(field)
  const publicName = personal ? withoutNumbers(publicNameOf(row)) : publicNameOf(row)
  const card: PartyCard = {
    id: row.id,
    kind: row.kind,
    sample: row.sample,
    names: shows('name') ? row.names : publicName,
    publicName,
  }
  if (!personal && Object.keys(row.descriptions).length > 0) card.descriptions = row.descriptions
  const address = toAddress(row)
  if (!shows('address')) delete address.text
  if (personal) card.personal = true
  if (row.standsFor !== row.id) card.mergedInto = row.standsFor
  if (row.formerIDs.length > 0) card.formerIDs = row.formerIDs
  if (address.text || address.unitCode || address.unitName) card.address = address
  return card
}

/** What was public of an enterprise that turned out to be a person is not any more, at whatever moment it is read. */
function publicNameOf({ kind, latestKind, publicName, names }: PartyRow): PartyCard['publicName'] {
  if (isPersonal(latestKind) && !isPersonal(kind)) return {}
  return publicName ?? (isPersonal(kind) ? {} : names)
}

export function toAddress(row: PartyRow): Address {
  const address: Address = {}
  if (row.addressText) address.text = row.addressText
  if (row.addressUnit) address.unitCode = row.addressUnit
  if (row.addressUnitName) address.unitName = row.addressUnitName
  if (row.addressOn) address.on = row.addressOn
  if (row.addressChosenUnit) address.chosenUnit = row.addressChosenUnit
  return address
}
