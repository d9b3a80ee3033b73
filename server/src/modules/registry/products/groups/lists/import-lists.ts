import Type from 'typebox'
import { takePosition } from '../../../../../platform/positions.ts'
import type { Reader, Tx } from '../../../../../platform/postgres/database.ts'
import { dayCell, digitsCell, numberCell, sameInCells, textCell, wordCell } from '../../../spreadsheets/import-cell.ts'
import type { ExportAsked, ImportTarget, Judged, Known, Sought } from '../../../spreadsheets/import-target.ts'
import { languageColumns } from '../../../spreadsheets/language-columns.ts'
import { sameValue } from '../../../statements/attributes/word.ts'
import { judgeEach } from '../../../statements/describe-subject.ts'
import { checkValidity } from '../../../versions/moment.ts'
import { hsDigits } from '../../hs-code.ts'
import { GroupID } from '../product-group.ts'
import { groupTree } from '../read-groups.ts'
import { insertEntries, insertList, selectEntries, selectVersions } from './list.store.ts'
import type { ListInput, ProductList, StoredEntry } from './product-list.ts'
import { ListEntry, listKinds, mostEntries, riskLevels, roadmapSteps, ListInput as Version } from './product-list.ts'
import { faultsOf, toStored } from './state-list.ts'

type Head = Omit<ListInput, 'entries' | 'roadmap'>
type EntryRow = Head & ListEntry & { list: string; entry: number }

const { entries: _entries, roadmap: _roadmap, ...head } = Version.properties

/**
 * Lists of goods from a spreadsheet and to one, an entry a row: each row says of which list, by which document and from which
 * day. Rows of a day for which the list has a version are put over its entries, in a new version; others begin one.
 */
export const listsTarget: ImportTarget<EntryRow, EntryRow> = {
  name: 'product-lists',
  permission: { import: 'registry.write-lists', export: 'registry.read-own' },
  columns: [
    { path: 'list', cell: textCell, required: true },
    { path: 'kind', cell: wordCell(listKinds, 'columns.product-lists.kind'), required: true },
    { path: 'status', cell: wordCell(['draft', 'issued'], 'columns.product-lists.status') },
    ...languageColumns('names'),
    ...languageColumns('issuer'),
    { path: 'document.number', cell: textCell, required: true },
    { path: 'document.clause', cell: textCell },
    { path: 'document.issuedOn', cell: dayCell },
    { path: 'document.url', cell: textCell },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'entry', cell: numberCell, required: true },
    { path: 'level', cell: wordCell(riskLevels, 'columns.product-lists.level') },
    { path: 'group', cell: textCell },
    { path: 'hsCode', cell: textCell },
    { path: 'gtin', cell: digitsCell },
    ...languageColumns('descriptions'),
    ...roadmapSteps.map((step) => ({ path: `roadmap.${step}`, cell: dayCell })),
  ],
  schema: Type.Object(
    {
      list: GroupID,
      ...head,
      entry: Type.Integer({ minimum: 1, maximum: mostEntries }),
      ...ListEntry.properties,
    },
    { additionalProperties: false },
  ),
  rowKey: ({ list, validFrom, entry }) => `${list}|${validFrom}|${entry}`,
  current: (reader, _actor, rowKeys) => readCurrent(reader, rowKeys),
  judge: async (reader, _actor, sought) => judgeRows(reader, sought),
  write: async (tx, { partyID }, plans, position) => {
    for (const rows of Map.groupBy(plans, versionOf).values()) await writeVersion(tx, rows, position, partyID ?? '')
    return []
  },
  read: readPage,
}

/** Every version with its entries: what holds, what has been replaced or has ended, and what is yet to begin. */
async function readPage(reader: Reader, _actor: unknown, { after, limit, moment }: ExportAsked) {
  const [id, day, entry] = after.split('|')
  const versions = await selectVersions(reader, { asOf: moment.asOf })
  const start = versions.findIndex((version) => version.id === id && version.validFrom === day)
  const rows: EntryRow[] = []
  for (const [index, version] of versions.slice(Math.max(start, 0)).entries()) {
    const from = start >= 0 && index === 0 ? Number(entry) : 0
    const entries = await selectEntries(reader, version, from, limit + 1 - rows.length)
    rows.push(...entries.map((each) => toRow(version, each)))
    if (rows.length > limit) break
  }
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, ...(rows.length > limit && last && { next: listsTarget.rowKey(last) }) }
}

