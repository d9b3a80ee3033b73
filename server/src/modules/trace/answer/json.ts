import type { TraceAnswer } from './trace-answer.ts'

const partSize = 250

/** An answer as JSON, part by part: one of ten thousand items is many megabytes, which nobody holds whole or waits for. */
export function* toJson(answer: TraceAnswer): Generator<string> {
  const { nodes, hops, events, tombstones, completeness, ...asked } = answer
  yield `${JSON.stringify(asked).slice(0, -1)},"nodes":[`
  yield* partsOf(nodes)
  yield '],"hops":['
  yield* partsOf(hops)
  yield `],${JSON.stringify({ events, tombstones, completeness }).slice(1)}`
}

function* partsOf(all: readonly unknown[]): Generator<string> {
  for (let first = 0; first < all.length; first += partSize)
    yield (first === 0 ? '' : ',') + JSON.stringify(all.slice(first, first + partSize)).slice(1, -1)
}
