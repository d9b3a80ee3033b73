/** A text as the database can hold it: no half of a surrogate pair, and no zero; the replacement character says where. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

/** A value as jsonb takes it, whatever text was cut in the middle of a pair on the way here. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner))

/**
 * Whether a value from outside can be kept as it is: no text of the database holds NUL or half a surrogate pair, and nobody's
 * words are a hundred lists within each other.
 */
export const isStorable = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (!value || typeof value !== 'object') return true
  if (depth > deepest) return false
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner, depth + 1))
}

const deepest = 100
