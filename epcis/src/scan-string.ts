import { fail, malformed, type Scan, states, valueEnded } from './scan-state.ts'

/** 1: a character of a string that needs no look: ASCII but quote, backslash and controls. */
const plain = new Uint8Array(256).fill(1, 0x20, 0x80)
plain[34] = 0
plain[92] = 0

/** Takes the plain characters of a string and what ends them. */
export function inString(scan: Scan, chunk: Uint8Array, from: number): number {
  const end = chunk.length
  if (scan.high !== 0 && chunk[from] !== 92) loneSurrogate(scan, from)
  let at = from
  if (scan.isName) at = scan.names.take(chunk, from, plain)
  else while (at < end && plain[chunk[at] as number] === 1) at++
  if (at === end) return at
  const byte = chunk[at] as number
  if (byte === 34) stringEnded(scan, at)
  else if (byte === 92) scan.state = states.escaped
  else if (byte >= 0x80) beginUtf8(scan, byte, at)
  else malformed(scan, byte, at)
  return at + 1
}

function stringEnded(scan: Scan, at: number): void {
  if (!scan.isName) {
    valueEnded(scan, at + 1)
    return
  }
  scan.state = states.colon
  scan.listener.named()
  if (!scan.names.end(scan.depth)) scan.listener.fault('member-duplicated', at, { name: scan.names.text() })
}

function loneSurrogate(scan: Scan, at: number): void {
  scan.high = 0
  scan.listener.fault('surrogate-lone', at)
}

/** The first byte of a longer UTF-8 sequence sets what the second may be (Unicode table 3-7). */
function beginUtf8(scan: Scan, byte: number, at: number): void {
  const length = byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0
  if (length === 0) {
    fail(scan, 'utf8-invalid', at)
    return
  }
  if (scan.isName) scan.names.put(byte)
  scan.utf8Left = length
  scan.utf8Low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80
  scan.utf8High = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf
  scan.state = states.utf8
}

/** A byte behind the first of a UTF-8 sequence. */
export function inUtf8(scan: Scan, chunk: Uint8Array, at: number): number {
  const byte = chunk[at] as number
  if (byte < scan.utf8Low || byte > scan.utf8High) return fail(scan, 'utf8-invalid', at)
  if (scan.isName) scan.names.put(byte)
  scan.utf8Low = 0x80
  scan.utf8High = 0xbf
  if (--scan.utf8Left === 0) scan.state = states.string
  return at + 1
}

const escapes: Record<number, number> = { 34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 }

/** The byte behind a backslash. */
export function inEscape(scan: Scan, byte: number, at: number): number {
  if (byte === 117) {
    scan.hexLeft = 4
    scan.hexValue = 0
    scan.state = states.hex
    return at + 1
  }
  const code = escapes[byte]
  if (code === undefined) return malformed(scan, byte, at)
  if (scan.high !== 0) loneSurrogate(scan, at)
  if (scan.isName) scan.names.put(code)
  scan.state = states.string
  return at + 1
}

/** A digit of an escape by number. */
export function inHex(scan: Scan, byte: number, at: number): number {
  const lower = byte | 32
  const digit = byte >= 48 && byte <= 57 ? byte - 48 : lower >= 97 && lower <= 102 ? lower - 87 : -1
  if (digit < 0) return malformed(scan, byte, at)
  scan.hexValue = scan.hexValue * 16 + digit
  if (--scan.hexLeft === 0) codeUnit(scan, scan.hexValue, at)
  return at + 1
}

function codeUnit(scan: Scan, unit: number, at: number): void {
  scan.state = states.string
  const isLow = unit >= 0xdc00 && unit <= 0xdfff
  if (scan.high !== 0 && isLow) {
    if (scan.isName) scan.names.putCode((scan.high - 0xd800) * 0x400 + (unit - 0xdc00) + 0x10000)
    scan.high = 0
    return
  }
  if (scan.high !== 0 || isLow) loneSurrogate(scan, at)
  if (unit >= 0xd800 && unit <= 0xdbff) scan.high = unit
  else if (unit === 0) scan.listener.fault('nul-character', at)
  else if (scan.isName && !isLow) scan.names.putCode(unit)
}
