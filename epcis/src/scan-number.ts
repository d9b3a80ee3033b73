import { malformed, type Scan, valueEnded } from './scan-state.ts'

// A number's states: 0 sign, 1 zero, 2 digits, 3 point, 4 decimals, 5 e, 6 sign of the exponent, 7 exponent.

/** The state after a number's first byte; -1 where it begins none. */
export function numberStart(byte: number): number {
  if (byte === 45) return 0
  if (byte === 48) return 1
  return byte > 48 && byte <= 57 ? 2 : -1
}

/** Whether a number may end here. */
export const isWholeNumber = (state: number): boolean => state === 1 || state === 2 || state === 4 || state === 7

/** The next state by state and kind of byte (zero, other digit, point, e, plus, minus); -1: the number ends. */
const table: readonly (readonly number[])[] = [
  [1, 2, -1, -1, -1, -1],
  [-1, -1, 3, 5, -1, -1],
  [2, 2, 3, 5, -1, -1],
  [4, 4, -1, -1, -1, -1],
  [4, 4, -1, 5, -1, -1],
  [7, 7, -1, -1, 6, 6],
  [7, 7, -1, -1, -1, -1],
  [7, 7, -1, -1, -1, -1],
]

function kindOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte === 48 ? 0 : 1
  if (byte === 46) return 2
  if (byte === 101 || byte === 69) return 3
  return byte === 43 ? 4 : byte === 45 ? 5 : 6
}

const nextNumber = (state: number, byte: number): number => table[state]?.[kindOf(byte)] ?? -1

/** Takes the bytes of a number. */
export function inNumber(scan: Scan, chunk: Uint8Array, from: number): number {
  let at = from
  let state = scan.number
  while (at < chunk.length) {
    const next = nextNumber(state, chunk[at] as number)
    if (next < 0) break
    state = next
    at++
  }
  scan.number = state
  if (at === chunk.length) return at
  if (!isWholeNumber(state)) return malformed(scan, chunk[at] as number, at)
  valueEnded(scan, at)
  return at
}
