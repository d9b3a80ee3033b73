import { firstOutside, hexSet, ibanSet, importerIndexSet } from '../character-sets.ts'
import { countryCodes } from './code-lists.ts'
import { fault, type Linter } from './fault.ts'

export const hyphen: Linter = (part) => {
  for (let i = 0; i < part.length; i++) if (part.charAt(i) !== '-') return fault('hyphen-expected', i)
  return part === '' ? fault('hyphen-expected') : undefined
}

export const importeridx: Linter = (part) =>
  part.length === 1 && firstOutside(part, importerIndexSet) === -1 ? undefined : fault('character-not-allowed')

/** Percent encoding inside the value itself (names and addresses), not that of a URI. */
export const pcenc: Linter = (part) => {
  for (let i = part.indexOf('%'); i !== -1; i = part.indexOf('%', i + 3)) {
    if (i + 2 >= part.length || firstOutside(part, hexSet, i + 1, i + 3) !== -1) {
      return fault('percent-encoding-wrong', i)
    }
  }
  return undefined
}

const shortestIban = 11

/** ISO 13616: country, modulo-97 remainder of the number with its first four characters moved to the end. */
export const iban: Linter = (part) => {
  if (part.length < 4) return fault('value-too-short')
  if (!countryCodes.has(part.slice(0, 2))) return fault('country-unknown')
  if (part.length < shortestIban) return fault('value-too-short')
  const bad = firstOutside(part, ibanSet)
  if (bad !== -1) return fault('character-not-allowed', bad)
  let rest = 0
  for (let i = 0; i < part.length; i++) {
    const digit = Number.parseInt(part.charAt((i + 4) % part.length), 36)
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97
  }
  return rest === 1 ? undefined : fault('iban-check-wrong', 2)
}
