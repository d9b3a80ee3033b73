import type { Extent, Succession, Unit } from '../unit.ts'
import { beginsBy, dayBefore, isInForce, overlap } from '../unit.ts'

export type Related = { unit: Unit; extent: Extent }

/** All units that the register knows, of all days, with who followed whom. */
export type Gazetteer = {
  /** In order of codes, the earlier before the later. */
  units: readonly Unit[]
  byCode: ReadonlyMap<string, readonly Unit[]>
  after: ReadonlyMap<Unit, readonly Related[]>
  before: ReadonlyMap<Unit, readonly Related[]>
}

export function toGazetteer(units: readonly Unit[], successions: readonly Succession[]): Gazetteer {
  const sorted = units.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b), 'en'))
  const byCode = Map.groupBy(sorted, ({ code }) => code)
  const pairs = successions.flatMap(({ old, new: next, on, extent }) => {
    const from = byCode.get(old)?.find((unit) => unit.validTo === dayBefore(on))
    const to = byCode.get(next)?.find((unit) => unit.validFrom === on)
    return from && to ? [{ from, to, extent }] : []
  })
  const after = Map.groupBy(pairs, ({ from }) => from)
  const before = Map.groupBy(pairs, ({ to }) => to)
  return {
    units: sorted,
    byCode,
    after: new Map([...after].map(([unit, all]) => [unit, all.map(({ to, extent }) => ({ unit: to, extent }))])),
    before: new Map([...before].map(([unit, all]) => [unit, all.map(({ from, extent }) => ({ unit: from, extent }))])),
  }
}

const orderOf = ({ code, validFrom }: Unit): string => `${code} ${validFrom ?? ''}`

/** The unit that a code means on a day. */
export const unitOn = ({ byCode }: Gazetteer, code: string, day: string): Unit | undefined =>
  byCode.get(code)?.find((unit) => isInForce(unit, day))

/** The same, or where there is none on that day, what the code meant last before it, or else first. */
export const unitAround = (gazetteer: Gazetteer, code: string, day: string): Unit | undefined => {
  const all = gazetteer.byCode.get(code)
  return unitOn(gazetteer, code, day) ?? all?.findLast((unit) => beginsBy(unit, day)) ?? all?.[0]
}

/** The units around a unit on a day, the nearest first. */
export function ancestorsOn(gazetteer: Gazetteer, unit: Unit, day: string): Unit[] {
  const found: Unit[] = []
  for (let parent = unit.parent; parent !== null && found.length < deepest; parent = found.at(-1)?.parent ?? null) {
    const next = unitOn(gazetteer, parent, day)
    if (!next) break
    found.push(next)
  }
  return found
}

const deepest = 5

/** The units of a day on whose land a unit lies or may lie; `whole`: there is no other. Empty: nobody knows. */
export function landOn(gazetteer: Gazetteer, unit: Unit, day: string): Unit[] {
  let found = new Set([unit])
  while ([...found].some((each) => !isInForce(each, day))) {
    const next = new Set<Unit>()
    for (const each of found)
      if (isInForce(each, day)) next.add(each)
      else for (const { unit: other } of towards(gazetteer, each, day)) next.add(other)
    if (next.size === 0) return []
    found = next
  }
  return [...found]
}

const towards = ({ after, before }: Gazetteer, unit: Unit, day: string): readonly Related[] =>
  (beginsBy(unit, day) ? after : before).get(unit) ?? []

const territories = new WeakMap<Gazetteer, Map<Unit, ReadonlySet<Unit>>>()

/**
 * A unit, what lies in it on any of its days, and of what was before and came after everything of which all land lies in
 * it. A commune that was split belongs to none of those that got a part of it: where in it something was, nobody said.
 */
export function territoryOf(gazetteer: Gazetteer, unit: Unit): ReadonlySet<Unit> {
  const known = territories.get(gazetteer) ?? new Map<Unit, ReadonlySet<Unit>>()
  territories.set(gazetteer, known)
  const ready = known.get(unit)
  if (ready) return ready
  const territory = new Set([unit])
  const belongs = belongsTo(gazetteer, territory)
  for (let before = 0; before < territory.size; ) {
    before = territory.size
    for (const each of gazetteer.units) if (!territory.has(each) && belongs(each)) territory.add(each)
  }
  known.set(unit, territory)
  return territory
}

/** Whether all land of a unit is known to lie in a territory that grows. */
function belongsTo({ units, byCode, after, before }: Gazetteer, territory: ReadonlySet<Unit>) {
  const parts = Map.groupBy(units, ({ parent }) => parent)
  const all = (related: readonly Unit[]) => related.length > 0 && related.every((each) => territory.has(each))
  return (unit: Unit): boolean => {
    const parents = unit.parent === null ? [] : (byCode.get(unit.parent) ?? []).filter((each) => overlap(each, unit))
    if (all(parents)) return true
    if (all((after.get(unit) ?? []).map((next) => next.unit))) return true
    if (!unit.complete) return false
    if (all((before.get(unit) ?? []).map((last) => last.unit))) return true
    return all((parts.get(unit.code) ?? []).filter((part) => overlap(part, unit)))
  }
}

/**
 * What an event's row carries of its place: the code, and for a unit whose code another one bears by now, its last day as
 * well, so that the old commune of Hiep An (25768) is not taken for the ward of Phu An, which has that code since.
 */
export const unitKey = ({ byCode }: Gazetteer, unit: Unit): string =>
  byCode.get(unit.code)?.at(-1) === unit ? unit.code : `${unit.code}/${unit.validTo}`
