import { isDigits } from '../character-sets.ts'
import { fault, type Linter } from './fault.ts'

const isZeros = (part: string): boolean => {
  for (let i = 0; i < part.length; i++) if (part.charCodeAt(i) !== 48) return false
  return true
}

export const zero: Linter = (part) => (isZeros(part) ? undefined : fault('zero-expected'))

export const nonzero: Linter = (part) => (isZeros(part) ? fault('zero-not-allowed') : undefined)

export const nozeroprefix: Linter = (part) => (part.startsWith('0') ? fault('leading-zero') : undefined)

export const yesno: Linter = (part) => (part === '0' || part === '1' ? undefined : fault('yes-no-expected'))

export const winding: Linter = (part) =>
  part === '0' || part === '1' || part === '9' ? undefined : fault('winding-unknown')

/** Piece number and total of equal width, neither zero: 0203 is the second of three. */
export const pieceoftotal: Linter = (part) => {
  const half = part.length / 2
  const piece = part.slice(0, half)
  const total = part.slice(half)
  if (isZeros(piece)) return fault('piece-of-total-wrong')
  if (isZeros(total)) return fault('piece-of-total-wrong', half)
  return piece > total ? fault('piece-of-total-wrong') : undefined
}

/** Position in a sequence, such as 2/3, without leading zeros. */
export const posinseqslash: Linter = (part) => {
  const slash = part.indexOf('/')
  if (slash < 1 || !isDigits(part, 0, slash) || !isDigits(part, slash + 1)) return fault('sequence-wrong')
  if (part.startsWith('0')) return fault('leading-zero')
  if (part.charAt(slash + 1) === '0') return fault('leading-zero', slash + 1)
  return Number(part.slice(0, slash)) > Number(part.slice(slash + 1)) ? fault('sequence-wrong') : undefined
}

const atMost = (limit: number): Linter => {
  return (part) => (Number(part) <= limit ? undefined : fault('coordinate-impossible'))
}

/** Degrees north of the South Pole in units of 10^-7. */
export const latitude: Linter = atMost(1_800_000_000)

/** Degrees east of the 180th meridian west in units of 10^-7. */
export const longitude: Linter = atMost(3_600_000_000)
