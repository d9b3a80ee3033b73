import Type from 'typebox'
import { Check, Errors } from 'typebox/value'
import { Day } from '../../../versions/day.ts'
import type { Succession, Unit, UnitBoundary, UnitKind, UnitLevel } from '../unit.ts'
import { allUnitKinds, levelOfKind, unitLevels } from '../unit.ts'

const code = Type.String({ pattern: '^\\d{2,5}$' })
const strict = { additionalProperties: false }

/** A unit, in a province's file or a row. */
export const FileUnit = Type.Object(
  {
    code,
    name: Type.String({ minLength: 1, maxLength: 150 }),
    kind: Type.Enum([...allUnitKinds]),
    level: Type.Optional(Type.Enum([...unitLevels], { description: 'Only where the kind is unknown' })),
    parent: Type.Optional(code),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
    complete: Type.Optional(Type.Boolean()),
    boundary: Type.Optional(
      Type.Object({ type: Type.Enum(['Polygon', 'MultiPolygon']), coordinates: Type.Array(Type.Unknown()) }, strict),
    ),
  },
  strict,
)

/** A province's units and successions, as one file says them (docs/provinces.md). */
export const ProvinceFile = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$' }),
    source: Type.String({ minLength: 1, maxLength: 1000 }),
    notes: Type.Optional(Type.Array(Type.String())),
    reforms: Type.Array(Type.Object({ on: Day, basis: Type.String({ minLength: 1, maxLength: 1000 }) }, strict)),
    units: Type.Array(FileUnit, { minItems: 1, maxItems: 20_000 }),
    successions: Type.Array(
      Type.Object({ on: Day, old: code, new: Type.Array(code, { minItems: 1, maxItems: 50 }) }, strict),
      { maxItems: 20_000 },
    ),
  },
  strict,
)
export type ProvinceFile = Type.Static<typeof ProvinceFile>

export type Province = { name: string; source: string; units: Unit[]; successions: Succession[] }

/** Reads a province's file; throws one sentence that names the place which is wrong. */
export function readProvince(text: string): Province {
  const file = parse(text)
  const basisOf = new Map(file.reforms.map(({ on, basis }) => [on, basis.normalize('NFC')]))
  const units = file.units.map((unit, index): Unit => {
    const at = `units[${index}] (${unit.code} ${unit.name})`
    return {
      code: unit.code,
      name: unit.name.normalize('NFC').trim(),
      kind: unit.kind as UnitKind,
      level: levelOf(at, unit.kind, unit.level),
      parent: unit.parent ?? null,
      validFrom: unit.validFrom ?? null,
      validTo: unit.validTo ?? null,
      legalBasis: unit.validFrom === undefined ? null : basisOn(basisOf, at, unit.validFrom),
      complete: unit.complete ?? true,
      boundary: (unit.boundary as UnitBoundary | undefined) ?? null,
    }
  })
  const parts = Map.groupBy(file.successions, ({ on, old }) => `${old} ${on}`)
  const successions = file.successions.flatMap(({ on, old, new: next }, index): Succession[] => {
    const legalBasis = basisOn(basisOf, `successions[${index}]`, on)
    const extent = next.length === 1 && parts.get(`${old} ${on}`)?.length === 1 ? 'whole' : 'part'
    return next.map((each) => ({ old, new: each, on, extent, legalBasis }))
  })
  return { name: file.name, source: file.source.normalize('NFC'), units, successions }
}

function parse(text: string): ProvinceFile {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`)
  }
  if (Check(ProvinceFile, file)) return file
  const [first] = Errors(ProvinceFile, file)
  throw new Error(`${first?.instancePath || 'the file'} ${first?.message}`)
}

function levelOf(at: string, kind: string, stated: string | undefined): UnitLevel {
  const level = levelOfKind(kind) ?? (stated as UnitLevel | undefined)
  if (level === undefined) throw new Error(`${at}: a unit of unknown kind states its level`)
  if (stated !== undefined && stated !== level) throw new Error(`${at}: a ${kind} stands on the level ${level}`)
  return level
}

function basisOn(basisOf: ReadonlyMap<string, string>, at: string, day: string): string {
  const basis = basisOf.get(day)
  if (basis === undefined) throw new Error(`${at}: no reform of ${day} is listed with its legal basis`)
  return basis
}
