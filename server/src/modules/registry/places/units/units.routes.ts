import Type from 'typebox'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { Day } from '../../versions/day.ts'
import { dayOf } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery } from '../../wire.ts'
import { type Gazetteer, unitOn } from './gazetteer/gazetteer.ts'
import { readGazetteer } from './gazetteer/read-gazetteer.ts'
import { holdsWords, wordsOf } from './gazetteer/spelling.ts'
import { kindSpellings, nameWords, readName } from './gazetteer/unit-name.ts'
import type { Unit } from './unit.ts'
import { allUnitKinds, isInForce, unitLevels } from './unit.ts'
import { type ToView, UnitDetails, UnitTree, UnitView, unitViews } from './unit-view.ts'

const tags = ['units']
export const unitCode = Type.String({ pattern: '^\\d{2,5}$', description: 'Code of an administrative unit' })
const Params = Type.Object({ code: unitCode })

type ListQuery = MomentQuery & PageQuery & { q?: string; parent?: string; level?: string; kind?: string }

/** GET /api/units · /api/units/tree · /api/units/{code} */
export const unitsRoutes: Routes = (http, { db, say }) => {
  const views = unitViews(say)
  const spellings = kindSpellings(say)
  const filters = {
    q: Type.Optional(
      Type.String({ maxLength: 100, description: 'A name, with or without marks; found at all times, or as of `at`' }),
    ),
    parent: Type.Optional(unitCode),
    level: Type.Optional(Type.Enum([...unitLevels])),
    kind: Type.Optional(Type.Enum([...allUnitKinds])),
  }
  http.get<{ Querystring: ListQuery }>(
    '/api/units',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Find administrative units by name, old or new, with or without diacritics, and by day',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, ...filters }),
        response: { 200: pageOf(UnitView) },
      },
    },
    async ({ query }) => listUnits(await gazetteerFor(db, query), query, { spellings, views }),
  )
  http.get<{ Querystring: MomentQuery }>(
    '/api/units/tree',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'All units of a day as a tree: of three levels before a reform, of two after it',
        querystring: Type.Object(momentQuery),
        response: { 200: Type.Object({ boundariesOn: Day, units: Type.Array(UnitTree) }) },
      },
    },
    async ({ query }) => {
      const gazetteer = await gazetteerFor(db, query)
      const day = query.at ?? dayOf(new Date())
      const inForce = gazetteer.units.filter((unit) => isInForce(unit, day))
      const parts = Map.groupBy(inForce, ({ parent }) => parent)
      return { boundariesOn: day, units: treesOf(parts, null, (unit) => views.unit(gazetteer, unit, day)) }
    },
  )
  http.get<{ Params: { code: string }; Querystring: MomentQuery }>(
    '/api/units/:code',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a unit as of a day: where it lies, what was before it and what came after it',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: UnitDetails },
      },
    },
    async ({ params, query }) => {
      const gazetteer = await gazetteerFor(db, query)
      const day = query.at ?? dayOf(new Date())
      return views.details(gazetteer, getUnit(gazetteer, params.code, day), day)
    },
  )
}

export const gazetteerFor = (reader: Reader, { asOf }: MomentQuery): Promise<Gazetteer> =>
  readGazetteer(reader, asOf === undefined ? undefined : Number(asOf))

/** The unit of a code on a day; a refusal says what the code means at other times. */
export function getUnit(gazetteer: Gazetteer, code: string, day: string): Unit {
  const unit = unitOn(gazetteer, code, day)
  if (unit) return unit
  const other = gazetteer.byCode.get(code)?.at(-1)
  if (!other) throw problem('registry.unit-unknown', { code })
  throw problem('registry.unit-not-then', { code, day, name: other.name, until: other.validTo ?? '–' })
}

type Finding = { spellings: ReturnType<typeof kindSpellings>; views: ToView }

function listUnits(gazetteer: Gazetteer, query: ListQuery, { spellings, views }: Finding) {
  const limit = Number(query.limit ?? 50)
  const day = query.at ?? dayOf(new Date())
  const anyDay = query.q !== undefined && query.at === undefined
  const { after = '' } = query
  const named = query.q === undefined ? undefined : { ...readName(spellings, query.q), asked: wordsOf(query.q) }
  const found = gazetteer.units.filter(
    (unit) =>
      (anyDay || isInForce(unit, day)) &&
      cursorOf(unit) > after &&
      (query.parent === undefined || unit.parent === query.parent) &&
      (query.level === undefined || unit.level === query.level) &&
      (query.kind === undefined || unit.kind === query.kind) &&
      (named === undefined || query.q?.trim() === unit.code || isNamed(unit, named)),
  )
  const dayFor = (unit: Unit) => (anyDay ? (unit.validTo ?? day) : day)
  return cutPage(found.slice(0, limit + 1), limit, cursorOf, (unit) => views.unit(gazetteer, unit, dayFor(unit)))
}

const cursorOf = ({ code, validFrom }: Unit): string => `${code} ${validFrom ?? ''}`

type Asked = ReturnType<typeof readName> & { asked: ReturnType<typeof wordsOf> }

/** By its name and, where asked for, its kind; "Phuoc Hoa" is no "P. ..." though it begins so. */
const isNamed = (unit: Unit, { kinds, words, asked }: Asked): boolean => {
  const said = nameWords(unit)
  const byKind = kinds.length > 0 && (kinds.includes(unit.kind) || unit.kind === 'unknown') && holdsWords(words, said)
  return byKind || holdsWords(asked, said)
}

/** What lies in a unit, each with what lies in it. */
const treesOf = (parts: UnitsByParent, parent: string | null, view: (unit: Unit) => UnitView): UnitTree[] =>
  (parts.get(parent) ?? []).map((unit) => {
    const units = treesOf(parts, unit.code, view)
    return { ...view(unit), ...(units.length > 0 && { units }) }
  })

type UnitsByParent = ReadonlyMap<string | null, readonly Unit[]>
