/** A set of ASCII characters, looked up by character code; everything from 128 on is outside. */
export type CharacterSet = Uint8Array

const digits = '0123456789'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = 'abcdefghijklmnopqrstuvwxyz'

const setOf = (characters: string): CharacterSet => {
  const set = new Uint8Array(128)
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = 1
  return set
}

/** CSET 82 in the order that weighs its characters for the check character pair (GenSpecs §7.11). */
export const cset82Characters = `!"%&'()*+,-./${digits}:;<=>?${upper}_${lower}`

/** CSET 32, from which the check character pair is taken. */
export const cset32Characters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

export const digitSet = setOf(digits)
export const hexSet = setOf(`${digits}ABCDEFabcdef`)
export const cset82 = setOf(cset82Characters)
export const cset39 = setOf(`#-/${digits}${upper}`)
export const cset64 = setOf(`-_${digits}${upper}${lower}`)
export const cset32 = setOf(cset32Characters)
export const importerIndexSet = setOf(`-_${digits}${upper}${lower}`)
export const ibanSet = setOf(`${digits}${upper}`)

/** RFC 3986 unreserved characters: the only ones that our URIs leave unescaped. */
export const unreservedSet = setOf(`-._~${digits}${upper}${lower}`)

/** Every character that RFC 3986 lets stand in a URI, the percent sign included. */
export const uriSet = setOf(`-._~:/?#[]@!$&'()*+,;=%${digits}${upper}${lower}`)

/** What may stand between the scheme and the path: hosts, ports, IPv6 brackets, no user information. */
export const hostSet = setOf(`-.:[]${digits}${upper}${lower}`)

/** Characters that a pure identity EPC URI leaves unescaped (TDS, GS3A3Char without Escape). */
export const epcSet = setOf(`!'()*+,-.:;=_${digits}${upper}${lower}`)

/** Index of the first character of text[start, end) outside the set, or -1. */
export const firstOutside = (text: string, set: CharacterSet, start = 0, end = text.length): number => {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code > 127 || set[code] === 0) return i
  }
  return -1
}

/** True when text[start, end) is not empty and all digits. */
export const isDigits = (text: string, start = 0, end = text.length): boolean =>
  end > start && firstOutside(text, digitSet, start, end) === -1
