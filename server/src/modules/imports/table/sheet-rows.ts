import { legible } from '../../../platform/legible.ts'
import { problem } from '../../../platform/problem.ts'
import { numberText } from '../../registry/index.ts'
import { checkRow, limits, refuseWidth, type TableRow } from './limits.ts'
import type { Workbook } from './workbook.ts'
import { readXml } from './xml.ts'
import type { ZipPart } from './zip.ts'

type Cell = { column: number; type: string; format: number; value: string; computed: boolean }

/**
 * The rows of a sheet that hold anything, one after the other (ECMA-376 §18.3.1). A formula counts as what it came to when
 * the file was saved, and is noted; one that was never worked out, and one that came to an error, has no value.
 */
export async function* sheetRows(workbook: Workbook, part: ZipPart): AsyncGenerator<TableRow, void> {
  const ready: TableRow[] = []
  const reader = rowReader(workbook, ready)
  for await (const _ of readXml(workbook.unpack(part), reader)) {
    yield* ready
    ready.length = 0
  }
}

function rowReader(workbook: Workbook, ready: TableRow[]) {
  let row: TableRow = { line: 0, cells: [] }
  let cell: Cell | undefined
  let inValue = false
  let phonetic = false
  const open = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (name === 'c') cell = openCell(attributes, (cell?.column ?? -1) + 1)
    else if (name === 'v' || name === 't') inValue = !phonetic
    else if (name === 'f' && cell) cell.computed = true
    else if (name === 'rPh') phonetic = true
    else if (name === 'row') {
      row = { line: nextLine(attributes.r, row.line), cells: [] }
      cell = undefined
    }
  }
  const close = (name: string) => {
    if (name === 'v' || name === 't') inValue = false
    else if (name === 'rPh') phonetic = false
    else if (name === 'c' && cell) putCell(row, cell, workbook)
    else if (name === 'row' && row.cells.some((text) => text !== '')) {
      checkRow(row)
      ready.push(row)
    }
  }
  const text = (more: string) => {
    if (!inValue || cell === undefined) return
    cell.value += more
    if (cell.value.length > limits.cellCharacters + 100)
      throw problem('imports.cell-too-long', { line: row.line, limit: limits.cellCharacters })
  }
  return { open, close, text }
}

/** Rows and cells may leave their places out, and then stand behind the last; they never go back. */
const nextLine = (stated: string | undefined, last: number): number => {
  const line = stated === undefined ? last + 1 : Number(stated)
  if (!Number.isInteger(line) || line <= last) throw problem('imports.broken')
  return line
}

const openCell = ({ r, t = 'n', s }: Readonly<Record<string, string>>, next: number): Cell => ({
  column: r === undefined ? next : columnOf(r),
  type: t,
  format: Number(s ?? 0),
  value: '',
  computed: false,
})

function columnOf(reference: string): number {
  let column = 0
  for (const letter of /^[A-Z]{1,7}/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
  if (column === 0) throw problem('imports.broken')
  return column - 1
}

function putCell(row: TableRow, cell: Cell, workbook: Workbook): void {
  const text = textOf(cell, workbook)
  if (cell.computed && text !== undefined && text !== '') row.computed = true
  if (text === '' && !cell.computed) return
  if (cell.column >= limits.columns) refuseWidth()
  if (text === undefined || (cell.computed && text === '')) row.unknown = [...(row.unknown ?? []), cell.column]
  while (row.cells.length <= cell.column) row.cells.push('')
  row.cells[cell.column] = text ?? ''
}

/** What a cell shows, as text: numbers exactly, days as 2026-07-01; undefined for an error. */
function textOf({ type, value, format }: Cell, { texts, isDate, since1904 }: Workbook): string | undefined {
  if (type === 'e') return undefined
  if (type === 's') return clean(texts[Number(value)] ?? '')
  if (type === 'b') return value === '1' ? 'true' : 'false'
  if (type !== 'n' || value === '') return clean(value)
  const number = Number(value)
  if (Number.isNaN(number)) return clean(value)
  return isDate[format] ? dayText(number, since1904) : numberText(number)
}

const millisecondsADay = 86_400_000

/** A serial day: days since 30/12/1899, with the 29/02/1900 that never was before it, or since 01/01/1904. */
function dayText(serial: number, since1904: boolean): string {
  const start = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const time = new Date(start + Math.round(serial * millisecondsADay))
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999) return numberText(serial)
  return time.toISOString().replace(/T00:00:00\.000Z$|\.\d{3}Z$/, '')
}

/** A text as it stands, unless it holds an escape of §22.9.2.19 or what nobody can see or keep. */
const clean = (text: string): string => (text.includes('_x') || !isPlain.test(text) ? mend(text) : text)

const isPlain = /^[^\p{Cc}\p{Cs}\ufeff]*$/u

const mend = (text: string): string =>
  legible(
    text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  ).toWellFormed()
