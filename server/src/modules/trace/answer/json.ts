import type { TraceAnswer } from './trace-answer.ts'

const partSize = 64 * 1024

/** What a code unit takes in UTF-8 at most. */
const bytesOfUnit = 3

/**
 * An answer as JSON in UTF-8, part by part: one of ten thousand items is many megabytes, which nobody holds whole or waits
 * for. Each thing is written and encoded by itself: V8 takes ten times as long for one text of hundreds of them, as soon as a
 * name among them has a letter beyond ISO 8859-1.
 */
export function* toJson(answer: TraceAnswer): Generator<Buffer> {
  let part = Buffer.alloc(partSize)
  let size = 0
  for (const text of textsOf(answer)) {
    const most = text.length * bytesOfUnit
    if (size + most > partSize) {
      yield part.subarray(0, size)
      part = Buffer.alloc(Math.max(partSize, most))
      size = 0
    }
    size += part.write(text, size)
  }
  yield part.subarray(0, size)
}

function* textsOf(answer: TraceAnswer): Generator<string> {
  const { nodes, hops, events, tombstones, completeness, ...asked } = answer
  yield `${JSON.stringify(asked).slice(0, -1)},"nodes":[`
  yield* listOf(nodes)
  yield '],"hops":['
  yield* listOf(hops)
  yield '],"events":['
  yield* listOf(events)
  yield '],"tombstones":['
  yield* listOf(tombstones)
  yield `],"completeness":${JSON.stringify(completeness)}}`
}

function* listOf(all: readonly unknown[]): Generator<string> {
  let before = ''
  for (const each of all) {
    yield before + JSON.stringify(each)
    before = ','
  }
}
