import { hash } from 'node:crypto'
import Type from 'typebox'
import { daysFrom } from '../../../../platform/days.ts'
import { takePosition } from '../../../../platform/positions.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { dayCell, flagCell, jsonCell, listCell, textCell, wordCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked, ImportTarget, Judged, Sought } from '../../spreadsheets/import-target.ts'
import { pageOfRecords } from '../../spreadsheets/records-target.ts'
import { sameValue } from '../../statements/attributes/word.ts'
import { provinceFaults, type Said } from './province/check-province.ts'
import {
  joinProvinces,
  type KnownProvince,
  type Others,
  othersThan,
  readEdition,
  readProvinces,
  toldOtherwise,
} from './province/join-provinces.ts'
import { FileUnit, ProvinceFile } from './province/province-file.ts'
import { readRow, rowName, rowsOf, type UnitRow } from './province/unit-rows.ts'
import { type Edition, insertEdition, selectEditions } from './unit.store.ts'
import type { Succession, Unit } from './unit.ts'
import { allUnitKinds, levelOfKind, unitLevels } from './unit.ts'

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
    { path: 'kind', cell: wordCell(allUnitKinds, 'columns.units.kind'), required: true },
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
      ...FileUnit.properties,
      province: ProvinceFile.properties.name,
      legalBasis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
      successors: Type.Optional(Type.Array(FileUnit.properties.code, { minItems: 1, maxItems: 50, uniqueItems: true })),
      source: Type.Optional(ProvinceFile.properties.source),
    },
    { additionalProperties: false },
  ),
  rowKey: rowName,
  current: async (reader, _actor, keys) => {
    const wanted = new Set(keys)
    const rows = [...(await readProvinces(reader)).values()].flatMap((each) => rowsOf(each.edition, each))
    return new Map(
      rows.filter((row) => wanted.has(rowName(row))).map((row) => [rowName(row), { subject: rowName(row), row }]),
    )
  },
  judge: async (reader, _actor, sought) => judgeRows(reader, sought),
  write: async (tx, _actor, plans, position) => {
    const provinces = await readProvinces(tx)
    for (const [name, rows] of Map.groupBy(plans, ({ province }) => province))
      provinces.set(name, await writeEdition(tx, provinces, { name, rows }, position))
    return []
  },
  read: readPage,
}

type Province = { edition: Edition; rows: UnitRow[] }

const inRows = (known: KnownProvince | undefined): Province | undefined =>
  known && { edition: known.edition, rows: rowsOf(known.edition, known) }

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
    const refused = refusedOf(inRows(provinces.get(name)), othersThan(name, provinces), rows)
    for (const [row, issue] of refused) judged.set(row, { issues: [issue] })
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
  const known = levelOfKind(kind)
  if (known === undefined && level === undefined) return { code: 'registry.unit-level-needed' }
  if (known !== undefined && level !== undefined && known !== level) return { code: 'registry.unit-level-unfit' }
  if (validFrom !== undefined && legalBasis === undefined) return { code: 'registry.unit-basis-needed' }
  if (successors !== undefined && validTo === undefined) return { code: 'registry.unit-end-needed' }
  return undefined
}

async function writeEdition(
  tx: Tx,
  provinces: ReadonlyMap<string, KnownProvince>,
  { name, rows }: { name: string; rows: readonly UnitRow[] },
  position: number,
): Promise<KnownProvince> {
  const before = inRows(provinces.get(name))
  const said = withRows(before, rows)
  const fault = wholeFault(said, othersThan(name, provinces))
  if (fault) throw problem(fault.code, fault.params)
  const source = rows.find((row) => row.source !== undefined)?.source ?? before?.edition.source ?? ''
  const sha256 = hash('sha256', JSON.stringify([name, source, said]), 'hex')
  // Of a long spreadsheet's parts, which come at one position, each is an edition.
  const at = before?.edition.position === position ? await takePosition(tx) : position
  const edition = { name, position: at, sha256, source }
  await insertEdition(tx, edition, said.units, said.successions)
  return { edition, ...said }
}

/** Files in the order of their names, their units in that of codes and first days; of the files only those of the page are read. */
async function readPage(reader: Reader, _actor: unknown, { after, limit, moment }: ExportAsked) {
  const [file = ''] = after.split(' ')
  const editions = (await selectEditions(reader, moment.asOf)).filter(({ name }) => name >= file)
  const rows: { id: string; row: UnitRow }[] = []
  for (const edition of editions.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (rows.length > limit) break
    const known = rowsOf(edition, await readEdition(reader, edition)).map((row) => ({ id: rowName(row), row }))
    rows.push(...known.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1)))
  }
  return pageOfRecords(rows, limit, ({ row }) => row)
}
