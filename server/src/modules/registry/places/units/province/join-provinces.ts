import type { Reader } from '../../../../../platform/postgres/database.ts'
import { type Edition, selectEditions, selectSuccessions, selectUnits } from '../unit.store.ts'
import type { Succession, Unit } from '../unit.ts'
import type { Said } from './check-province.ts'

export const unitName = ({ code, validFrom }: Pick<Unit, 'code' | 'validFrom'>): string => `${code} ${validFrom ?? ''}`

/** What a province's file says, or a spreadsheet said over it, and in which edition. */
export type KnownProvince = Said & { edition: Edition }

export const readEdition = async (reader: Reader, edition: Edition): Promise<KnownProvince> => ({
  edition,
  units: await selectUnits(reader, edition),
  successions: await selectSuccessions(reader, edition),
})

/** The provinces as they stand, by their files' names. */
export async function readProvinces(reader: Reader): Promise<Map<string, KnownProvince>> {
  const provinces = new Map<string, KnownProvince>()
  for (const edition of await selectEditions(reader)) provinces.set(edition.name, await readEdition(reader, edition))
  return provinces
}

/** What the files of all provinces but one say. */
export type Others = { units: { unit: Unit; file: string }[]; successions: Succession[] }

export function othersThan(name: string, provinces: ReadonlyMap<string, KnownProvince>): Others {
  const others = [...provinces.values()].filter(({ edition }) => edition.name !== name)
  return {
    units: others.flatMap(({ edition, units }) => units.map((unit) => ({ unit, file: edition.name }))),
    successions: others.flatMap(({ successions }) => successions),
  }
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
