import type { LanguageMap } from '../statements/language-map.ts'

/** Nine digits or more, however they are parted: a phone number, or that of an identity card. */
const numbers = /(?:\d[\s.()-]{0,2}){9,}/g

/** The same for a search in the database, whose patterns read alike. */
export const longNumber = numbers.source

/** Whether a text holds what may be a phone or an identity number. */
export const holdsNumber = (text: string): boolean => text.search(numbers) >= 0

/** A text for everybody: such numbers are left out of it. */
export const withoutNumber = (text: string): string => text.replace(numbers, '\u2026').trim()

export const withoutNumbers = (texts: LanguageMap): LanguageMap =>
  Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, withoutNumber(text)]))
