import type Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { type PartyNames, partyNames } from '../parties/party-names.ts'
import { judgeEach } from '../statements/describe-subject.ts'
import { cutPage } from '../wire.ts'
import { inCells, sameInCells } from './import-cell.ts'
import type { DerivedColumn, ExportPage, ImportColumn, ImportTarget, Judged, TargetDeps } from './import-target.ts'

/** What a batch of records is judged by: which are there already, and which may not be. */
export type Judging<Entry> = {
  known: (record: Entry) => Entry | undefined
  /** Throws a Problem where a record may not be stated. */
  check: (record: Entry) => void
}

/** Of entries that are there the one that a record is; names are read as cells bring them. */
export const knownByName = <Entry extends object>(
  nameOf: (entry: Entry) => string,
  entries: readonly Entry[],
): Judging<Entry>['known'] => {
  const name = (entry: Entry) => nameOf(inCells(entry) as Entry)
  const byName = new Map(entries.map((entry) => [name(entry), entry]))
  return (record) => byName.get(name(record))
}

/** A register whose entries are stated one by one: memberships, certificates, mandates, … */
export type RecordSheet<Row extends object, Entry extends object> = {
  name: string
  permission: { import: string; export: string }
  columns: readonly ImportColumn[]
  derived: readonly string[]
  schema: Type.TSchema
  /** What of a row names its entry, as it is written. */
  named: (row: Row) => readonly unknown[]
  /** Which parties a row names, as they are written. */
  parties: (row: Row) => readonly (string | undefined)[]
  /** What a row states: parties by their ids, keys as the register spells them, null where it says none. May throw a Problem. */
  toRecord: (row: Row, actor: Actor, partyOf: PartyNames) => Entry
  /** The name of the entry that a record is. */
  nameOf: (record: Entry) => string
  judging: (reader: Reader, actor: Actor, records: readonly Entry[], deps: TargetDeps) => Promise<Judging<Entry>>
  /** Where the speaker may say another thing of an entry that is there; else what was stated stays as it is. */
  reworded: boolean
  /** Entries that are reworded in part: what the columns that a spreadsheet has not say. */
  current?: ImportTarget<Row>['current']
  write: (tx: Tx, actor: Actor, records: readonly Entry[], position: number) => Promise<void>
  read: ImportTarget<Row>['read']
}

/** The spreadsheets of such a register: importing a row is a POST of it, and of the same row again nothing. */
export const recordsTarget = <Row extends object, Entry extends object>(
  sheet: RecordSheet<Row, Entry>,
): ImportTarget<Row, Entry> => ({
  name: sheet.name,
  permission: sheet.permission,
  columns: [...sheet.columns, ...sheet.derived.map((path): DerivedColumn => ({ path, derived: true }))],
  schema: sheet.schema,
  rowKey: (row) => JSON.stringify(sheet.named(row).map((part) => part ?? null)),
  current: sheet.current ?? (async () => new Map()),
  judge: async (reader, actor, sought, deps) => {
    const texts = sought.flatMap(({ row }) => sheet.parties(row)).filter((text) => text !== undefined)
    const partyOf = await partyNames(reader, actor, texts)
    const read = await judgeEach<(typeof sought)[number], Entry>(sought, ({ row }) => ({
      fate: 'new',
      plan: sheet.toRecord(row, actor, partyOf),
    }))
    const records = read.flatMap((each) => ('plan' in each ? [each.plan] : []))
    const judging = await sheet.judging(reader, actor, records, deps)
    const met = new Set<string>()
    return judgeEach<Judged<Entry>, Entry>(read, (each) =>
      'plan' in each ? judgeOne(sheet, judging, met, each.plan) : each,
    )
  },
  write: async (tx, actor, plans, position) => {
    await sheet.write(tx, actor, plans, position)
    return []
  },
  read: sheet.read,
})

function judgeOne<Entry extends object>(
  { nameOf, reworded }: Pick<RecordSheet<object, Entry>, 'nameOf' | 'reworded'>,
  { known, check }: Judging<Entry>,
  met: Set<string>,
  record: Entry,
): Judged<Entry> {
  const before = known(record)
  const entry = nameOf(before ?? record)
  // Said twice it is not said twice over: by this name the second row is refused.
  if (met.has(entry)) return { fate: 'same', plan: record, entry }
  const differing = before && differences(before, record, reworded)
  const isSame = differing?.length === 0
  if (differing && !isSame && !reworded)
    return { issues: differing.map((column) => ({ code: 'registry.record-differs', column })) }
  if (!isSame) check(record)
  met.add(entry)
  if (isSame) return { fate: 'same', plan: record, entry }
  return before === undefined
    ? { fate: 'new', plan: record, entry }
    : { fate: 'changed', plan: { ...before, ...said(record) }, entry }
}

/** A record without what it says nothing of. */
const said = <Entry extends object>(record: Entry): Entry =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Entry

/** The members in which a record is another than the one before; what it leaves out differs only where it may be reworded. */
function differences<Entry extends object>(before: Entry, record: Entry, reworded: boolean): string[] {
  const known = new Map<string, unknown>(Object.entries(before))
  return Object.entries(said(record))
    .filter(([member, value]) => (value !== null || reworded) && !sameInCells(value, known.get(member)))
    .map(([member]) => member)
}

/** A record as a row: without what it leaves out. */
export const toRow = <Row extends object>(record: object): Row =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== 'infinity')) as Row

/** A page of `limit` rows, of which one more was read. */
export function pageOfRecords<Entry extends { id: string }, Row>(
  records: readonly Entry[],
  limit: number,
  view: (record: Entry) => Row,
): ExportPage<Row> {
  const { items: rows, next } = cutPage(records, limit, ({ id }) => id, view)
  return { rows, ...(next !== undefined && { next }) }
}
