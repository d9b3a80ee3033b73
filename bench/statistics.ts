/** What is told of many latencies, in milliseconds. */
export type Latencies = { count: number; p50: number; p95: number; p99: number; max: number }

export const latenciesOf = (milliseconds: readonly number[]): Latencies => {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN)
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** Three significant digits are all that a shared machine gives. */
export const rounded = (value: number): number => Number(value.toPrecision(3))
