import type { Reader } from '../../../../../platform/postgres/database.ts'
import { dayOf, type Moment } from '../../../versions/moment.ts'
import { type Gazetteer, unitKey, unitOn } from '../gazetteer/gazetteer.ts'
import { readGazetteer } from '../gazetteer/read-gazetteer.ts'
import type { Unit } from '../unit.ts'
import type { Address, AddressToday } from './address.ts'
import { convertUnit } from './convert.ts'

/** Cards with the unit of each address that is told by its code alone, and what that of an old one is called on the day of the reading. */
export async function withToday<T extends { address?: AddressToday }>(
  reader: Reader,
  cards: readonly T[],
  { at }: Moment,
): Promise<T[]> {
  if (!cards.some(({ address }) => address?.unitCode)) return [...cards]
  const gazetteer = await readGazetteer(reader)
  const day = at ?? dayOf(new Date())
  return cards.map((card) => (card.address ? { ...card, address: tellToday(gazetteer, card.address, day) } : card))
}

function tellToday(gazetteer: Gazetteer, address: Address, day: string): AddressToday {
  const unit = unitOfAddress(gazetteer, address)
  if (!unit) return address
  const spelt = address.unitName === undefined && { unit: named(gazetteer, unit, address.on ?? day) }
  const { outcome, units } = convertUnit(gazetteer, unit, day)
  if (outcome === 'same') return { ...address, ...spelt }
  const chosen = units.filter(({ code }) => code === address.chosenUnit)
  const told = chosen.length > 0 ? { outcome: 'one' as const, units: chosen } : { outcome, units }
  const today = { outcome: told.outcome, units: told.units.map((each) => named(gazetteer, each, day)) }
  return { ...address, ...spelt, today }
}

const named = (gazetteer: Gazetteer, { code, name, kind, parent }: Unit, day: string) => {
  const around = parent === null ? undefined : unitOn(gazetteer, parent, day)
  return { code, name, kind, within: around ? [{ code: around.code, name: around.name, kind: around.kind }] : [] }
}

/** The unit that an address was printed with; of one from before the register asked for days, what its code means last. */
export const unitOfAddress = (gazetteer: Gazetteer, { unitCode, on }: Address): Unit | undefined => {
  if (unitCode === undefined) return undefined
  return on === undefined ? gazetteer.byCode.get(unitCode)?.at(-1) : unitOn(gazetteer, unitCode, on)
}

/** What an event's row carries of an address (`place_unit`): the unit that a person chose, else the printed one. */
export const unitKeyOf = (gazetteer: Gazetteer, address: Address): string | undefined => {
  const unit = address.chosenUnit === undefined ? unitOfAddress(gazetteer, address) : undefined
  return unit ? unitKey(gazetteer, unit) : (address.chosenUnit ?? address.unitCode)
}
