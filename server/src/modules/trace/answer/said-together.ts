import type { TraceHop, TraceRule } from './trace-answer.ts'

/** By these one thing leads to many; by all others many lead to one. */
const spreading: ReadonlySet<TraceRule> = new Set(['produced', 'of-lot'])

/**
 * One hop for all things of which the same events say the same. Which of them went through the walk together must not show:
 * what keeps two apart there may be told by an event that the caller may not see.
 */
export const saidTogether = (hops: readonly TraceHop[]): TraceHop[] =>
  [...Map.groupBy(hops, beginningOf).values()].flatMap((alike) =>
    alike.length === 1 ? alike : [...Map.groupBy(alike, wordsOf).values()].flatMap(asOne),
  )

/** What is the same of all hops of which the same words hold, and of few others. */
const beginningOf = ({ rule, from, to, events }: TraceHop): string =>
  `${rule} ${(spreading.has(rule) ? from : to)[0]} ${events[0]}`

/** All that a hop says, but for the things of which it says it. */
const wordsOf = ({ rule, from, to, interval, events, basis, by, certainty, quantities, tie, elsewhere }: TraceHop) => {
  const end = spreading.has(rule) ? from : to
  const speakers = by.map(({ party, standing }) => [party, standing])
  return JSON.stringify([rule, end, interval, events, basis, speakers, certainty, quantities, tie, elsewhere])
}

const asOne = (same: readonly TraceHop[]): readonly TraceHop[] => {
  if (same.length === 1) return same
  const all = (side: 'from' | 'to') => [...new Set(same.flatMap((each) => each[side]))].sort()
  return same
    .slice(0, 1)
    .map((hop) => (spreading.has(hop.rule) ? { ...hop, to: all('to') } : { ...hop, from: all('from') }))
}
