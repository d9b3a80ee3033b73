/** Keys by hash: canonical text, and the first and last month (their first days) in which an event names them. */
export type SeenKeys = Map<string, { canonical: string; first: string; last: string }>

/** Notes a key in a month. */
export const noteKey = (keys: SeenKeys, hash: string, canonical: string, month: string): void => {
  const known = keys.get(hash)
  if (known === undefined) keys.set(hash, { canonical, first: month, last: month })
  else if (month < known.first) known.first = month
  else if (month > known.last) known.last = month
}
