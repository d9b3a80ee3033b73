import { cset32, digitSet, firstOutside } from '../character-sets.ts'
import { hasCheckDigit, hasCheckPair } from '../check-digit.ts'
import { type Fault, fault, type Linter } from './fault.ts'

/** The shortest GS1 Company Prefix is four digits; no list of licensed prefixes is kept here. */
const shortestCompanyPrefix = 4

const companyPrefixAt = (part: string, start: number): Fault | undefined => {
  if (part.length - start < shortestCompanyPrefix) return fault('company-prefix-too-short')
  const bad = firstOutside(part, digitSet, start, start + shortestCompanyPrefix)
  return bad === -1 ? undefined : fault('company-prefix-not-digits', bad)
}

export const csum: Linter = (part) => (hasCheckDigit(part) ? undefined : fault('check-digit-wrong', part.length - 1))

export const csumalpha: Linter = (part) => {
  if (part.length < 2) return fault('value-too-short')
  const bad = firstOutside(part, cset32, part.length - 2)
  if (bad !== -1) return fault('character-not-allowed', bad)
  return hasCheckPair(part) ? undefined : fault('check-pair-wrong', part.length - 2)
}

export const gcppos1: Linter = (part) => companyPrefixAt(part, 0)

export const gcppos2: Linter = (part) => companyPrefixAt(part, 1)

export const hasnondigit: Linter = (part) =>
  firstOutside(part, digitSet) === -1 ? fault('non-digit-required') : undefined
