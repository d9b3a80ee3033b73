/**
 * A tax code as the law writes it: ten digits of which the last checks the others, the same with three digits of a branch
 * behind a dash, or the twelve digits of a person's identity number, which is a person's tax code since 01/07/2025
 * (Circular 86/2024/TT-BTC). Undefined where it is none.
 */
export function readTaxCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s.-]/g, '')
  if (/^\d{10}$/.test(digits)) return hasTaxCheckDigit(digits) ? digits : undefined
  const [, main = '', branch = ''] = /^(\d{10})(\d{3})$/.exec(digits) ?? []
  if (main !== '') return hasTaxCheckDigit(main) && branch !== '000' ? `${main}-${branch}` : undefined
  return isPersonNumber(digits) ? digits : undefined
}

const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/** What checks the first nine digits; undefined where they sum up to a multiple of eleven: no such code is given out. */
export const taxCheckDigit = (code: string): number | undefined => {
  const rest = weights.reduce((sum, weight, at) => sum + weight * Number(code[at]), 0) % 11
  return rest === 0 ? undefined : 10 - rest
}

const hasTaxCheckDigit = (code: string): boolean => taxCheckDigit(code) === Number(code[9])

/** Whether a number is that of a person: it is shown to nobody else but in part. */
export const isPersonNumber = (value: string): boolean => /^0\d{11}$/.test(value)

/** A person's number as others than the person read it. */
export const maskNumber = (value: string): string =>
  isPersonNumber(value) ? `${'•'.repeat(value.length - 4)}${value.slice(-4)}` : value
