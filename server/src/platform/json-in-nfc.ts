/**
 * A value as JSON, its texts in one spelling (NFC), however they were typed. Each text for itself: in what is written already, an
 * accent after a line break ("\n" and the accent) would become one letter with the n, and the whole no JSON.
 */
export const jsonInNfc = (value: unknown): string => JSON.stringify(value, spell)

/** The same as a value. */
export const inNfc = <T>(value: T): T =>
  typeof value === 'string' ? (value.normalize('NFC') as T) : JSON.parse(jsonInNfc(value))

const spell = (_name: string, value: unknown): unknown => (typeof value === 'string' ? value.normalize('NFC') : value)
