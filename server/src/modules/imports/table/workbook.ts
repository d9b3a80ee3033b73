import { problem } from '../../../platform/problem.ts'
import { limits } from './limits.ts'
import { readAllXml } from './xml.ts'
import { listParts, unpack, type ZipPart } from './zip.ts'

/** An Excel workbook (ECMA-376) as far as its tables ask: sheets by name, texts and formats that cells point to. */
export type Workbook = {
  sheets: { name: string; part: ZipPart }[]
  texts: readonly string[]
  /** Of each cell format, whether it shows a day or a time. */
  isDate: readonly boolean[]
  since1904: boolean
  unpack(part: ZipPart): AsyncGenerator<Buffer, void>
}

const mainType = /officeDocument\/2006\/relationships\/officeDocument|relationships\/officeDocument$/

/** Opens a workbook. What runs by itself is refused; what lies in other files is not looked at. */
export async function openWorkbook(bytes: Buffer): Promise<Workbook> {
  const parts = listParts(bytes)
  await refuseMacros(bytes, parts)
  const find = (path: string) => parts.get(path.replace(/^\//, '').toLowerCase())
  const read = (part: ZipPart) => unpack(bytes, part)
  const root = await relationsOf(read, find('_rels/.rels'), '')
  const main = find([...root.values()].find(({ type }) => mainType.test(type))?.target ?? 'xl/workbook.xml')
  if (main === undefined) throw problem('imports.type-unsupported')
  const folder = main.name.slice(0, main.name.lastIndexOf('/') + 1)
  const file = main.name.slice(folder.length)
  const relations = await relationsOf(read, find(`${folder}_rels/${file}.rels`), folder)
  const ofType = (type: string) => find([...relations.values()].find((each) => each.type.endsWith(type))?.target ?? '')
  const { sheets, since1904 } = await readSheets(read, main)
  return {
    sheets: sheets.flatMap(({ name, id }) => {
      const relation = relations.get(id)
      const part = relation?.type.endsWith('/worksheet') ? find(relation.target) : undefined
      return part === undefined ? [] : [{ name, part }]
    }),
    since1904,
    texts: await readTexts(read, ofType('/sharedStrings')),
    isDate: await readFormats(read, ofType('/styles')),
    unpack: read,
  }
}

type Read = (part: ZipPart) => AsyncGenerator<Buffer, void>

async function refuseMacros(bytes: Buffer, parts: ReadonlyMap<string, ZipPart>): Promise<void> {
  const types = parts.get('[content_types].xml')
  if (types === undefined) throw problem('imports.type-unsupported')
  let runs = [...parts.keys()].some((name) => /vbaproject\.bin$|\/macrosheets\/|\/activex\//.test(name))
  await readAllXml(unpack(bytes, types), {
    open: (_name, { ContentType = '' }) => {
      if (/macroEnabled|vbaProject|macrosheet|intlmacrosheet/i.test(ContentType)) runs = true
    },
  })
  if (runs) throw problem('imports.macros')
}

type Relation = { type: string; target: string }

/** What a part points to inside the archive; what lies outside is passed over. */
async function relationsOf(read: Read, part: ZipPart | undefined, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>()
  if (part === undefined) return relations
  await readAllXml(read(part), {
    open: (name, { Id, Type, Target, TargetMode }) => {
      if (name !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return
      if (relations.size < limits.parts) relations.set(Id, { type: Type, target: partName(Target, folder) })
    },
  })
  return relations
}

/** The part that a relation points to, by its name in the archive. */
function partName(target: string, folder: string): string {
  try {
    return decodeURI(target.startsWith('/') ? target.slice(1) : new URL(target, `zip:///${folder}`).pathname.slice(1))
  } catch {
    throw problem('imports.broken')
  }
}

async function readSheets(read: Read, part: ZipPart) {
  const sheets: { name: string; id: string }[] = []
  let since1904 = false
  await readAllXml(read(part), {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (name !== 'sheet' || sheets.length >= limits.parts || (attributes.state ?? 'visible') !== 'visible') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
      if (id !== undefined) sheets.push({ name: attributes.name ?? '', id })
    },
  })
  return { sheets, since1904 }
}

/** The texts that cells share (§18.4.8), without what shows how to pronounce them. */
async function readTexts(read: Read, part: ZipPart | undefined): Promise<string[]> {
  const texts: string[] = []
  if (part === undefined) return texts
  let text = ''
  let total = 0
  let inText = false
  let phonetic = false
  await readAllXml(read(part), {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    close: (name) => {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') texts.push(text)
    },
    text: (more) => {
      if (!inText) return
      total += more.length
      if (total > limits.sharedCharacters) throw problem('imports.too-large')
      text += more
    },
  })
  return texts
}

/** Number formats that come with every workbook and show days or times (§18.8.30). */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

async function readFormats(read: Read, part: ZipPart | undefined): Promise<boolean[]> {
  const own = new Map<number, boolean>()
  const formats: boolean[] = []
  if (part === undefined) return formats
  let inCells = false
  await readAllXml(read(part), {
    open: (name, { numFmtId, formatCode = '' }) => {
      if (name === 'numFmt') own.set(Number(numFmtId), showsDay(formatCode))
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells && formats.length < 100_000)
        formats.push(own.get(Number(numFmtId)) ?? isBuiltInDate(Number(numFmtId)))
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false
    },
  })
  return formats
}

/** A format with a year, month, day, hour or second in it, texts and colours left out. */
const showsDay = (code: string): boolean =>
  /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, ''))
