import { holdsPoint, type Point } from '../boundary.ts'
import { type Gazetteer, landOn } from '../gazetteer/gazetteer.ts'
import type { Unit } from '../unit.ts'
import { isInForce } from '../unit.ts'

/**
 * `same`: it is a unit of that day itself; `one`: all of it lies in one; `several`: a person must choose, or coordinates
 * must tell; `unknown`: the register knows of nothing that it became.
 */
export type Outcome = 'same' | 'one' | 'several' | 'unknown'
export type Conversion = { outcome: Outcome; units: Unit[]; by?: 'coordinates' }

/** What a unit is called by the boundaries of another day. Of several only a point that lies in one of them decides. */
export function convertUnit(gazetteer: Gazetteer, unit: Unit, day: string, point?: Point): Conversion {
  if (isInForce(unit, day)) return { outcome: 'same', units: [unit] }
  const units = landOn(gazetteer, unit, day)
  if (units.length === 0) return { outcome: 'unknown', units }
  if (units.length === 1) return { outcome: 'one', units }
  return byPoint(units, point) ?? { outcome: 'several', units }
}

/** Where every candidate's boundary is known, and the point lies in exactly one of them. */
export function byPoint(units: readonly Unit[], point: Point | undefined): Conversion | undefined {
  if (!point || units.some(({ boundary }) => boundary === null)) return undefined
  const holding = units.filter(({ boundary }) => boundary !== null && holdsPoint(boundary, point))
  return holding.length === 1 ? { outcome: 'one', units: holding, by: 'coordinates' } : undefined
}
