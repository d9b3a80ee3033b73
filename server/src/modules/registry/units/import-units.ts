import { hash } from 'node:crypto'
import Type from 'typebox'
import { daysFrom } from '../../../platform/days.ts'
import { takePosition } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { sameValue } from '../attributes/word.ts'
import { Day } from '../day.ts'
import { dayCell, flagCell, jsonCell, listCell, textCell, wordCell } from '../import-cell.ts'
import type { ExportAsked, ImportTarget, Judged, Sought } from '../import-target.ts'
import { provinceFaults, type Said } from './province/check-province.ts'
import { joinProvinces, type Others, otherProvinces, toldOtherwise } from './province/join-provinces.ts'
import { readRow, rowName, rowsOf, type UnitRow } from './province/unit-rows.ts'
import { type Edition, insertEdition, selectEditions, selectSuccessions, selectUnits } from './unit.store.ts'
import type { Succession, Unit } from './unit.ts'
import { unitKinds, unitLevels } from './unit.ts'

const code = Type.String({ pattern: '^\\d{2,5}$' })
const kinds = [...Object.keys(unitKinds), 'unknown']

/**
 * Administrative units from a spreadsheet and to one. Rows of a province are put over the units of its last edition, in a
 * new one, which is judged as a province's file is: as a whole.
 */
export const unitsTarget: ImportTarget<UnitRow, UnitRow> = {
  name: 'units',
  permission: { import: 'registry.administer', export: 'registry.read-own' },
  columns: [
    { path: 'province', cell: textCell, required: true },
    { path: 'code', cell: textCell, required: true },
    { path: 'name', cell: textCell, required: true },
    { path: 'kind', cell: wordCell(kinds, 'columns.units.kind'), required: true },
    { path: 'level', cell: wordCell(unitLevels, 'columns.units.level') },
    { path: 'parent', cell: textCell },
    { path: 'validFrom', cell: dayCell },
    { path: 'validTo', cell: dayCell },
    { path: 'legalBasis', cell: textCell },
    { path: 'complete', cell: flagCell },
    { path: 'successors', cell: listCell },
    { path: 'boundary', cell: jsonCell },
    { path: 'source', cell: textCell },
  ],
  schema: Type.Object(
    {
      province: Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$' }),
      code,
      name: Type.String({ minLength: 1, maxLength: 150 }),
      kind: Type.Enum(kinds),
      level: Type.Optional(Type.Enum([...unitLevels])),
      parent: Type.Optional(code),
      validFrom: Type.Optional(Day),
      validTo: Type.Optional(Day),
      legalBasis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
      complete: Type.Optional(Type.Boolean()),
      successors: Type.Optional(Type.Array(code, { minItems: 1, maxItems: 50, uniqueItems: true })),
      boundary: Type.Optional(
        Type.Object(
          { type: Type.Enum(['Polygon', 'MultiPolygon']), coordinates: Type.Array(Type.Unknown()) },
          { additionalProperties: false },
        ),
      ),
      source: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    },
    { additionalProperties: false },
  ),
  rowKey: rowName,
  current: async (reader, _actor, keys) => {
    const wanted = new Set(keys)
    const rows = [...(await readProvinces(reader)).values()].flatMap(({ rows: known }) => known)
    return new Map(
      rows.filter((row) => wanted.has(rowName(row))).map((row) => [rowName(row), { subject: rowName(row), row }]),
    )
  },
  judge: async (reader, _actor, sought) => judgeRows(reader, sought),
  write: async (tx, _actor, plans, position) => {
    const provinces = await readProvinces(tx)
    for (const [name, rows] of Map.groupBy(plans, ({ province }) => province))
      await writeEdition(tx, provinces.get(name), { name, rows }, position)
    return []
  },
  read: readPage,
}

type Province = { edition: Edition; rows: UnitRow[] }

const readProvinces = async (reader: Reader, asOf?: number): Promise<Map<string, Province>> => {
  const provinces = new Map<string, Province>()
  for (const edition of await selectEditions(reader, asOf)) {
    const said = { units: await selectUnits(reader, edition), successions: await selectSuccessions(reader, edition) }
    provinces.set(edition.name, { edition, rows: rowsOf(edition, said) })
  }
  return provinces
}

/** A province as it would be with these rows over those that it has. */
function withRows(province: Province | undefined, rows: readonly UnitRow[]): Said {
  const all = new Map((province?.rows ?? []).map((row) => [rowName(row), row]))
  for (const row of rows) all.set(rowName(row), row)
  const read = [...all.values()].map(readRow)
  const units = read.map(({ unit }) => unit)
  const basisOf = new Map(units.map((unit) => [`${unit.code} ${unit.validFrom}`, unit.legalBasis]))
  const successions = read.flatMap(({ unit, successors }) => toSuccessions(unit, successors, basisOf))
  return { units, successions }
}

