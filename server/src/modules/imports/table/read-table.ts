import { problem } from '../../../platform/problem.ts'
import { csvRows, type Encoding } from './csv.ts'
import type { TableRow } from './limits.ts'
import { sheetRows } from './sheet-rows.ts'
import { openWorkbook } from './workbook.ts'

export type TableOptions = {
  encoding?: Encoding | undefined
  sheet?: string | undefined
  /** What the file was called: it must end as what the bytes are. */
  fileName?: string | undefined
}
export type Table = { sheet?: string; sheets?: string[]; rows: AsyncIterable<TableRow> | Iterable<TableRow> }

const startsWith = (bytes: Buffer, hex: string): boolean =>
  bytes.subarray(0, hex.length / 2).equals(Buffer.from(hex, 'hex'))

const endings = { workbook: ['xlsx', 'xlsm', 'xltx', 'xltm'], csv: ['csv', 'txt', 'tsv'] } as const

/** A name that says other than the bytes deceives whoever opens the file. */
const checkName = (kind: keyof typeof endings, fileName: string | undefined): void => {
  const ending = /\.([^./\\]+)$/.exec(fileName ?? '')?.[1]?.toLowerCase()
  if (ending !== undefined && !(endings[kind] as readonly string[]).includes(ending))
    throw problem('imports.name-differs', { ending, expected: endings[kind][0] })
}

/** A spreadsheet is what its bytes are: an Excel workbook or a CSV. */
export async function readTable(bytes: Buffer, { encoding, sheet, fileName }: TableOptions): Promise<Table> {
  if (bytes.length === 0) throw problem('imports.empty')
  if (startsWith(bytes, 'd0cf11e0a1b11ae1'))
    throw problem(isEncrypted(bytes) ? 'imports.encrypted' : 'imports.old-format')
  if (!startsWith(bytes, '504b')) {
    if (startsWith(bytes, '25504446') || startsWith(bytes, 'ffd8ff') || startsWith(bytes, '89504e47'))
      throw problem('imports.type-unsupported')
    checkName('csv', fileName)
    return { rows: csvRows(bytes, encoding) }
  }
  checkName('workbook', fileName)
  const workbook = await openWorkbook(bytes)
  const sheets = workbook.sheets.map(({ name }) => name)
  const chosen = sheet === undefined ? workbook.sheets[0] : workbook.sheets.find(({ name }) => name === sheet)
  if (chosen === undefined) throw problem('imports.sheet-unknown', { sheet: sheet ?? '', sheets: sheets.join(', ') })
  return { sheet: chosen.name, sheets, rows: sheetRows(workbook, chosen.part) }
}

/** An encrypted workbook is a compound file with this stream in it (MS-OFFCRYPTO §1.3.3). */
const isEncrypted = (bytes: Buffer): boolean => bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
