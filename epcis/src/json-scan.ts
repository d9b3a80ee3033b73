import { inNumber, isWholeNumber, numberStart } from './scan-number.ts'
import { fail, malformed, type Scan, states, valueEnded } from './scan-state.ts'
import { inEscape, inHex, inString, inUtf8 } from './scan-string.ts'

/** Whether the text's one value is complete. */
export const isDone = (scan: Scan): boolean => scan.state === states.done

/** Takes the bytes of a chunk. */
export function scanChunk(scan: Scan, chunk: Uint8Array): void {
  const end = chunk.length
  let at = 0
  while (at < end) {
    const state = scan.state
    if (state === states.string) at = inString(scan, chunk, at)
    else if (state === states.utf8) at = inUtf8(scan, chunk, at)
    else if (state === states.escaped) at = inEscape(scan, chunk[at] as number, at)
    else if (state === states.hex) at = inHex(scan, chunk[at] as number, at)
    else if (state === states.number) at = inNumber(scan, chunk, at)
    else if (state === states.literal) at = inLiteral(scan, chunk[at] as number, at)
    else if (state === states.failed) return
    else if (state === states.start) at = inStart(scan, chunk[at] as number, at)
    else if (state === states.mark) at = inMark(scan, chunk[at] as number, at)
    else at = between(scan, chunk[at] as number, at)
  }
}

/** The text is over: a number may have stood open at its end. */
export function endScan(scan: Scan, at: number): void {
  if (scan.state === states.number && isWholeNumber(scan.number)) valueEnded(scan, at)
  if (scan.state === states.start || scan.state === states.root) fail(scan, 'document-empty', at)
  else if (scan.state !== states.done && scan.state !== states.failed) fail(scan, 'json-incomplete', at)
}

/** A byte order mark may open the text: RFC 8259 §8.1 lets a reader take it. */
function inStart(scan: Scan, byte: number, at: number): number {
  scan.state = byte === 0xef ? states.mark : states.root
  scan.literalAt = 1
  return byte === 0xef ? at + 1 : at
}

function inMark(scan: Scan, byte: number, at: number): number {
  if (byte !== (scan.literalAt === 1 ? 0xbb : 0xbf)) return fail(scan, 'utf8-invalid', at)
  if (scan.literalAt === 2) scan.state = states.root
  scan.literalAt++
  return at + 1
}

/** A byte outside strings, numbers and literals. */
function between(scan: Scan, byte: number, at: number): number {
  if (byte === 32 || byte === 10 || byte === 13 || byte === 9) return at + 1
  switch (scan.state) {
    case states.root:
    case states.value:
      return beginValue(scan, byte, at)
    case states.firstItem:
      return byte === 93 ? close(scan, at) : beginValue(scan, byte, at)
    case states.firstName:
      return byte === 125 ? close(scan, at) : beginName(scan, byte, at)
    case states.nextName:
      return beginName(scan, byte, at)
    case states.colon:
      if (byte !== 58) return malformed(scan, byte, at)
      scan.state = states.value
      return at + 1
    case states.after:
      return afterValue(scan, byte, at)
    default:
      return byte === 0 ? malformed(scan, byte, at) : fail(scan, 'json-trailing', at)
  }
}

function afterValue(scan: Scan, byte: number, at: number): number {
  const isArray = scan.kinds[scan.depth] === 1
  if (byte === 44) {
    scan.state = isArray ? states.value : states.nextName
    return at + 1
  }
  return byte === (isArray ? 93 : 125) ? close(scan, at) : malformed(scan, byte, at)
}

function beginName(scan: Scan, byte: number, at: number): number {
  if (byte !== 34) return malformed(scan, byte, at)
  scan.isName = true
  scan.names.begin()
  scan.state = states.string
  return at + 1
}

const literals: Record<number, string> = { 116: 'true', 102: 'false', 110: 'null' }

function beginValue(scan: Scan, byte: number, at: number): number {
  if (scan.depth === scan.watch) scan.listener.began(at)
  if (byte === 34) {
    scan.isName = false
    scan.state = states.string
    return at + 1
  }
  if (byte === 123) return open(scan, 0, at)
  if (byte === 91) return open(scan, 1, at)
  const word = literals[byte]
  if (word !== undefined) {
    scan.literal = word
    scan.literalAt = 1
    scan.state = states.literal
    return at + 1
  }
  const first = numberStart(byte)
  if (first < 0) return malformed(scan, byte, at)
  scan.number = first
  scan.state = states.number
  return at + 1
}

function open(scan: Scan, kind: number, at: number): number {
  if (scan.depth >= scan.maxDepth) return fail(scan, 'nesting-too-deep', at, { most: String(scan.maxDepth) })
  scan.depth++
  scan.kinds[scan.depth] = kind
  if (kind === 0) scan.names.open(scan.depth)
  scan.state = kind === 1 ? states.firstItem : states.firstName
  scan.listener.opened(kind === 1, at)
  return at + 1
}

function close(scan: Scan, at: number): number {
  scan.listener.closing(at)
  if (scan.kinds[scan.depth] === 0) scan.names.close(scan.depth)
  scan.depth--
  valueEnded(scan, at + 1)
  return at + 1
}

function inLiteral(scan: Scan, byte: number, at: number): number {
  if (byte !== scan.literal.charCodeAt(scan.literalAt)) return malformed(scan, byte, at)
  scan.literalAt++
  if (scan.literalAt === scan.literal.length) valueEnded(scan, at + 1)
  return at + 1
}
