import { checkDigit } from '@nguon/gs1'
import { taxCheckDigit } from '../server/src/modules/registry/parties/tax-code/tax-code.ts'
import { workbook } from '../server/test/workbook.ts'
import { communes } from './world.ts'

/** A spreadsheet of a register, as CSV of so many rows; `tables`: where its rows come to lie. */
export type Sheet = { target: string; title: string; tables: readonly string[]; csv: (rows: number) => string }

/** How a spreadsheet is brought: as which kind of file, and what of its good rows where others are bad. */
export type Manner = {
  title: string
  type: string
  file: (csv: string) => string | Buffer
  errorBehaviour: 'proceed' | 'rollback'
}

export const asText: Manner = {
  title: 'from a spreadsheet, all in',
  type: 'text/csv',
  file: (csv) => csv,
  errorBehaviour: 'proceed',
}

/** No cell of ours holds a comma. */
export const asWorkbook: Manner = {
  title: 'from a workbook, all or nothing',
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  file: (csv) => workbook(csv.split('\r\n').map((line) => line.split(','))),
  errorBehaviour: 'rollback',
}

const withCheck = (digits: string): string => digits + checkDigit(digits)
const padded = (n: number, width: number): string => String(n).padStart(width, '0')

/** Bytes after `rows` lines under their headings. */
const csvOf =
  (headings: string, line: (n: number) => string) =>
  (rows: number): string =>
    [headings, ...Array.from({ length: rows }, (_, n) => line(n))].join('\r\n')

/** The n-th tax code of ten digits, each another: of two numbers that differ in the ninth digit alone one at least has a check digit. */
export const taxCode = (n: number): string => {
  const nines = [`${10_000_000 + n}0`, `${10_000_000 + n}1`]
  const nine = nines.find((digits) => taxCheckDigit(digits) !== undefined) ?? ''
  return `${nine}${taxCheckDigit(nine)}`
}

const address = (n: number): string => `${n} Bench Street,${communes[n % communes.length]},2026-01-01`

export const sheets: readonly Sheet[] = [
  {
    target: 'products',
    title: 'products',
    tables: ['subject', 'statement', 'claim'],
    csv: csvOf(
      'gtin,names.vi,names.en,brand.vi,productGroup,netContent.value,netContent.unit,origin.country',
      (n) =>
        `${withCheck(`952160${padded(n, 6)}`)},Fruit ${n} (bench),Fruit ${n},Bench garden,fresh-fruit,${(n % 900) + 1},KGM,VN`,
    ),
  },
  {
    target: 'parties',
    title: 'parties',
    tables: ['party', 'party_version', 'party_contact', 'identifier', 'claim'],
    csv: csvOf(
      'kind,names.vi,address.text,address.unitCode,address.on,phone,identifiers.tax-code,identifiers.gln',
      (n) =>
        `enterprise,Bench party ${n},${address(n)},0274${padded(n, 7)},${taxCode(n)},${withCheck(`952161${padded(n, 6)}`)}`,
    ),
  },
  {
    target: 'locations',
    title: 'places',
    tables: ['subject', 'statement', 'claim'],
    csv: csvOf(
      'gln,names.vi,kind,address.text,address.unitCode,address.on,coordinates.latitude,coordinates.longitude',
      (n) =>
        `${withCheck(`952162${padded(n, 6)}`)},Garden ${n},growing-area,${address(n)},11.0${(n % 8) + 1},106.7${(n % 8) + 1}`,
    ),
  },
]
