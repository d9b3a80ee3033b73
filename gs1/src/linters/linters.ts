import * as codes from './codes.ts'
import * as coupons from './coupons.ts'
import * as dates from './dates.ts'
import * as keys from './keys.ts'
import * as numbers from './numbers.ts'
import * as text from './text.ts'

/** Every linter under the name that the GS1 Barcode Syntax Dictionary gives it. */
export const linters = { ...keys, ...dates, ...numbers, ...codes, ...text, ...coupons }

export type LinterName = keyof typeof linters
