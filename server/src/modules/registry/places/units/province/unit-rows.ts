import { daysFrom } from '../../../../../platform/days.ts'
import type { Edition } from '../unit.store.ts'
import { levelOfKind, type Unit, type UnitBoundary, type UnitKind, type UnitLevel } from '../unit.ts'
import type { Said } from './check-province.ts'

/** A unit as a row: of which province's file, and what it became on the day after its last. */
export type UnitRow = {
  province: string
  code: string
  name: string
  kind: string
  level?: string
  parent?: string
  validFrom?: string
  validTo?: string
  legalBasis?: string
  complete?: boolean
  successors?: string[]
  boundary?: { type: string; coordinates: unknown }
  source?: string
}

export const rowName = ({ province, code, validFrom = '' }: UnitRow): string => `${province} ${code} ${validFrom}`

/** A row as the register keeps it. */
export function readRow(row: UnitRow): { unit: Unit; successors: readonly string[] } {
  const { code, name, kind, level, parent = null, validFrom = null, validTo = null, legalBasis = null } = row
  const unit: Unit = {
    ...{ code, name: name.normalize('NFC').trim(), kind: kind as UnitKind, parent, validFrom, validTo, legalBasis },
    level: levelOfKind(kind) ?? ((level ?? 'commune') as UnitLevel),
    complete: row.complete ?? true,
    boundary: (row.boundary as UnitBoundary | undefined) ?? null,
  }
  return { unit, successors: row.successors ?? [] }
}

/** An edition as rows, which read again make the same edition. */
export function rowsOf({ name: province, source }: Edition, { units, successions }: Said): UnitRow[] {
  const became = Map.groupBy(successions, ({ old, on }) => `${old} ${on}`)
  return units.map((unit) => {
    const next = unit.validTo === null ? [] : (became.get(`${unit.code} ${daysFrom(unit.validTo, 1)}`) ?? [])
    const { parent, validFrom, validTo, legalBasis, boundary, complete, kind, level } = unit
    return {
      ...{ province, code: unit.code, name: unit.name, kind },
      ...(kind === 'unknown' && { level }),
      ...(parent !== null && { parent }),
      ...(validFrom !== null && { validFrom }),
      ...(validTo !== null && { validTo }),
      ...(legalBasis !== null && { legalBasis }),
      ...(!complete && { complete }),
      ...(next.length > 0 && { successors: next.map((each) => each.new).sort() }),
      ...(boundary !== null && { boundary }),
      source,
    }
  })
}
