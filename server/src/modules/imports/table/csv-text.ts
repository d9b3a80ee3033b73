// A spreadsheet program takes a cell of a CSV that starts with one of these for a formula and works it out, with or
// without quotation marks around it. An apostrophe before it says: a text. A text that starts with an apostrophe itself
// gets a second one, so that each way is undone by the other.
const dangerous = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]/
const number = /^-?\d+(?:\.\d+)?$/

/** A cell of a CSV: no program that opens it works anything out. */
export const csvCell = (text: string): string => {
  const safe = dangerous.test(text) && !number.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What a cell of a CSV says, without the apostrophe that keeps it a text. */
export const plainText = (cell: string): string =>
  cell.startsWith("'") && dangerous.test(cell.slice(1)) ? cell.slice(1) : cell

/** A line of a CSV. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`
