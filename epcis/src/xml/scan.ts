import { SaxesParser, type SaxesTagNS } from 'saxes'
import { createCharacters } from './characters.ts'

export type Tag = SaxesTagNS

/** Who listens to a scan; throw a Refusal to end it there. */
export type Listener = {
  opened(tag: Tag): void
  text(text: string): void
  closed(): void
  /** Called once: nothing behind it is read. */
  refused(code: string, at: number, params?: Record<string, string>): void
}

/** A rule that the text breaks where it is being read. */
export class Refusal extends Error {
  readonly code: string
  readonly params: Record<string, string> | undefined
  constructor(code: string, params?: Record<string, string>) {
    super(code)
    this.code = code
    this.params = params
  }
}

export type Scan = {
  push(chunk: Uint8Array): void
  end(): void
  /** The byte offset of the place that is being read. */
  at(): number
  /** How many characters were read. */
  read(): number
  /** The namespace of a prefix at the place that is being read. */
  resolve(prefix: string): string | undefined
}

/** So many characters may stand in one piece of markup or run of text: more would have to be held. */
const longestPiece = 8_000_000
const bite = 65_536
/**
 * So many attributes, declarations of prefixes among them, may one element have: none of EPCIS has forty, though one may
 * declare a thousand prefixes for what is inside it.
 */
const mostAttributes = 10_000

/**
 * Reads XML 1.0 with namespaces as its bytes come in. Entities are the five of XML and character references; a document type
 * with declarations of its own is refused, as are encodings other than UTF-8.
 */
export function createScan(listener: Listener): Scan {
  const characters = createCharacters()
  const parser = new SaxesParser({ xmlns: true, position: false })
  let failed = false
  let lastSeen = 0
  let base = 0
  let units = 0
  let piece = ''
  let attributes = 0

  const at = () => characters.offsetOf(parser.position - base)
  const seen = () => {
    lastSeen = parser.position
  }

  function guarded(read: () => void): void {
    try {
      read()
    } catch (error) {
      if (error instanceof Refusal) fail(error.code, at(), error.params)
      else failParsing(codeOf(error))
    }
  }

  /** The parser looks on for the end of a text outside the root, or of an entity: the fault is where it begins. */
  function failParsing(code: string): void {
    const from = Math.max(0, lastSeen - base)
    const mayBeEntity = code === 'xml-entity' || code === 'xml-incomplete'
    const lone = mayBeEntity ? loneAmpersand(piece, from) : -1
    if (lone >= 0) fail('xml-entity', characters.offsetOf(lone))
    else fail(code, code === 'xml-text-outside' ? characters.offsetOf(textFrom(piece, from)) : at())
  }

  function fail(code: string, place: number, params?: Record<string, string>): void {
    if (failed) return
    failed = true
    listener.refused(code, place, params)
  }

  function take(bytes: Uint8Array): void {
    piece = characters.take(bytes)
    base = units
    units += piece.length
    guarded(() => {
      parser.write(piece)
      if (units - lastSeen > longestPiece) throw new Refusal('xml-piece-too-long', { most: String(longestPiece) })
    })
    const fault = characters.fault()
    if (fault) fail(fault.code, fault.at)
  }

  parser.on('attribute', () => {
    attributes += 1
    if (attributes > mostAttributes) throw new Refusal('xml-attributes-too-many', { most: String(mostAttributes) })
  })
  parser.on('opentag', (tag) => {
    seen()
    attributes = 0
    listener.opened(tag)
  })
  parser.on('text', (text) => listener.text(text))
  parser.on('cdata', (text) => {
    seen()
    listener.text(text)
  })
  parser.on('closetag', () => {
    seen()
    listener.closed()
  })
  parser.on('comment', seen)
  parser.on('processinginstruction', seen)
  parser.on('doctype', (text) => {
    seen()
    checkDoctype(text)
  })
  parser.on('xmldecl', ({ encoding }) => {
    seen()
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) throw new Refusal('xml-encoding')
  })
  return {
    at,
    read: () => parser.position,
    resolve: (prefix) => parser.resolve(prefix),
    push(chunk) {
      for (let from = 0; from < chunk.length && !failed; from += bite) take(chunk.subarray(from, from + bite))
    },
    end() {
      characters.end()
      const fault = characters.fault()
      if (fault) fail(fault.code, fault.at)
      if (!failed) guarded(() => parser.close())
    },
  }
}

/** A bare document type says nothing, and GS1's published examples have one; any declaration, here or elsewhere, is refused. */
function checkDoctype(text: string): void {
  if (!/^\s*[^\s['"]+\s*$/.test(text)) throw new Refusal('xml-doctype')
}

/** Where the first ampersand stands, at `from` or behind it, that begins none of the entities which XML itself has; or -1. */
function loneAmpersand(text: string, from: number): number {
  const lone = /&(?!(?:#[0-9]+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)/g
  lone.lastIndex = from
  return lone.exec(text)?.index ?? -1
}

/** Where a text has its first character, at `from` or behind it, that is no space. */
const textFrom = (text: string, from: number): number => from + text.slice(from).search(/[^ \t\r\n]/)

const codes: readonly [RegExp, string][] = [
  [/^unbound namespace prefix/, 'xml-prefix-undeclared'],
  [/^duplicate attribute/, 'xml-attribute-twice'],
  [/^text data outside/, 'xml-text-outside'],
  [/entity/, 'xml-entity'],
  [/^document must contain/, 'document-empty'],
  [/^(unclosed tag|unexpected end)/, 'xml-incomplete'],
]

/** The parser tells faults apart by English sentences alone. */
function codeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  return codes.find(([form]) => form.test(message))?.[1] ?? 'xml-malformed'
}
