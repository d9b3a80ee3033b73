import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import { announce } from '../../../platform/jobs.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { ImportTarget } from '../../registry/index.ts'
import { insertImport, type NewImport } from '../import.store.ts'
import type { Heading, ImportState, Mapping } from '../import.ts'
import { keepActor } from '../kept-actor.ts'
import { insertPart, selectHeadings } from '../rows.store.ts'
import type { TableRow } from '../table/limits.ts'
import { readTable, type TableOptions } from '../table/read-table.ts'
import { getTarget } from '../target.ts'
import type { WorkDeps } from '../work/work.ts'
import { headingLine, missingColumns, proposeMapping } from './propose-mapping.ts'

export type Received = TableOptions & { bytes: Buffer; target: string }

/** What is read, judged and written at once: as much as is quick, and never more than fits into memory many times. */
const rowsAPart = 1000
const charactersAPart = 2_000_000
const headingSearch = 20

/** A spreadsheet becomes an import: read once, kept as rows, its columns proposed; nothing of a refused one is kept. */
export async function receiveImport({ db, spellings }: WorkDeps, actor: Actor, received: Received): Promise<string> {
  const target = getTarget(received.target)
  const partyID = actor.partyID
  if (partyID === null || !actor.can(target.permission.import)) throw problem('imports.not-yours')
  const table = await readTable(received.bytes, received)
  const remembered = await selectHeadings(db, partyID, target.name)
  const propose = (headings: readonly string[]) => proposeMapping(headings, target, spellings, remembered)
  const id = newID()
  return db.transaction(async (tx) => {
    const kept = await keepRows(tx, id, table.rows, propose)
    const mapping = propose(kept.headings.map(({ text }) => text))
    const state = stateOf(target, mapping)
    const { fileName = null } = received
    const { sheet = null, sheets = null } = table
    const row: NewImport = {
      id,
      partyID,
      target: target.name,
      fileName,
      sheet,
      sheets,
      actor: keepActor(actor),
      mapping,
      state,
      ...kept,
    }
    await insertImport(tx, row)
    const details = { target: target.name, rows: kept.rowsTotal }
    await recordDeed(tx, actor, { action: 'imports.receive', subject: `import:${id}`, details })
    if (state === 'checking') await announce(tx, 'imports.changed', { importID: id, round: 0 })
    return id
  })
}

/** Where every required column is found, and one at least, the rows can be checked at once. */
export const stateOf = (target: ImportTarget, mapping: Mapping): ImportState =>
  mapping.some((path) => path !== null) && missingColumns(target, mapping).length === 0 ? 'checking' : 'mapping'

type Kept = { headings: Heading[]; parts: number; rowsTotal: number; computed: number }

async function keepRows(
  tx: Tx,
  id: string,
  rows: AsyncIterable<TableRow> | Iterable<TableRow>,
  propose: (headings: readonly string[]) => Mapping,
): Promise<Kept> {
  const kept: Kept = { headings: [], parts: 0, rowsTotal: 0, computed: 0 }
  let waiting: TableRow[] = []
  let characters = 0
  let begun = false
  const begin = () => {
    const at = headingLine(waiting, propose)
    kept.headings = headingsOf(waiting[at], waiting[at + 1])
    waiting = waiting.slice(at + 1)
    begun = true
  }
  // A part is written while the next is read from the file.
  let writing = Promise.resolve()
  const keep = async () => {
    await writing
    writing = insertPart(tx, id, kept.parts, waiting)
    writing.catch(() => {})
    kept.parts += 1
    kept.rowsTotal += waiting.length
    kept.computed += waiting.filter(({ computed }) => computed).length
    waiting = []
    characters = 0
  }
  for await (const row of rows) {
    waiting.push(row)
    characters += row.cells.reduce((sum, { length }) => sum + length, 0)
    if (!begun && waiting.length > headingSearch) begin()
    if (begun && (waiting.length >= rowsAPart || characters >= charactersAPart)) await keep()
  }
  if (!begun && waiting.length > 0) begin()
  if (waiting.length > 0) await keep()
  await writing
  if (kept.rowsTotal === 0) throw problem('imports.empty')
  return kept
}

const headingsOf = (row: TableRow | undefined, first: TableRow | undefined): Heading[] =>
  (row?.cells ?? []).map((text, index) => ({
    text: text.slice(0, 200),
    sample: (first?.cells[index] ?? '').slice(0, 100),
  }))
