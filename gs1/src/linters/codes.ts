import type { IssueCode } from '../issue-codes.ts'
import { countryCodes, countryNumbers, currencyNumbers, mediaTypes, packageTypes } from './code-lists.ts'
import { fault, type Linter } from './fault.ts'

const listed = (list: ReadonlySet<string>, code: IssueCode): Linter => {
  return (part) => (list.has(part) ? undefined : fault(code))
}

export const iso3166: Linter = listed(countryNumbers, 'country-unknown')

export const iso3166999: Linter = (part) => (part === '999' ? undefined : iso3166(part))

export const iso3166alpha2: Linter = listed(countryCodes, 'country-unknown')

export const iso4217: Linter = listed(currencyNumbers, 'currency-unknown')

export const iso5218: Linter = listed(new Set(['0', '1', '2', '9']), 'sex-code-unknown')

export const mediatype: Linter = listed(mediaTypes, 'media-type-unknown')

export const packagetype: Linter = listed(packageTypes, 'package-type-unknown')
