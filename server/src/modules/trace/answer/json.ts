import type { TraceAnswer, TraceHop } from './trace-answer.ts'

const nodesOfPart = 500
const hopsOfPart = 250

/**
 * An answer as JSON, part by part: one of ten thousand items is many megabytes, which nobody holds whole or waits for. IDs
 * recur from hop to hop, and hops of things alike share what they say: each is put in JSON once.
 */
export function* toJson(answer: TraceAnswer): Generator<Buffer> {
  const { nodes, hops, events, tombstones, completeness, ...asked } = answer
  const once = remembering()
  yield* partsOf(`${JSON.stringify(asked).slice(0, -1)},"nodes":[`, nodes, nodesOfPart, (node) => JSON.stringify(node))
  yield* partsOf('],"hops":[', hops, hopsOfPart, (hop) => hopText(hop, once))
  yield Buffer.from(`],${JSON.stringify({ events, tombstones, completeness }).slice(1)}`)
}

function* partsOf<T>(opening: string, all: readonly T[], size: number, write: (each: T) => string): Generator<Buffer> {
  yield Buffer.from(opening)
  for (let first = 0; first < all.length; first += size) {
    const part = all
      .slice(first, first + size)
      .map(write)
      .join()
    yield Buffer.from(first === 0 ? part : `,${part}`)
  }
}

type Once = (value: string | object) => string

/** What was put in JSON before is not again; an object is known by its identity. */
const remembering = (): Once => {
  const known = new Map<string | object, string>()
  return (value) => {
    const told = known.get(value)
    if (told !== undefined) return told
    const text = JSON.stringify(value)
    known.set(value, text)
    return text
  }
}

const hopText = (hop: TraceHop, once: Once): string => {
  const { from, to, rule, events, interval, basis, by, certainty, quantities, tie, elsewhere } = hop
  return (
    `{"from":${once(from)},"to":${once(to)},"rule":${once(rule)},"events":${once(events)},` +
    `"interval":${once(interval)},"basis":${once(basis)},"by":${once(by)},"certainty":${once(certainty)}` +
    (quantities === undefined ? '' : `,"quantities":${JSON.stringify(quantities)}`) +
    (tie === undefined ? '' : `,"tie":${tie}`) +
    (elsewhere === undefined ? '}' : `,"elsewhere":${once(elsewhere)}}`)
  )
}
