import type { Succession, Unit } from '../unit.ts'
import { beginsBy, dayBefore, lastsTo, overlap, unitLevels } from '../unit.ts'

type Said = { units: readonly Unit[]; successions: readonly Succession[] }

/** What is wrong with units and successions taken together, as one sentence; undefined where nothing is. */
export function provinceFault({ units, successions }: Said): string | undefined {
  const byCode = Map.groupBy(units, ({ code }) => code)
  for (const unit of units) {
    const fault = daysFault(unit) ?? namesakeFault(unit, byCode) ?? parentFault(unit, byCode)
    if (fault) return `${nameOf(unit)}: ${fault}`
  }
  const seen = new Set<string>()
  for (const each of successions) {
    const name = `${each.old} to ${each.new} on ${each.on}`
    const fault = seen.has(name) ? 'it is stated twice' : successionFault(each, byCode)
    if (fault) return `the succession of ${name}: ${fault}`
    seen.add(name)
  }
  return undefined
}

const nameOf = ({ code, name, validFrom }: Unit): string => `${code} ${name}${validFrom ? ` from ${validFrom}` : ''}`

const daysFault = ({ validFrom, validTo }: Unit): string | undefined =>
  validFrom !== null && validTo !== null && validFrom > validTo ? 'it ends before it begins' : undefined

function namesakeFault(unit: Unit, byCode: ReadonlyMap<string, readonly Unit[]>): string | undefined {
  const other = byCode.get(unit.code)?.find((each) => each !== unit && overlap(each, unit))
  return other && `on some days its code means ${nameOf(other)} as well`
}

/** Its parent stands above it, and for as long as it does: one unit, or units of one code that follow each other. */
function parentFault(unit: Unit, byCode: ReadonlyMap<string, readonly Unit[]>): string | undefined {
  if (unit.parent === null) return unit.level === 'province' ? undefined : 'it lies in no unit'
  const parents = (byCode.get(unit.parent) ?? [])
    .filter((each) => overlap(each, unit))
    .toSorted((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1))
  const below = parents.find(({ level }) => unitLevels.indexOf(level) >= unitLevels.indexOf(unit.level))
  if (below) return `${nameOf(below)} does not stand above it`
  const first = parents[0]
  const last = parents.at(-1)
  const gap = parents.slice(1).find((each, index) => parents[index]?.validTo !== dayBefore(each.validFrom ?? ''))
  const covers = first && last && startsWith(first, unit) && endsWith(last, unit) && !gap
  return covers ? undefined : `${unit.parent} is not there on all of its days`
}

const startsWith = (parent: Unit, unit: Unit): boolean =>
  unit.validFrom === null ? parent.validFrom === null : beginsBy(parent, unit.validFrom)

const endsWith = (parent: Unit, unit: Unit): boolean =>
  unit.validTo === null ? parent.validTo === null : lastsTo(parent, unit.validTo)

function successionFault(each: Succession, byCode: ReadonlyMap<string, readonly Unit[]>): string | undefined {
  const old = byCode.get(each.old)?.find(({ validTo }) => validTo === dayBefore(each.on))
  if (!old) return `${each.old} does not end on ${dayBefore(each.on)}`
  const next = byCode.get(each.new)?.find(({ validFrom }) => validFrom === each.on)
  if (!next) return `${each.new} does not begin on ${each.on}`
  return old.level === next.level ? undefined : 'they stand on different levels'
}
