import { parseArgs } from 'node:util'
import { wholeNumber } from '../bench/options.ts'

export type Options = { histories: number; seed: number; chains: number; docs: boolean }

export const usage = `usage: npm run proof -- [--histories N] [--seed S] [--chains N] [--docs]
  --histories  random histories that the engine is held to the reference with
  --chains     of each of the twenty kinds, for each share of missing events, that the province plays
  --docs       writes the province's table into docs/performance.md`

/** Shrunken histories are numbered from here: keys with more digits than this are too long for GS1. */
export const mostHistories = 9_000_000

/** Reads the command line; throws one sentence where it cannot be meant. */
export const readOptions = (args: string[]): Options => {
  const { values } = parseArgs({
    args,
    options: {
      histories: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      chains: { type: 'string', default: '20' },
      docs: { type: 'boolean', default: false },
    },
  })
  return {
    histories: wholeNumber('--histories', values.histories, { below: mostHistories }),
    seed: wholeNumber('--seed', values.seed, { below: 2 ** 31 }),
    chains: wholeNumber('--chains', values.chains, { below: 10_000 }),
    docs: values.docs,
  }
}
