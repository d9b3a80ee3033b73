import { checkDigit } from '@nguon/gs1'

/** The n-th GTIN-13 of an invented company prefix, as 13 digits. */
export const gtinOf = (n: number): string => {
  const digits = `952110${String(n).padStart(6, '0')}`
  return digits + checkDigit(digits)
}
