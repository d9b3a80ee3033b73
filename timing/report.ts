import { formatNumber } from '../bench/report.ts'
import type { Judged } from './measure.ts'

/** A line for each thing that was asked about. */
export const timingTable = (judged: readonly Judged[]): string =>
  [
    ['asked about', 'pairs', 'hidden, ms', 'none, ms', 'difference, µs', 'p', ''],
    Array(7).fill('---'),
    ...judged.map(({ name, pairs, hidden, none, difference, adjusted, differs }) => [
      name,
      String(pairs),
      formatNumber(hidden),
      formatNumber(none),
      String(Math.round(difference * 1000)),
      probability(adjusted),
      differs ? '**differs**' : 'alike',
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

const probability = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(p < 0.1 ? 3 : 2))
