import { sortable } from './compare.ts'
import { extensionValues, plainValues } from './match-extension.ts'
import type { Subject } from './subject.ts'
import { instantOf, numberOf } from './values.ts'

/** What events are ordered by: numbers (rank 0), then times, then other texts. */
export type OrderValue = { rank: 0; at: number } | { rank: 1 | 2; at: string }

/** As much of a text as orders it: a page's token holds it. */
const longest = 500

/** The value of an extension's member that stands in the event itself; undefined where it has none. */
export function orderValue(subject: Subject, names: readonly string[]): OrderValue | undefined {
  const held = extensionValues(subject, { scope: 'event', inner: false, names: [...names] })
  const [value] = held.flatMap(plainValues)
  if (value === undefined) return undefined
  const text = String(value)
  const number = typeof value === 'number' ? value : numberOf(text)
  if (number !== undefined) return { rank: 0, at: number }
  const instant = instantOf(text)
  return instant === undefined ? { rank: 2, at: text.slice(0, longest) } : { rank: 1, at: sortable(instant) }
}

/** Negative where `a` comes first; texts by their code points (EPCIS 2.0 §8.2.7.1). */
export function compareOrder(a: OrderValue, b: OrderValue): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  return a.rank === 0 ? a.at - (b.at as number) : compareTexts(a.at, b.at as string)
}

/** UTF-16 puts the surrogates before the last of the one-unit characters: they belong behind them. */
const place = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit)

function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const order = place(a.charCodeAt(index)) - place(b.charCodeAt(index))
    if (order !== 0) return order
  }
  return a.length - b.length
}
