import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { dayOf } from '../../versions/moment.ts'
import type { Address } from './address/address.ts'
import { unitKeyOf } from './address/unit-today.ts'
import { unitKey, unitOn } from './gazetteer/gazetteer.ts'
import { readGazetteer, unitsWithin } from './gazetteer/read-gazetteer.ts'
import { placingIn } from './statistics/placement.ts'
import type { Unit } from './unit.ts'

/** The unit keys that a caller's right reaches; 'all' where it is not bound to a territory. */
export async function territoryReached(
  reader: Reader,
  actor: Actor,
  permission: string,
): Promise<'all' | ReadonlySet<string>> {
  const reaches = actor.reach(permission)
  if (reaches.some(({ kind }) => kind === 'province' || kind === 'system')) return 'all'
  const units = reaches.flatMap((reach) => (reach.kind === 'territory' ? reach.units : []))
  const today = dayOf(new Date())
  return new Set((await Promise.all(units.map((code) => unitsWithin(reader, code, today)))).flat())
}

/** Codes under which an address may lie in these units, whatever else they mean on other days. */
export async function codesAround(reader: Reader, units: readonly string[]): Promise<string[]> {
  if (units.length === 0) return []
  const gazetteer = await readGazetteer(reader)
  const today = dayOf(new Date())
  const codes = units.flatMap((code) => {
    const unit = unitOn(gazetteer, code, today)
    return unit ? placingIn(gazetteer, unit, today).codes : [code]
  })
  return [...new Set(codes)]
}

/** Refuses a unit that lies outside the caller's territory. */
export async function refuseBeyond(reader: Reader, actor: Actor, permission: string, unit: Unit): Promise<void> {
  const reached = await territoryReached(reader, actor, permission)
  if (reached !== 'all' && !reached.has(unitKey(await readGazetteer(reader), unit)))
    throw problem('registry.beyond-reach')
}

/** Whether an address lies in the caller's territory. */
export async function reachesAddress(
  reader: Reader,
  actor: Actor,
  permission: string,
  address: Address | undefined,
): Promise<boolean> {
  const reached = await territoryReached(reader, actor, permission)
  if (reached === 'all') return true
  const key = address && reached.size > 0 ? unitKeyOf(await readGazetteer(reader), address) : undefined
  return key !== undefined && reached.has(key)
}
