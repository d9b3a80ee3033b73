import { parseArgs } from 'node:util'
import { wholeNumber } from '../bench/options.ts'

export type Options = {
  pairs: number
  events: number
  seed: number
  /** Names of what is asked, or of their beginnings; all where empty. */
  only: readonly string[]
  docs: boolean
}

export const usage = `usage: npm run timing -- [--pairs N] [--only NAME]… [--events N] [--seed S] [--docs]
  --pairs   how often each thing is asked about: what is there and is another's, and what is not there at all (1000)
  --only    what to ask about, by its name or how that begins
  --events  events of others in the store (20000)
  --docs    writes the table into docs/performance.md`

/** Fewer pairs tell nothing by the normal approximation. */
const fewestPairs = 20

/** Reads the command line; throws one sentence where it cannot be meant. */
export const readOptions = (args: string[]): Options => {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: 'string', default: '1000' },
      events: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
      docs: { type: 'boolean', default: false },
    },
  })
  return {
    pairs: wholeNumber('--pairs', values.pairs, { least: fewestPairs }),
    events: wholeNumber('--events', values.events, { least: 5000 }),
    seed: wholeNumber('--seed', values.seed),
    only: values.only.flatMap((names) => names.split(',')),
    docs: values.docs,
  }
}
