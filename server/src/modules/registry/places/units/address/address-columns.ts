import { dayCell, digitsCell, textCell } from '../../../spreadsheets/import-cell.ts'

/** An address in a spreadsheet: as printed, with its unit and day. */
export const addressColumns = [
  { path: 'address.text', cell: textCell },
  { path: 'address.unitCode', cell: digitsCell },
  { path: 'address.unitName', cell: textCell },
  { path: 'address.on', cell: dayCell },
  { path: 'address.chosenUnit', cell: digitsCell },
]
