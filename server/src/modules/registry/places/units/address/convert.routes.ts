import Type from 'typebox'
import { problem } from '../../../../../platform/problem.ts'
import { Day } from '../../../versions/day.ts'
import { dayOf } from '../../../versions/moment.ts'
import type { Routes } from '../../../wire.ts'
import type { Point } from '../boundary.ts'
import type { Gazetteer } from '../gazetteer/gazetteer.ts'
import { readGazetteer } from '../gazetteer/read-gazetteer.ts'
import { kindSpellings } from '../gazetteer/unit-name.ts'
import type { Unit } from '../unit.ts'
import { UnitView, unitViews } from '../unit-view.ts'
import { getUnit, unitCode } from '../units.routes.ts'
import { byPoint, type Conversion, convertUnit } from './convert.ts'
import { readAddress } from './read-address.ts'

const degrees = Type.String({ pattern: '^-?\\d{1,3}(\\.\\d{1,15})?$' })
const Query = Type.Object({
  code: Type.Optional(unitCode),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'An address as printed' })),
  on: Type.Optional({ ...Day, description: 'The day of the address: when the label was printed' }),
  to: Type.Optional({ ...Day, description: 'The day whose boundaries are asked for; today where not named' }),
  latitude: Type.Optional(degrees),
  longitude: Type.Optional(degrees),
})
type Query = Type.Static<typeof Query>

const Converted = Type.Object({
  on: Day,
  boundariesOn: Day,
  from: Type.Array(UnitView),
  outcome: Type.Enum(['same', 'one', 'several', 'unknown']),
  reason: Type.String(),
  units: Type.Array(UnitView),
  label: Type.Optional(Type.Object({ accepted: Type.Boolean(), until: Day })),
})
type Converted = Type.Static<typeof Converted>

/** GET /api/units/convert: an old address, by its unit's code or its text, in the units of another day. */
export const convertRoutes: Routes = (http, { db, say, oldAddressUntil }) => {
  const views = unitViews(say)
  const spellings = kindSpellings(say)
  http.get<{ Querystring: Query }>(
    '/api/units/convert',
    {
      config: { permission: 'public' },
      schema: {
        tags: ['units'],
        summary: 'What the unit of an old address is called today: one unit, or those among which a person must choose',
        querystring: Query,
        response: { 200: Converted },
      },
    },
    async ({ query }): Promise<Converted> => {
      const gazetteer = await readGazetteer(db)
      const { on, to = dayOf(new Date()), code, text } = query
      if (on === undefined) throw problem('registry.unit-without-date', { code: code ?? text ?? '' })
      if ((code === undefined) === (text === undefined)) throw problem('registry.address-needed')
      const from =
        code === undefined
          ? readAddress({ gazetteer, spellings, day: on }, text ?? '')
          : { units: [getUnit(gazetteer, code, on)], unsure: false }
      const { outcome, units, reason } = convertAll(gazetteer, from, to, pointOf(query))
      return {
        ...{ on, boundariesOn: to, outcome, reason },
        from: from.units.map((unit) => views.unit(gazetteer, unit, on)),
        units: units.map((unit) => views.unit(gazetteer, unit, to)),
        ...(from.units.some(({ validTo }) => validTo !== null && validTo < to) && {
          label: { accepted: to <= oldAddressUntil, until: oldAddressUntil },
        }),
      }
    },
  )
}

const pointOf = ({ latitude, longitude }: Query): Point | undefined =>
  latitude === undefined || longitude === undefined
    ? undefined
    : { latitude: Number(latitude), longitude: Number(longitude) }

type From = { units: Unit[]; unsure: boolean; part?: string }

/** Of several units that an address may mean, each is followed; a name that fits only nearly is a person's to confirm. */
function convertAll(gazetteer: Gazetteer, from: From, day: string, point?: Point): Conversion & { reason: string } {
  const [only] = from.units
  if (!only)
    return { outcome: 'unknown', units: [], reason: from.part === undefined ? 'no-commune-named' : 'no-such-unit' }
  if (from.units.length === 1 && !from.unsure) {
    const conversion = convertUnit(gazetteer, only, day, point)
    return { ...conversion, reason: conversion.by ?? reasons[conversion.outcome] }
  }
  const units = [...new Set(from.units.flatMap((unit) => convertUnit(gazetteer, unit, day, point).units))]
  const decided = from.unsure ? undefined : byPoint(units, point)
  if (decided) return { ...decided, reason: 'coordinates' }
  return { outcome: 'several', units, reason: from.unsure ? 'kind-differs' : 'name-ambiguous' }
}

const reasons = { same: 'in-force', one: 'one-successor', several: 'split', unknown: 'no-successor' } as const