async function judgeRows(reader: Reader, sought: readonly Sought<EntryRow>[]): Promise<Judged<EntryRow>[]> {
  const known = await readCurrent(
    reader,
    sought.map(({ rowKey }) => rowKey),
  )
  const days = [...new Set(sought.map(({ row }) => row.validFrom))]
  const groups = new Map<string, ReadonlyMap<string, unknown>>()
  for (const day of days) groups.set(day, await groupTree(reader, { at: day }))
  const heads = new Map<string, EntryRow>()
  return judgeEach<Sought<EntryRow>, EntryRow>(sought, ({ rowKey, row }) => {
    checkValidity(row)
    const [fault] = faultsOf({ kind: row.kind, entries: [row] }, groups.get(row.validFrom) ?? new Map())
    if (fault) return { issues: [{ code: `registry.${fault.code}`, ...(fault.params && { params: fault.params }) }] }
    const plan = spelt(row)
    const first = heads.get(versionOf(row)) ?? plan
    heads.set(versionOf(row), first)
    const other = headColumns.find(([member]) => !sameInCells(first[member], plan[member]))
    if (other) return { issues: [{ code: 'registry.list-head-differs', column: other[1], params: { list: row.list } }] }
    const before = known.get(rowKey)
    return { fate: before === undefined ? 'new' : sameValue(before.row, plan) ? 'same' : 'changed', plan }
  })
}

const versionOf = ({ list, validFrom }: EntryRow): string => `${list}|${validFrom}`

/** What all rows of a version say alike, each with a column in which it stands. */
const headColumns = [
  ['kind', 'kind'],
  ['status', 'status'],
  ['names', 'names.vi'],
  ['issuer', 'issuer.vi'],
  ['document', 'document.number'],
  ['validTo', 'validTo'],
] as const

/** As the register spells it: GTINs of 14 digits, HS codes without dots. */
const spelt = ({ status = 'issued', ...row }: EntryRow): EntryRow => ({
  ...row,
  status,
  ...(row.gtin !== undefined && { gtin: row.gtin.padStart(14, '0') }),
  ...(row.hsCode !== undefined && { hsCode: hsDigits(row.hsCode) }),
})

async function readCurrent(reader: Reader, rowKeys: readonly string[]): Promise<Map<string, Known<EntryRow>>> {
  const asked = Map.groupBy(
    rowKeys.map((key) => key.split('|')),
    ([list, validFrom]) => `${list}|${validFrom}`,
  )
  const versions = await selectVersions(reader, { ids: [...new Set(rowKeys.map((key) => key.split('|')[0] ?? ''))] })
  const known = new Map<string, Known<EntryRow>>()
  for (const version of versions) {
    const numbers = asked.get(`${version.id}|${version.validFrom}`)?.map(([, , entry]) => Number(entry)) ?? []
    if (numbers.length === 0) continue
    for (const entry of await selectEntries(reader, version, 0, mostEntries, numbers)) {
      const row = toRow(version, entry)
      known.set(listsTarget.rowKey(row), { subject: `list ${version.id}`, row })
    }
  }
  return known
}

/**
 * Of one list and day: a new version with the entries of the one before, and these over them. At a position stands one version
 * of a list: what is written of another of its days, or of one begun before that, takes the next.
 */
async function writeVersion(tx: Tx, rows: readonly EntryRow[], position: number, declaredBy: string): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const versions = await selectVersions(tx, { ids: [first.list] })
  const begun = versions.find((version) => version.position === position)
  const goesOn = begun?.validFrom === first.validFrom
  const at = begun === undefined || goesOn ? position : await takePosition(tx)
  if (!goesOn) {
    const before = versions.find(({ validFrom }) => validFrom === first.validFrom)
    const { list: id, kind, names, issuer, document, validFrom, validTo = 'infinity', status = 'issued' } = first
    const version = {
      id,
      position: at,
      kind,
      status,
      names,
      issuer,
      document,
      validFrom,
      validTo,
      roadmap: before?.roadmap ?? {},
    }
    await insertList(tx, { ...version, declaredBy }, before ? await selectEntries(tx, before, 0, mostEntries) : [])
  }
  await insertEntries(
    tx,
    { id: first.list, position: at },
    rows.map((row) => toStored(row, row.entry - 1)),
  )
}

const toRow = (version: ProductList, { entry, ...stored }: StoredEntry): EntryRow => {
  const { id, kind, status, names, issuer, document, validFrom, validTo } = version
  const { level, group, hsCode, gtin, descriptions } = stored
  // A list's own roadmap is that of each entry that has none: a row tells it, for there is no other place to.
  const roadmap = stored.roadmap ?? (Object.keys(version.roadmap).length > 0 ? version.roadmap : null)
  const given = { level, group, hsCode, gtin, roadmap }
  return {
    ...{ list: id, kind, status, names, issuer, document, validFrom, entry },
    ...(validTo !== 'infinity' && { validTo }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    ...(Object.keys(descriptions).length > 0 && { descriptions }),
  }
}
