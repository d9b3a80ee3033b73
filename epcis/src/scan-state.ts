import { createNames, type Names } from './member-names.ts'

/** Who listens to a scan. Places are indexes of the chunk at hand; `end` ones are exclusive. */
export type Listener = {
  /** A value begins that `watch` asked for, or the text's one. */
  began(at: number): void
  /** A container opened; the depth counts it. */
  opened(isArray: boolean, at: number): void
  /** A container is about to close; the depth still counts it. */
  closing(at: number): void
  /** A member's name ended. */
  named(): void
  /** A value ended that `watch` asked for, or the text's one. */
  ended(end: number): void
  /** `fatal`: nothing behind it can be read. */
  fault(code: string, at: number, params?: Record<string, string>): void
}

/** The state of a scan between two bytes: RFC 8259 as a machine that may be stopped anywhere. */
export type Scan = {
  state: number
  depth: number
  /** The depth whose items are reported; 0 reports the whole text alone. */
  watch: number
  readonly maxDepth: number
  /** 1 = array, 0 = object, by depth. */
  readonly kinds: Uint8Array
  readonly names: Names
  isName: boolean
  utf8Left: number
  utf8Low: number
  utf8High: number
  hexLeft: number
  hexValue: number
  /** A high surrogate that waits for its other half. */
  high: number
  literal: string
  literalAt: number
  number: number
  readonly listener: Listener
}

/** The states: what the next byte may be. */
export const states = {
  start: 0,
  value: 1,
  firstItem: 2,
  firstName: 3,
  nextName: 4,
  colon: 5,
  after: 6,
  string: 7,
  escaped: 8,
  hex: 9,
  utf8: 10,
  number: 11,
  literal: 12,
  done: 13,
  failed: 14,
  root: 15,
  mark: 16,
} as const

export function createScan(maxDepth: number, listener: Listener): Scan {
  return {
    state: states.start,
    depth: 0,
    watch: 0,
    maxDepth,
    kinds: new Uint8Array(maxDepth + 1),
    names: createNames(maxDepth),
    isName: false,
    utf8Left: 0,
    utf8Low: 0x80,
    utf8High: 0xbf,
    hexLeft: 0,
    hexValue: 0,
    high: 0,
    literal: '',
    literalAt: 0,
    number: 0,
    listener,
  }
}

/** Stops the scan for good. */
export function fail(scan: Scan, code: string, at: number, params?: Record<string, string>): number {
  scan.state = states.failed
  scan.listener.fault(code, at, params)
  return at
}

/** A byte that JSON does not have here; one that UTF-8 has nowhere tells of another encoding (UTF-16 begins with one). */
export function malformed(scan: Scan, byte: number, at: number): number {
  const code = byte === 0 ? 'nul-character' : isNeverUtf8(byte) ? 'utf8-invalid' : 'json-malformed'
  return fail(scan, code, at)
}

const isNeverUtf8 = (byte: number): boolean => byte === 0xc0 || byte === 0xc1 || byte >= 0xf5

/** What holds behind a value: the place after it, and who waits for it. */
export function valueEnded(scan: Scan, end: number): void {
  scan.state = scan.depth === 0 ? states.done : states.after
  if (scan.depth === scan.watch) scan.listener.ended(end)
}
