import { legible } from '../../../platform/legible.ts'
import { isStorable } from '../../../platform/storable.ts'
import { sameValue } from '../statements/attributes/word.ts'

/** How many spellings of a word the catalogues know, by its message key and that key with `.also`, in every language. */
export type Spellings = (key: string) => readonly string[]

export type CellIssue = { code: string; params?: Record<string, string | number> }
export type Parsed = { value: unknown } | { issue: CellIssue }

/**
 * What a cell may hold. `parse` reads a text that is not empty, `show` writes the text that `parse` reads as the same
 * value. Numbers and days come as spreadsheets of any language write them; a formatted cell's day comes as 2026-07-01.
 */
export type ImportCell = { parse(text: string, spellings: Spellings): Parsed; show(value: unknown): string }

const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** Any text; blanks at its ends are nobody's meaning. */
export const textCell: ImportCell = { parse: (text) => ({ value: text.trim().normalize('NFC') }), show: shown }

/**
 * Whether a table would bring both alike. What came by the API has the line ends and blanks that its sender wrote; back from
 * its own export it says nothing new.
 */
export const sameInCells = (a: unknown, b: unknown): boolean => sameValue(a, b) || sameValue(inCells(a), inCells(b))

/** A value with its texts as cells bring them; of blanks alone nothing is left. */
export const inCells = (value: unknown): unknown => {
  if (typeof value === 'string') return legible(value).trim() || undefined
  if (Array.isArray(value)) return value.map(inCells).filter((each) => each !== undefined)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, inCells(inner)]))
}

/** A number of digits only, whatever blanks, points or dashes were put between them for the eye. */
export const digitsCell: ImportCell = {
  parse: (text) => {
    const digits = text.replace(/[\s.'-]/g, '')
    return /^\d+$/.test(digits) ? { value: digits } : { issue: { code: 'columns.not-digits' } }
  },
  show: shown,
}

/** 1234.5, 1.234,5 and 1,234.5 are numbers; of one lone comma or point followed by three digits nobody can tell: refused. */
export const numberCell: ImportCell = {
  parse: (text) => {
    const plain = plainNumber(text.replace(/\s/g, ''))
    return plain === undefined ? { issue: { code: 'columns.not-a-number' } } : { value: Number(plain) }
  },
  show: (value) => numberText(Number(value)),
}

function plainNumber(text: string): string | undefined {
  if (/^-?\d+(\.\d+)?(e[+-]?\d{1,2})?$/i.test(text) && !/^-?[1-9]\d{0,2}\.\d{3}$/.test(text)) return text
  if (/^-?\d+,\d+$/.test(text) && !/^-?[1-9]\d{0,2},\d{3}$/.test(text)) return text.replace(',', '.')
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(text) || /^-?\d{1,3}(\.\d{3}){2,}$/.test(text))
    return text.replaceAll('.', '').replace(',', '.')
  if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(text) || /^-?\d{1,3}(,\d{3}){2,}$/.test(text)) return text.replaceAll(',', '')
  return undefined
}

/**
 * A number as text that this cell reads as the same. 1.125 would be taken for 1125 by half of the readers: a fourth digit
 * says that it is a fraction.
 */
export const numberText = (value: number): string => {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value)
  const text = String(value)
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text
}

/** 2026-07-01, 1/7/2026, 01-07-2026: the day first, as Vietnamese write it. */
export const dayCell: ImportCell = {
  parse: (text) => {
    const [, year, month, day] =
      /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?$/.exec(text.trim()) ?? []
    const [, d, m, y] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? []
    const iso = `${year ?? y}-${(month ?? m)?.padStart(2, '0')}-${(day ?? d)?.padStart(2, '0')}`
    const time = Date.parse(`${iso}T00:00:00Z`)
    const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso)
    return exists ? { value: iso } : { issue: { code: 'columns.not-a-day' } }
  },
  show: shown,
}

/** One of some words, each as its code or as the catalogues spell `<key>.<word>`. */
export const wordCell = (words: readonly string[], key: string): ImportCell => ({
  parse: (text, spellings) => {
    const word = words.find((each) => each === text.trim()) ?? wordSpelled(words, key, text, spellings)
    return word === undefined
      ? { issue: { code: 'columns.not-among', params: { allowed: words.map((each) => `${key}.${each}`).join(', ') } } }
      : { value: word }
  },
  show: shown,
})

const wordSpelled = (words: readonly string[], key: string, text: string, spellings: Spellings): string | undefined => {
  const folded = foldSpelling(text)
  return words.find((each) => spellings(`${key}.${each}`).includes(folded))
}

/** Yes or no, in the words of `columns.yes` and `columns.no`. */
export const flagCell: ImportCell = {
  parse: (text, spellings) => {
    const folded = foldSpelling(text)
    if (['true', '1', ...spellings('columns.yes')].includes(folded)) return { value: true }
    if (['false', '0', ...spellings('columns.no')].includes(folded)) return { value: false }
    return { issue: { code: 'columns.not-yes-or-no' } }
  },
  show: shown,
}

/** Several texts in one cell, with bars between them; a bar or backslash within one stands behind a backslash. */
export const listCell: ImportCell = {
  parse: (text) => ({
    value: [...text.matchAll(/(?:\\[\s\S]|[^|\\])+/g)]
      .map(([item]) =>
        item
          .replace(/\\([\s\S])/g, '$1')
          .trim()
          .normalize('NFC'),
      )
      .filter((item) => item !== ''),
  }),
  show: (value) => (value as string[]).map((item) => item.replace(/[|\\]/g, '\\$&')).join(' | '),
}

/** What no plain cell can hold, as JSON: words in rare languages, identifiers of rare schemes, a polygon. */
export const jsonCell: ImportCell = {
  parse: (text) => {
    try {
      const value = JSON.parse(text) as unknown
      return isStorable(value) ? { value } : { issue: { code: 'columns.not-storable' } }
    } catch {
      return { issue: { code: 'columns.not-json' } }
    }
  },
  show: (value) => JSON.stringify(value),
}

/** Headings and words are the same whatever their case, accents, blanks and signs: people type them by hand. */
export const foldSpelling = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\u0111/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
