import { randomBytes } from 'node:crypto'

/** Digits and capitals that are not mistaken for one another: no 0 and O, no 1, I and L. A prime number of them. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const size = alphabet.length
const drawn = 17

/**
 * A new public number of a case: whoever has it may ask about the case, so nobody can guess it (17 random characters of 31,
 * 84 bits). The 18th checks the others: one character mistaken, or two exchanged, is noticed.
 */
export const newCaseNumber = (): string => {
  let text = ''
  while (text.length < drawn)
    for (const byte of randomBytes(drawn)) {
      if (byte < size * 8 && text.length < drawn) text += alphabet[byte % size]
    }
  return inGroups(text + alphabet[checkOf(text)])
}

/** The number as it was given out, from what somebody types: in any case, with or without dashes. Undefined where it cannot be one. */
export const readCaseNumber = (typed: string): string | undefined => {
  if (typed.length > 60) return undefined
  const text = typed.toUpperCase().replace(/[\s\u2010-\u2015-]/g, '')
  if (text.length !== drawn + 1 || [...text].some((character) => !alphabet.includes(character))) return undefined
  return alphabet[checkOf(text.slice(0, drawn))] === text.at(-1) ? inGroups(text) : undefined
}

const inGroups = (text: string): string => [0, 6, 12].map((at) => text.slice(at, at + 6)).join('-')

/** Each place has a weight of its own below the prime, and the check character one that no other has. */
const checkOf = (text: string): number =>
  [...text].reduce((sum, character, at) => sum + alphabet.indexOf(character) * (at + 2), 0) % size
