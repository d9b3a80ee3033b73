import type Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Moment } from '../versions/moment.ts'
import type { RegistryDeps } from '../wire.ts'
import type { ImportCell } from './import-cell.ts'

/**
 * One thing wrong with a row. `code` is a message key with its owner ('registry.gtin-taken'): the sentence under it says
 * what is wrong, the one under `<code>.fix` what to do. `column` is the path of the column, where one is to blame.
 */
export type RowIssue = { code: string; params?: Record<string, string | number>; column?: string }

/**
 * One column. `path` is where its value stands in the row as the register's JSON API spells it ('names.vi',
 * 'netContent.unit'); 'names.*' are the members that have no column of their own. Its heading is the message
 * `columns.<target>.<path>`, else `columns.<path>`, in both catalogues; other spellings that a heading may have stand
 * under the same key with `.also` behind it, with bars between them.
 */
export type ImportColumn = { path: string; cell: ImportCell; required?: boolean }

/** What an export tells besides, and an import passes over. */
export type DerivedColumn = { path: string; derived: true }
export const derivedColumns = (...paths: string[]): DerivedColumn[] => paths.map((path) => ({ path, derived: true }))

/**
 * An entry that is there: what the register keeps it under, and what the actor says of it, as a row. `said`: the same as the
 * register keeps it, for `judge`, which then need not read it again.
 */
export type Known<Row, Said = unknown> = { subject: string; row: Row; said?: Said }

/** A row as it is to be, with the entry that it is about where that is there already. */
export type Sought<Row, Said = unknown> = {
  rowKey: string
  subject?: string | undefined
  before?: Row
  said?: Said | undefined
  row: Row
}

/**
 * What becomes of a row: nothing, because the register says the same already; an entry; a version of one; a refusal. `entry`:
 * the entry's name as the register spells it, where rows may name one in several ways; two rows of a file may not share it.
 */
export type Judged<Plan> =
  | { fate: 'new' | 'changed' | 'same'; plan: Plan; entry?: string }
  | { issues: readonly RowIssue[] }

/** Entries in the order of their keys: `next` of one page is `after` of the following, '' of the first. */
export type ExportPage<Row> = { rows: readonly Row[]; next?: string }
export type ExportAsked = { after: string; limit: number; moment: Moment }

/** What a register asks that its tables do not hold: what events tell of products, what old labels may keep, our sentences. */
export type TargetDeps = Pick<RegistryDeps, 'keyEvents' | 'oldAddressUntil' | 'say'>

/** How the rows of a register go out into a spreadsheet. */
export type ExportTarget<Row = unknown> = {
  /** The register's name in /api/export/{name} and in an import. */
  name: string
  /** What exporting takes, and what importing takes. */
  permission: { export: string; import?: string }
  columns: readonly (ImportColumn | DerivedColumn)[]
  /** What the actor's reach lets out, with every column. */
  read(reader: Reader, actor: Actor, asked: ExportAsked, deps: TargetDeps): Promise<ExportPage<Row>>
  /** Every version of these entries, with who said it, from when to when, and at which position. */
  history?(reader: Reader, actor: Actor, asked: ExportAsked): Promise<ExportPage<Record<string, unknown>>>
}

/**
 * How the rows of a register come in from a spreadsheet as well; what goes out can come in again and changes nothing.
 * Importing a row is what the register's own PUT or POST does: `judge` says what would become of each, `write` does it.
 * A column that the spreadsheet has not leaves what the register says; an empty cell of one that it has takes it back.
 */
export type ImportTarget<Row = unknown, Plan = unknown, Said = unknown> = ExportTarget<Row> & {
  permission: { export: string; import: string }
  /** The row as built from its columns: lengths, patterns and what else the JSON API's schema asks. */
  schema: Type.TSchema
  /** The name of the row's entry: the same row again finds it, and two rows of one file may not share it. May throw a Problem. */
  rowKey(row: Row): string
  /** By which other names a row could find what this one brings in: it would be the same entry again. */
  otherNames?(row: Row): readonly string[]
  /** Which of these entries are there, by row key. */
  current(reader: Reader, actor: Actor, rowKeys: readonly string[]): Promise<ReadonlyMap<string, Known<Row, Said>>>
  /** Rows with what they say in words as the register keeps it, before they are judged; or what cannot be told of one. */
  complete?(
    reader: Reader,
    rows: readonly Sought<Row, Said>[],
    deps: TargetDeps,
  ): Promise<readonly (Sought<Row, Said> | { issues: readonly RowIssue[] })[]>
  /** Writes nothing; a batch at a time, one answer a row, in order. Asked for the preview, and again where `write` follows. */
  judge(
    reader: Reader,
    actor: Actor,
    rows: readonly Sought<Row, Said>[],
    deps: TargetDeps,
  ): Promise<readonly Judged<Plan>[]>
  /**
   * Where a row is about one entry of its own: by which names it bears upon other rows, or they upon it; undefined: any may.
   * Rows that share none are judged alike whichever is written first, so they are judged while those before them are being written.
   */
  bearing?(row: Sought<Row, Said>): readonly string[] | undefined
  /** Writes the plans of new and changed rows at a position, inside changeRegistry. Answers the keys that read otherwise now. */
  write(tx: Tx, actor: Actor, plans: readonly Plan[], position: number): Promise<readonly string[]>
}
