import type { Reader } from '../../../platform/postgres/database.ts'
import type { ExportAsked, ExportTarget } from '../import-target.ts'
import { toRow } from '../spreadsheets/records-target.ts'
import { dayBefore, type Succession, type Unit } from './unit.ts'
import { type Edition, selectEditions, selectSuccessions, selectUnits } from './unit.store.ts'

const paths = [
  ...['province', 'code', 'name', 'kind', 'level', 'parent', 'validFrom', 'validTo', 'legalBasis', 'complete'],
  ...['successors', 'extent', 'boundary', 'source'],
]

/** Administrative units of all days as the provinces' files tell them, each with what became of it. */
export const unitsExport: ExportTarget = {
  name: 'units',
  permission: { export: 'registry.read-own' },
  columns: paths.map((path) => ({ path, derived: true })),
  read: readPage,
}

/** Files in the order of their names, their units in that of codes and first days. */
async function readPage(reader: Reader, _actor: unknown, { after, limit, moment }: ExportAsked) {
  const rows: { place: string; row: object }[] = []
  for (const edition of await selectEditions(reader, moment.asOf)) {
    if (edition.name < (after.split(' ')[0] ?? '')) continue
    rows.push(...(await rowsOf(reader, edition)).filter(({ place }) => place > after))
    if (rows.length > limit) break
  }
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(({ row }) => row), ...(rows.length > limit && last && { next: last.place }) }
}

async function rowsOf(reader: Reader, edition: Edition) {
  const successions = Map.groupBy(await selectSuccessions(reader, edition), (each) => `${each.old} ${dayBefore(each.on)}`)
  const units = await selectUnits(reader, edition)
  return units
    .map((unit) => ({
      place: `${edition.name} ${unit.code} ${unit.validFrom ?? ''}`,
      row: viewUnit(edition, unit, successions.get(`${unit.code} ${unit.validTo}`) ?? []),
    }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
}

const viewUnit = ({ name, source }: Edition, unit: Unit, successions: readonly Succession[]): object => ({
  ...{ province: name, ...toRow<object>(unit) },
  ...(successions.length > 0 && {
    successors: successions.map((each) => each.new),
    extent: successions[0]?.extent,
  }),
  source,
})
