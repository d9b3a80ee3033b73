import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { unitsWithin } from '../places/units/gazetteer/read-gazetteer.ts'
import { dayOf } from '../versions/moment.ts'

/** Which rows an official meets: all, those in administrative units, those of product groups. */
export type Scope = { all: boolean; units: string[]; groups: string[] }

/** How far a permission of the caller goes over what has a place and product groups. */
export async function scopeOf(reader: Reader, actor: Actor, permission: string): Promise<Scope> {
  const reach = actor.reach(permission)
  const today = dayOf(new Date())
  const named = reach.flatMap((each) => (each.kind === 'territory' ? each.units : []))
  const units = await Promise.all(named.map((unit) => unitsWithin(reader, unit, today)))
  return {
    all: reach.some(({ kind }) => kind === 'province' || kind === 'system'),
    units: [...new Set(units.flat())],
    groups: [...new Set(reach.flatMap((each) => (each.kind === 'sector' ? each.groups : [])))],
  }
}
