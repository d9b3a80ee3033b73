import type { Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { dayOf } from '../../../versions/moment.ts'
import { type Gazetteer, landOn, unitOn } from '../gazetteer/gazetteer.ts'
import { readGazetteer } from '../gazetteer/read-gazetteer.ts'
import type { Address } from './address.ts'

/**
 * Refuses an address whose unit cannot be told: a code without the day on which it means that unit, a code that meant
 * none on the day, a choice that is none of the units which the old one became. Codes of provinces that the register
 * does not hold are taken as they are.
 */
export async function checkAddress(reader: Reader, address: Address | undefined): Promise<void> {
  const check = await addressCheck(reader, [address])
  check(address)
}

/** The same for many addresses, for which the units are read once. */
export async function addressCheck(
  reader: Reader,
  addresses: readonly (Address | undefined)[],
): Promise<(address: Address | undefined) => void> {
  const gazetteer = addresses.some((address) => address?.unitCode) ? await readGazetteer(reader) : undefined
  const today = dayOf(new Date())
  return (address) => {
    if (address?.chosenUnit && !address.unitCode)
      throw problem('registry.chosen-unit-unfit', { code: address.chosenUnit })
    if (gazetteer !== undefined && address?.unitCode) refuseUnknownUnit(gazetteer, address, address.unitCode, today)
  }
}

function refuseUnknownUnit(gazetteer: Gazetteer, address: Address, code: string, today: string): void {
  const { on: day, chosenUnit } = address
  if (day === undefined) throw problem('registry.unit-without-date', { code })
  const unit = unitOn(gazetteer, code, day)
  const known = gazetteer.byCode.get(code)?.at(-1)
  if (!unit && known)
    throw problem('registry.address-unit-not-then', { code, day, name: known.name, until: known.validTo ?? '\u2013' })
  if (chosenUnit === undefined) return
  const became = unit ? landOn(gazetteer, unit, today) : []
  if (!became.some((each) => each.code === chosenUnit))
    throw problem('registry.chosen-unit-unfit', { code: chosenUnit })
}
