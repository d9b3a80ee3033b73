import Type from 'typebox'

/**
 * A code of the Harmonized System as it can exist: chapters 01 to 97 but 77, which is kept free, and the national chapter
 * 98; a heading of it (4 digits), a subheading (6), a national line (8). Dots between pairs are read over.
 */
export const HsCode = Type.String({
  pattern: '^(?:0[1-9]|[1-68][0-9]|7[0-689]|9[0-8])(?:0[1-9]|[1-9][0-9])(?:\\.?[0-9]{2}(?:\\.?[0-9]{2})?)?$',
  description: 'HS code of 4, 6 or 8 digits',
})

/** Digits alone. */
export const hsDigits = (code: string): string => code.replaceAll('.', '')
