import { unreservedSet } from './character-sets.ts'

const percent = 37
const plus = 43

const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** The byte that text[at, end) escapes with '%XX', or -1 where it is no escape. */
const escapedByte = (text: string, at: number, end: number): number => {
  if (text.charCodeAt(at) !== percent || at + 3 > end) return -1
  const high = hexDigit(text.charCodeAt(at + 1))
  const low = hexDigit(text.charCodeAt(at + 2))
  return high === -1 || low === -1 ? -1 : high * 16 + low
}

const needsDecoding = (text: string, start: number, end: number, inQuery: boolean): boolean => {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === percent || (inQuery && code === plus)) return true
  }
  return false
}

/**
 * Decodes a path segment or a query value byte by byte, as no AI holds a character beyond ASCII. '+' is a space in
 * the query alone. A percent sign that begins no escape stands for itself, as in the official engine.
 */
export const decodePercent = (text: string, start: number, end: number, inQuery: boolean): string => {
  if (!needsDecoding(text, start, end, inQuery)) return text.slice(start, end)
  let decoded = ''
  let at = start
  while (at < end) {
    const byte = escapedByte(text, at, end)
    if (byte !== -1) {
      decoded += String.fromCharCode(byte)
      at += 3
    } else {
      decoded += inQuery && text.charCodeAt(at) === plus ? ' ' : text.charAt(at)
      at += 1
    }
  }
  return decoded
}

/** Index in the encoded text of the decoded value's character number `index`. */
export const encodedIndex = (text: string, start: number, end: number, index: number): number => {
  let at = start
  for (let i = 0; i < index && at < end; i++) at += escapedByte(text, at, end) === -1 ? 1 : 3
  return at
}

/** Escapes all but unreserved characters: the canonical spelling of a value in a path or a query. */
export const encodePercent = (value: string): string => {
  let encoded = ''
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    encoded +=
      code < 128 && unreservedSet[code] === 1 ? value.charAt(i) : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}