const toSuccessions = (
  { code: old, validTo }: Unit,
  successors: readonly string[],
  basisOf: ReadonlyMap<string, string | null>,
): Succession[] => {
  if (validTo === null) return []
  const on = daysFrom(validTo, 1)
  const extent = successors.length === 1 ? 'whole' : 'part'
  return successors.map((next) => ({ old, new: next, on, extent, legalBasis: basisOf.get(`${next} ${on}`) ?? null }))
}

async function judgeRows(reader: Reader, sought: readonly Sought<UnitRow>[]): Promise<Judged<UnitRow>[]> {
  const judged = new Map<Sought<UnitRow>, Judged<UnitRow>>()
  const provinces = await readProvinces(reader)
  for (const [name, rows] of Map.groupBy(sought, ({ row }) => row.province)) {
    const others = await otherProvinces(reader, name)
    for (const [row, issue] of refusedOf(provinces.get(name), others, rows)) judged.set(row, { issues: [issue] })
  }
  return sought.map((each) => judged.get(each) ?? fateOf(each))
}

/** The source is the whole file's: a row that leaves it out says nothing of it. */
function fateOf({ before, row }: Sought<UnitRow>): Judged<UnitRow> {
  const { source = before?.source, successors } = row
  const plan = { ...row, ...(source && { source }), ...(successors && { successors: successors.toSorted() }) }
  return { fate: before === undefined ? 'new' : sameValue(before, plan) ? 'same' : 'changed', plan }
}

type Issue = { code: string; params?: Record<string, string> }

/** Rows that cannot stand, each with why: taken away one after the other, until the rest makes a province. */
function refusedOf(
  province: Province | undefined,
  others: Others,
  rows: readonly Sought<UnitRow>[],
): Map<Sought<UnitRow>, Issue> {
  const refused = new Map<Sought<UnitRow>, Issue>()
  const source = province?.edition.source ?? rows.find(({ row }) => row.source !== undefined)?.row.source
  for (const each of rows) {
    const issue = source === undefined ? { code: 'registry.unit-source-needed' } : ownFault(each.row)
    if (issue) refused.set(each, issue)
  }
  for (;;) {
    const left = rows.filter((each) => !refused.has(each))
    if (left.length === 0) return refused
    const fault = wholeFault(
      withRows(
        province,
        left.map(({ row }) => row),
      ),
      others,
    )
    if (fault === undefined) return refused
    const { unit, ...issue } = fault
    const to = left.find(({ row }) => row.code === unit.code && (row.validTo ?? null) === unit.validTo) ?? left.at(-1)
    if (to) refused.set(to, issue)
  }
}

function wholeFault(
  said: Said,
  others: Others,
): (Issue & { unit: { code: string; validTo: string | null } }) | undefined {
  const otherwise = toldOtherwise(said.units, others)
  if (otherwise) {
    const { unit, file } = otherwise
    const mine = said.units.find((each) => each.code === unit.code && each.validFrom === unit.validFrom) ?? unit
    return { code: 'registry.unit-otherwise', params: { unit: `${unit.code} ${unit.name}`, file }, unit: mine }
  }
  return provinceFaults(joinProvinces(said, others)).next().value
}

/** What is wrong with a row by itself. */
function ownFault({ kind, level, validFrom, validTo, legalBasis, successors }: UnitRow): Issue | undefined {
  const known = kind in unitKinds ? unitKinds[kind as keyof typeof unitKinds] : undefined
  if (known === undefined && level === undefined) return { code: 'registry.unit-level-needed' }
  if (known !== undefined && level !== undefined && known !== level) return { code: 'registry.unit-level-unfit' }
  if (validFrom !== undefined && legalBasis === undefined) return { code: 'registry.unit-basis-needed' }
  if (successors !== undefined && validTo === undefined) return { code: 'registry.unit-end-needed' }
  return undefined
}

async function writeEdition(
  tx: Tx,
  province: Province | undefined,
  { name, rows }: { name: string; rows: readonly UnitRow[] },
  position: number,
): Promise<void> {
  const said = withRows(province, rows)
  const fault = wholeFault(said, await otherProvinces(tx, name))
  if (fault) throw problem(fault.code, fault.params)
  const source = rows.find((row) => row.source !== undefined)?.source ?? province?.edition.source ?? ''
  const sha256 = hash('sha256', JSON.stringify([name, source, said]), 'hex')
  // Of a long spreadsheet's parts, which come at one position, each is an edition.
  const at = province?.edition.position === position ? await takePosition(tx) : position
  await insertEdition(tx, { name, position: at, sha256, source }, said.units, said.successions)
}

/** Files in the order of their names, their units in that of codes and first days. */
async function readPage(reader: Reader, _actor: unknown, { after, limit, moment }: ExportAsked) {
  const rows = [...(await readProvinces(reader, moment.asOf)).values()]
    .flatMap((province) => province.rows)
    .map((row) => ({ place: rowName(row), row }))
    .filter(({ place }) => place > after)
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(({ row }) => row), ...(rows.length > limit && last && { next: last.place }) }
}
