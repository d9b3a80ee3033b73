import { daysFrom } from '../../../../platform/days.ts'

/** Kinds of administrative units by the level on which they stand (Law 72/2025/QH15 art. 1; before it three levels). */
export const unitKinds = {
  province: 'province',
  municipality: 'province',
  city: 'district',
  town: 'district',
  'urban-district': 'district',
  'rural-district': 'district',
  ward: 'commune',
  commune: 'commune',
  township: 'commune',
  'special-zone': 'commune',
} as const satisfies Record<string, UnitLevel>

export const unitLevels = ['province', 'district', 'commune'] as const
export type UnitLevel = (typeof unitLevels)[number]
/** `unknown`: its level is known, not what it is called. */
export type UnitKind = keyof typeof unitKinds | 'unknown'

export const allUnitKinds = [...Object.keys(unitKinds), 'unknown'] as readonly UnitKind[]

/** On which level units of a kind stand; undefined where the kind does not say. */
export const levelOfKind = (kind: string): UnitLevel | undefined =>
  kind in unitKinds ? unitKinds[kind as keyof typeof unitKinds] : undefined

/** A code, and the days on which it means this unit; a later unit may bear the same code. */
export type Unit = {
  code: string
  name: string
  kind: UnitKind
  level: UnitLevel
  parent: string | null
  /** First and last day; null: from before the register's record, until now. */
  validFrom: string | null
  validTo: string | null
  /** What made it. */
  legalBasis: string | null
  /** Whether the register knows all that lies in it and all that it was made from. */
  complete: boolean
  boundary: UnitBoundary | null
}

/** GeoJSON (RFC 7946) Polygon or MultiPolygon; where the province's file gives one. */
export type UnitBoundary = { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown }

/** `whole`: all of the old unit's land became the new one's; `part`: some of it, the rest went elsewhere. */
export type Extent = 'whole' | 'part'

export type Succession = { old: string; new: string; on: string; extent: Extent; legalBasis: string | null }

export const beginsBy = (unit: Unit, day: string): boolean => unit.validFrom === null || unit.validFrom <= day
export const lastsTo = (unit: Unit, day: string): boolean => unit.validTo === null || unit.validTo >= day
export const isInForce = (unit: Unit, day: string): boolean => beginsBy(unit, day) && lastsTo(unit, day)

/** Whether there is a day on which both are. */
export const overlap = (a: Unit, b: Unit): boolean =>
  (a.validTo === null || beginsBy(b, a.validTo)) && (b.validTo === null || beginsBy(a, b.validTo))

/** The day before a day. */
export const dayBefore = (day: string): string => daysFrom(day, -1)
