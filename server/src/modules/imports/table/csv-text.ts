// A spreadsheet program takes a cell of a CSV that starts with one of these for a formula and works it out, with or
// without quotation marks around it. One that parts cells by semicolons or tabs (Excel, where the decimal sign is a comma)
// does not see our quotation marks, and begins a cell at each such sign, and a row at each line end, within a text. An
// apostrophe says: a text. Where one stands already a second is put, so that each way is undone by the other.
const unmarked = /^(?=[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20])|(?<=[;\t\r\n])(?=[=+\-@'\uff1d\uff0b\uff0d\uff20])/g
const marked = /^'(?=[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20])|(?<=[;\t\r\n])'(?=[=+\-@'\uff1d\uff0b\uff0d\uff20])/g
const number = /^-?\d+(?:\.\d+)?$/

/** A cell of a CSV: no program that opens it works anything out. */
export const csvCell = (text: string): string => {
  const safe = number.test(text) ? text : text.replace(unmarked, "'")
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What a cell of a CSV says, without the apostrophes that keep it a text. */
export const plainText = (cell: string): string => (cell.includes("'") ? cell.replace(marked, '') : cell)

/** A line of a CSV. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`
