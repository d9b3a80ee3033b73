import { crc32, deflateRawSync } from 'node:zlib'

/** A part of an archive; `declared`: the unpacked size that the directory states, where it lies. */
export type Part = { name: string; text: string | Buffer; declared?: number; flags?: number }

/** A ZIP archive as spreadsheet programs write it. */
export const zip = (parts: readonly Part[]): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text, declared, flags = 0 } of parts) {
    const body = Buffer.isBuffer(text) ? text : Buffer.from(text)
    const packed = deflateRawSync(body)
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(declared ?? body.length, 18)
    common.writeUInt16LE(name.length, 22)
    common.copy(header, 4)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    common.copy(entry, 6)
    entry.writeUInt32LE(offset, 42)
    files.push(header, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, ...directory, end])
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A cell: a text, a number, or markup of its own such as a formula. */
export type Cell = string | number | { markup: string }

const letters = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : letters(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26))

const cellMarkup = (cell: Cell, column: number, line: number): string => {
  const place = `r="${letters(column)}${line}"`
  if (typeof cell === 'number') return `<c ${place}><v>${cell}</v></c>`
  if (typeof cell === 'object') return `<c ${place} ${cell.markup}`
  return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'

/** The markup of a sheet with these rows. */
export const sheetOf = (rows: readonly (readonly Cell[])[]): string =>
  `<worksheet xmlns="${main}"><sheetData>${rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((cell, column) => cellMarkup(cell, column, row + 1)).join('')}</row>`,
    )
    .join('')}</sheetData></worksheet>`

/** The parts of a workbook with one sheet, to be changed where a test breaks it. */
export const workbookParts = (sheet: string, contentType = workbookType): Part[] => [
  {
    name: '[Content_Types].xml',
    text: `<?xml version="1.0"?><Types xmlns="${types}"><Override PartName="/xl/workbook.xml" ContentType="${contentType}"/></Types>`,
  },
  {
    name: '_rels/.rels',
    text: `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  },
  {
    name: 'xl/workbook.xml',
    text: `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    text: `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${office}/styles" Target="styles.xml"/><Relationship Id="r3" Type="${office}/externalLink" Target="http://127.0.0.1:1/x.xlsx" TargetMode="External"/></Relationships>`,
  },
  {
    name: 'xl/styles.xml',
    text: `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
  },
  { name: 'xl/worksheets/sheet1.xml', text: sheet },
]

/** An Excel workbook of one sheet. */
export const workbook = (rows: readonly (readonly Cell[])[]): Buffer => zip(workbookParts(sheetOf(rows)))
