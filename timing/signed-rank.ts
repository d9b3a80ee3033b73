/**
 * How likely differences of pairs would come out this far to one side, or further, if neither side were slower: Wilcoxon's
 * signed-rank test, two-sided, by the normal approximation (from twenty pairs on). Pairs without a difference tell nothing;
 * ties share their mean rank.
 */
export const signedRank = (differences: readonly number[]): number => {
  const told = differences.filter((each) => each !== 0).sort((a, b) => Math.abs(a) - Math.abs(b))
  const count = told.length
  if (count === 0) return 1
  let [above, tied] = [0, 0]
  for (let from = 0; from < count; ) {
    let until = from + 1
    while (until < count && Math.abs(told[until] ?? 0) === Math.abs(told[from] ?? 0)) until += 1
    const rank = (from + 1 + until) / 2
    above += rank * told.slice(from, until).filter((each) => each > 0).length
    tied += (until - from) ** 3 - (until - from)
    from = until
  }
  const mean = (count * (count + 1)) / 4
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tied / 48
  return complementaryError(Math.abs(above - mean) / Math.sqrt(2 * variance))
}

/**
 * The same probabilities where many are tested at once (Holm): each as large as it must be for the chance that any of them
 * misleads to stay below it.
 */
export const adjusted = (probabilities: readonly number[]): number[] => {
  const order = probabilities.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p)
  const result: number[] = []
  let least = 0
  for (const [rank, { p, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (order.length - rank)))
    result[at] = least
  }
  return result
}

/** erfc(x) for x ≥ 0: the series of the error function while it converges fast, behind that the continued fraction. */
const complementaryError = (x: number): number => {
  if (x < 2.5) {
    let [term, sum] = [x, x]
    for (let n = 1; Math.abs(term) > 1e-17; n += 1) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n -= 1) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction))
}
