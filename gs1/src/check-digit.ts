import { cset32, cset32Characters, cset82, cset82Characters, firstOutside, isDigits } from './character-sets.ts'

const zero = 48

const weightedSum = (digits: string, length: number): number => {
  let sum = 0
  for (let i = length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) {
    sum += (digits.charCodeAt(i) - zero) * weight
  }
  return sum
}

/** Modulo-10 check digit of any GS1 numeric key, given the digits before it (GenSpecs §7.9). */
export const checkDigit = (digitsWithoutCheck: string): string =>
  String((10 - (weightedSum(digitsWithoutCheck, digitsWithoutCheck.length) % 10)) % 10)

/** True when the text is at least two digits and the last one is their check digit. */
export const hasCheckDigit = (digits: string): boolean => {
  const body = digits.length - 1
  if (body < 1 || !isDigits(digits)) return false
  return (weightedSum(digits, body) + digits.charCodeAt(body) - zero) % 10 === 0
}

const primesUpTo = (count: number): readonly number[] => {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes
}

const primes = primesUpTo(97)
const weightOf = new Map([...cset82Characters].map((character, index) => [character, index]))

/** Check character pair (modulo 1021, 32) of an alphanumeric key such as a GMN; undefined where no pair exists. */
export const checkPair = (body: string): string | undefined => {
  if (body.length > primes.length || firstOutside(body, cset82) !== -1) return undefined
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    sum += (weightOf.get(body.charAt(i)) ?? 0) * (primes[body.length - 1 - i] ?? 0)
  }
  const rest = sum % 1021
  return cset32Characters.charAt(rest >> 5) + cset32Characters.charAt(rest & 31)
}

/** True when the last two characters are the check character pair of the rest. */
export const hasCheckPair = (key: string): boolean =>
  key.length >= 2 && firstOutside(key, cset32, key.length - 2) === -1 && checkPair(key.slice(0, -2)) === key.slice(-2)
