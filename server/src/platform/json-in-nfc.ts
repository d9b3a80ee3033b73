/** A value, its texts in one spelling (NFC), however they were typed. */
export const inNfc = <T>(value: T): T => spelled(value) as T

/**
 * The same as JSON. Each text for itself: in what is written already, an accent after a line break ("\n" and the accent) would
 * become one letter with the n, and the whole no JSON.
 */
export const jsonInNfc = (value: unknown): string => JSON.stringify(spelled(value))

function spelled(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(spelled)
  if (!value || typeof value !== 'object') return value
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(members.map(([name, inner]) => [name, spelled(inner)]))
}
