import { toUTC } from '@nguon/epcis'
import { type ProblemDetail, problem } from '../../../platform/problem.ts'
import type { Direction } from '../walk/walk-graph.ts'
import { compareInstants } from './sighted.ts'

/** What is asked about a key. Times are ISO 8601 in UTC; `asOf` undefined: now. */
export type TraceRequest = {
  key: string
  direction: Direction | 'both'
  from: string | null
  to: string | null
  depth: number
  limit: number
  asOf: number | undefined
  resume: string | undefined
  /** Whether other repositories are asked about what has no answer here. */
  elsewhere: boolean
}

export const directions = ['back', 'forward', 'both'] as const

/** How much one answer holds: items and containers, and processes one behind the other. */
export const traceLimits = {
  items: { usual: 2_000, greatest: 20_000 },
  depth: { usual: 64, greatest: 1_000 },
} as const

/** A request for all of a key's trace, as far as an answer usually goes. */
export const wholeTrace = (key: string): TraceRequest => ({
  key,
  direction: 'both',
  from: null,
  to: null,
  depth: traceLimits.depth.usual,
  limit: traceLimits.items.usual,
  asOf: undefined,
  resume: undefined,
  elsewhere: false,
})

type Reading = { request: TraceRequest; errors: ProblemDetail[] }
type Read = (reading: Reading, value: string, name: string) => void

/** Reads the parameters of a query string. Throws a Problem that names each one at fault. */
export const readTraceRequest = (key: string, parameters: Iterable<[name: string, value: string]>): TraceRequest => {
  const reading: Reading = { request: wholeTrace(key), errors: [] }
  const seen = new Set<string>()
  for (const [name, value] of parameters) {
    const read = readers.get(name)
    if (read === undefined) fault(reading, 'query-parameter-unknown', name)
    else if (seen.has(name)) fault(reading, 'query-parameter-repeated', name)
    else read(reading, value, name)
    seen.add(name)
  }
  const { from, to } = reading.request
  if (from !== null && to !== null && compareInstants(from, to) > 0)
    fault(reading, 'bounds-crossed', 'from', { from, to })
  if (reading.errors.length > 0) throw problem('trace.parameter-invalid', {}, { errors: reading.errors })
  return reading.request
}

const longestShown = 120

const fault = ({ errors }: Reading, code: string, name: string, params: Record<string, string | number> = {}): void => {
  if (errors.length < 20) errors.push({ code, field: name.slice(0, longestShown), params })
}

/** A plus sign that was not percent-encoded comes as a blank. */
const readTime: Read = (reading, value, name) => {
  const time = toUTC(value.replace(/ (?=\d\d:\d\d$)/, '+'))
  if (time !== undefined) Object.assign(reading.request, { [name]: time })
  else fault(reading, 'time-invalid', name, { value: value.slice(0, longestShown) })
}

const readWhole =
  (least: number, greatest: number): Read =>
  (reading, value, name) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : -1
    if (number >= least && number <= greatest) Object.assign(reading.request, { [name]: number })
    else fault(reading, 'number-out-of-range', name, { value: value.slice(0, longestShown), least, greatest })
  }

const readers = new Map<string, Read>([
  [
    'direction',
    (reading, value, name) => {
      const direction = directions.find((each) => each === value)
      if (direction !== undefined) reading.request.direction = direction
      else fault(reading, 'query-value-invalid', name, { value: value.slice(0, longestShown) })
    },
  ],
  ['from', readTime],
  ['to', readTime],
  ['depth', readWhole(0, traceLimits.depth.greatest)],
  ['limit', readWhole(1, traceLimits.items.greatest)],
  ['asOf', readWhole(0, 999_999_999_999_999)],
  [
    'elsewhere',
    (reading, value, name) => {
      if (value === 'follow') reading.request.elsewhere = true
      else fault(reading, 'query-value-invalid', name, { value: value.slice(0, longestShown) })
    },
  ],
  ['resume', (reading, value) => Object.assign(reading.request, { resume: value })],
])

/** A refusal of one parameter that only the store can judge. */
export const parameterRefused = (field: string, code: string, params: Record<string, string | number> = {}) =>
  problem('trace.parameter-invalid', {}, { errors: [{ code, field, params }] })
