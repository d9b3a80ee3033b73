/** One weighed value of an Accept or Accept-Language header. */
export type Weighed = { value: string; q: number }

/** The header's values in lower case, the heaviest first, those of weight 0 left out. Garbage gives fewer values, never an error. */
export function weighed(header: string | undefined): Weighed[] {
  if (!header) return []
  const values = header.slice(0, 2000).split(',').map(parseOne)
  return values.filter(({ value, q }) => value !== '' && q > 0).sort((a, b) => b.q - a.q)
}

function parseOne(part: string): Weighed {
  const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
  const q = parameters.find((text) => text.startsWith('q='))?.slice(2)
  const weight = q === undefined ? 1 : Number(q)
  return { value, q: weight >= 0 && weight <= 1 ? weight : 0 }
}

/** RFC 4647 §3.4 lookup: the first of the ranges that, shortened from its end, is one of the tags. */
export function lookupLanguage(ranges: readonly Weighed[], tags: ReadonlySet<string>): string | undefined {
  for (const { value } of ranges) {
    for (let range = value; range !== '' && range !== '*'; range = shorten(range)) {
      if (tags.has(range)) return range
    }
  }
  return undefined
}

const shorten = (range: string): string => {
  const cut = range.slice(0, Math.max(range.lastIndexOf('-'), 0))
  return cut.at(-2) === '-' ? cut.slice(0, -2) : cut
}

/** How much a media type is wanted (RFC 9110 §12.5.1): the most specific range that covers it speaks; 0 where none does. */
export function weightOfType(ranges: readonly Weighed[], type: string): number {
  const group = `${type.slice(0, type.indexOf('/'))}/*`
  for (const wanted of [type, group, '*/*']) {
    const range = ranges.find(({ value }) => value === wanted)
    if (range) return range.q
  }
  return 0
}

/** Of the types offered, the one asked for by name with the greatest weight; wildcards name nothing. */
export const namedType = <T extends string>(ranges: readonly Weighed[], offered: readonly T[]): T | undefined =>
  offered.find((type) => type === ranges.find(({ value }) => (offered as readonly string[]).includes(value))?.value)
