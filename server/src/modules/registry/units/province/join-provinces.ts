import type { Reader } from '../../../../platform/postgres/database.ts'
import { selectEditions, selectSuccessions, selectUnits } from '../unit.store.ts'
import type { Succession, Unit } from '../unit.ts'
import type { Said } from './check-province.ts'

export const unitName = ({ code, validFrom }: Pick<Unit, 'code' | 'validFrom'>): string => `${code} ${validFrom ?? ''}`

/** What the files of all provinces but one say. */
export type Others = { units: { unit: Unit; file: string }[]; successions: Succession[] }

export async function otherProvinces(reader: Reader, name: string): Promise<Others> {
  const others: Others = { units: [], successions: [] }
  for (const edition of await selectEditions(reader)) {
    if (edition.name === name) continue
    const units = await selectUnits(reader, edition)
    others.units.push(...units.map((unit) => ({ unit, file: edition.name })))
    others.successions.push(...(await selectSuccessions(reader, edition)))
  }
  return others
}

/** A province's units and successions with those of the others; of what two tell, one. */
export function joinProvinces(own: Said, others: Others): Said {
  const units = new Map(own.units.map((unit) => [unitName(unit), unit]))
  for (const { unit } of others.units) if (!units.has(unitName(unit))) units.set(unitName(unit), unit)
  const known = new Set(own.successions.map(successionName))
  return {
    units: [...units.values()],
    successions: [...own.successions, ...others.successions.filter((each) => !known.has(successionName(each)))],
  }
}

const successionName = ({ old, new: next, on }: Succession): string => `${old} ${next} ${on}`

/** A unit of which another file says other words, and that file. */
export function toldOtherwise(own: readonly Unit[], others: Others): { unit: Unit; file: string } | undefined {
  const said = new Map(own.map((unit) => [unitName(unit), unit]))
  return others.units.find(({ unit }) => {
    const mine = said.get(unitName(unit))
    return mine !== undefined && !isSame(mine, unit)
  })
}

const isSame = (a: Unit, b: Unit): boolean =>
  a.name === b.name && a.kind === b.kind && a.parent === b.parent && a.validTo === b.validTo
