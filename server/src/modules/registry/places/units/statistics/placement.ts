import type { Address } from '../address/address.ts'
import { unitOfAddress } from '../address/unit-today.ts'
import { ancestorsOn, type Gazetteer, landOn } from '../gazetteer/gazetteer.ts'
import type { Unit } from '../unit.ts'
import { isInForce } from '../unit.ts'

/** Where an address lies to a unit, by the boundaries of a day: in it, perhaps in it, not in it. */
export type Placement = 'within' | 'undetermined' | 'outside'

export type Placing = {
  /** Codes under which an address may lie in the unit, whatever else they mean on other days. */
  codes: string[]
  place(address: Address | undefined): Placement
}

/** How addresses are placed to one unit as of a day. A code that the register does not know lies elsewhere. */
export function placingIn(gazetteer: Gazetteer, unit: Unit, day: string): Placing {
  const then = gazetteer.units.filter((each) => isInForce(each, day))
  const within = new Set(then.filter((each) => each === unit || ancestorsOn(gazetteer, each, day).includes(unit)))
  const around = new Set(ancestorsOn(gazetteer, unit, day))
  const placements = new Map<Unit, Placement>()
  for (const each of gazetteer.units) {
    const land = landOn(gazetteer, each, day)
    if (land.length > 0 && land.every((part) => within.has(part))) placements.set(each, 'within')
    else if (land.some((part) => within.has(part) || around.has(part))) placements.set(each, 'undetermined')
  }
  const place = (address: Address | undefined): Placement => {
    const own = address?.chosenUnit === undefined ? address : { unitCode: address.chosenUnit }
    const found = own && unitOfAddress(gazetteer, own)
    return (found && placements.get(found)) ?? 'outside'
  }
  return { codes: [...new Set([...placements.keys()].map(({ code }) => code))], place }
}
