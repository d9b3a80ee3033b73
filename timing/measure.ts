import type { HttpClient } from '../bench/http-client.ts'
import { createRandom } from '../bench/random.ts'
import { latenciesOf } from '../bench/statistics.ts'
import type { Probe, Side } from './probe.ts'
import { adjusted, signedRank } from './signed-rank.ts'

/** What came of the pairs of one probe; times in milliseconds, `difference` the median of hidden less none, `p` of it alone. */
export type Measured = { name: string; pairs: number; hidden: number; none: number; difference: number; p: number }

/** The same judged among all that were asked: what must not happen by chance. */
export type Judged = Measured & { adjusted: number; differs: boolean }

/** Below this the two sides differ. */
export const level = 0.01

/** Pairs that are not counted: each session of the database prepares a statement when it first comes. */
export const warmUp = 30

/**
 * Asks in pairs, one call after the other, in random order within each pair: what disturbs the machine disturbs both. Both
 * must be answered with one status, or there is more to learn than a time.
 */
export const measure = async (
  probe: Probe,
  { client, url, pairs, seed }: { client: HttpClient; url: string; pairs: number; seed: number },
): Promise<Measured> => {
  const random = createRandom(seed, 41)
  const taken: Record<Side, number[]> = { hidden: [], none: [] }
  for (let pair = 0; pair < warmUp + pairs; pair += 1) {
    const sides: Side[] = random.fraction() < 0.5 ? ['hidden', 'none'] : ['none', 'hidden']
    const statuses: number[] = []
    for (const side of sides) {
      const { path, ...call } = probe.ask(side, pair)
      const started = performance.now()
      const { status } = await client.call(url + path, { ...call, keepText: false })
      const ended = performance.now() - started
      statuses.push(status)
      if (pair >= warmUp) taken[side].push(ended)
    }
    if (statuses[0] !== statuses[1] || (statuses[0] ?? 500) >= 500)
      throw new Error(`${probe.name}: ${sides[0]} is answered ${statuses[0]}, ${sides[1]} ${statuses[1]}`)
  }
  return { name: probe.name, pairs, ...compare(taken) }
}

const compare = ({ hidden, none }: Record<Side, readonly number[]>): Omit<Measured, 'name' | 'pairs'> => {
  const differences = hidden.map((each, at) => each - (none[at] ?? Number.NaN))
  return {
    hidden: latenciesOf(hidden).p50,
    none: latenciesOf(none).p50,
    difference: latenciesOf(differences).p50,
    p: signedRank(differences),
  }
}

/** One in a hundred runs may name something that does not differ, however much is asked about. */
export const judge = (measured: readonly Measured[]): Judged[] => {
  const all = adjusted(measured.map(({ p }) => p))
  return measured.map((each, at) => ({ ...each, adjusted: all[at] ?? 1, differs: (all[at] ?? 1) < level }))
}
