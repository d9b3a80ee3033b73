import type { Actor } from '../../../platform/actor.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { ExportAsked, ExportPage, ExportTarget, TargetDeps } from '../../registry/index.ts'
import { csvLine } from '../table/csv-text.ts'
import { type Place, placeOf, valueAt } from '../work/row-value.ts'

type Row = Record<string, unknown>
const rowsAPage = 500

export type Exported = {
  target: ExportTarget
  register: TargetDeps
  actor: Actor
  history: boolean
  asOf?: number | undefined
  at?: string | undefined
}

/** The rows of a register that an actor may take away, all as at one position: what changes meanwhile is not in it. */
export async function* exportRows(
  reader: Reader,
  { target, register, actor, history, asOf, at }: Exported,
): AsyncGenerator<Row, void> {
  const { history: readHistory } = target
  if (history && readHistory === undefined) throw problem('imports.no-history', { register: target.name })
  const read = (asked: ExportAsked): Promise<ExportPage<unknown>> =>
    history && readHistory ? readHistory(reader, actor, asked) : target.read(reader, actor, asked, register)
  const moment = { asOf: asOf ?? (await currentPosition(reader)), at }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { rows, next }: ExportPage<unknown> = await read({ after, limit: rowsAPage, moment })
    yield* rows as Row[]
    after = next
  }
}

/** Rows as CSV that every spreadsheet program opens as UTF-8; `headingOf`: a column's heading in the reader's language. */
export async function* toCsv(
  rows: AsyncIterable<Row>,
  { target, history }: Pick<Exported, 'target' | 'history'>,
  headingOf: (column: ExportTarget['columns'][number]) => string,
): AsyncGenerator<string, void> {
  const paths = target.columns.map(({ path }) => path)
  const places = target.columns.map((column) => ({ column, place: placeOf(column.path, paths) }))
  let lines = '\ufeff'
  if (!history) lines += csvLine(target.columns.map(headingOf))
  let first = true
  for await (const row of rows) {
    if (history && first) lines += csvLine(Object.keys(row))
    first = false
    lines += csvLine(
      history ? Object.values(row).map(plain) : places.map(({ column, place }) => cellOf(row, column, place)),
    )
    if (lines.length < 65_536) continue
    yield lines
    lines = ''
  }
  yield lines
}

const cellOf = (row: Row, column: ExportTarget['columns'][number], place: Place): string => {
  const value = valueAt(row, place)
  if (value === undefined || value === null) return ''
  return 'cell' in column ? column.cell.show(value) : plain(value)
}

const plain = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Rows as one JSON array. */
export async function* toJson(rows: AsyncIterable<Row>): AsyncGenerator<string, void> {
  let before = '['
  for await (const row of rows) {
    yield `${before}\n${JSON.stringify(row)}`
    before = ','
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}

/** Rows as JSON, one a line. */
export async function* toJsonLines(rows: AsyncIterable<Row>): AsyncGenerator<string, void> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}
