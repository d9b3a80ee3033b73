import type { GeometryFault } from '../../locations/plots/geometry-fault.ts'
import { isFault, readGeometry } from '../../locations/plots/read-geometry.ts'
import type { Succession, Unit, UnitBoundary } from '../unit.ts'
import { beginsBy, dayBefore, lastsTo, overlap, unitLevels } from '../unit.ts'

export type Said = { units: readonly Unit[]; successions: readonly Succession[] }

/** What is wrong: a message of the register's catalogue, and the unit that it is about, of a succession the old one. */
export type UnitFault = { code: string; params: Record<string, string>; unit: { code: string; validTo: string | null } }

type Told = { code: string; params?: Record<string, string> } | undefined

/** Everything that is wrong with units and successions taken together. */
export function* provinceFaults({ units, successions }: Said): Generator<UnitFault, undefined> {
  const byCode = Map.groupBy(units, ({ code }) => code)
  for (const unit of units) {
    const told = daysFault(unit) ?? namesakeFault(unit, byCode) ?? parentFault(unit, byCode) ?? boundaryFault(unit)
    if (told) yield { code: told.code, params: { unit: nameOf(unit), ...told.params }, unit }
  }
  const seen = new Set<string>()
  for (const { old, new: next, on, ...rest } of successions) {
    const name = `${old} ${next} ${on}`
    const told: Told = seen.has(name)
      ? { code: 'registry.succession-twice' }
      : successionFault({ old, new: next, on, ...rest }, byCode)
    if (told)
      yield {
        code: told.code,
        params: { old, new: next, on, ...told.params },
        unit: { code: old, validTo: dayBefore(on) },
      }
    seen.add(name)
  }
}

const nameOf = ({ code, name, validFrom }: Unit): string => `${code} ${name}${validFrom ? ` (${validFrom})` : ''}`

const daysFault = ({ validFrom, validTo }: Unit): Told =>
  validFrom !== null && validTo !== null && validFrom > validTo ? { code: 'registry.unit-reversed' } : undefined

function namesakeFault(unit: Unit, byCode: ReadonlyMap<string, readonly Unit[]>): Told {
  const other = byCode.get(unit.code)?.find((each) => each !== unit && overlap(each, unit))
  return other && { code: 'registry.unit-code-shared', params: { other: nameOf(other) } }
}

const judged = new WeakMap<UnitBoundary, Told>()

/** Its boundary bounds land, as a plot does. Each is judged once: a spreadsheet's rows are taken together again and again. */
function boundaryFault(unit: Unit): Told {
  const { boundary } = unit
  if (boundary === null || judged.has(boundary)) return boundary === null ? undefined : judged.get(boundary)
  const read = readGeometry({ ...boundary, coordinates: listOf(boundary.coordinates) })
  const told = isFault(read) ? geometryTold(nameOf(unit), read) : undefined
  judged.set(boundary, told)
  return told
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const geometryTold = (name: string, { code, field, at = [0, 0] }: GeometryFault): Told => ({
  code: `registry.${code}`,
  params: {
    field: `${name}: ${field.replace(/^geometry/, 'boundary')}`,
    longitude: String(at[0]),
    latitude: String(at[1]),
  },
})

/** Its parent stands above it, and for as long as it does: one unit, or units of one code that follow each other. */
function parentFault(unit: Unit, byCode: ReadonlyMap<string, readonly Unit[]>): Told {
  if (unit.parent === null) return unit.level === 'province' ? undefined : { code: 'registry.unit-parentless' }
  const parents = (byCode.get(unit.parent) ?? [])
    .filter((each) => overlap(each, unit))
    .toSorted((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1))
  const below = parents.find(({ level }) => unitLevels.indexOf(level) >= unitLevels.indexOf(unit.level))
  if (below) return { code: 'registry.unit-parent-below', params: { other: nameOf(below) } }
  const first = parents[0]
  const last = parents.at(-1)
  const gap = parents.slice(1).find((each, index) => parents[index]?.validTo !== dayBefore(each.validFrom ?? ''))
  const covers = first && last && startsWith(first, unit) && endsWith(last, unit) && !gap
  return covers ? undefined : { code: 'registry.unit-parent-absent', params: { parent: unit.parent } }
}

const startsWith = (parent: Unit, unit: Unit): boolean =>
  unit.validFrom === null ? parent.validFrom === null : beginsBy(parent, unit.validFrom)

const endsWith = (parent: Unit, unit: Unit): boolean =>
  unit.validTo === null ? parent.validTo === null : lastsTo(parent, unit.validTo)

function successionFault(each: Succession, byCode: ReadonlyMap<string, readonly Unit[]>): Told {
  const old = byCode.get(each.old)?.find(({ validTo }) => validTo === dayBefore(each.on))
  if (!old) return { code: 'registry.succession-not-ending', params: { day: dayBefore(each.on) } }
  const next = byCode.get(each.new)?.find(({ validFrom }) => validFrom === each.on)
  if (!next) return { code: 'registry.succession-not-beginning' }
  return old.level === next.level ? undefined : { code: 'registry.succession-levels' }
}
