import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'

/** The figures, in the order in which they are taken: those that leave rows of their own behind come last. */
export const figureNames = [
  'digital-links',
  'validate',
  'keys',
  'compound',
  'visibility',
  'import',
  'scan',
  'resolver',
  'trace',
  'paging',
  'webhook',
  'xml',
  'capture',
] as const
export type FigureName = (typeof figureNames)[number]

export type Options = {
  events: number
  seed: number
  only: readonly FigureName[]
  keep: string | undefined
  json: string | undefined
  /** Where the measured server leaves its CPU profiles. */
  profile: string | undefined
  /** The --json of an earlier run, to be written into the documentation instead of measuring. */
  docs: string | undefined
}

export const usage = `usage: npm run bench -- [--events N] [--only NAME]… [--keep DIR] [--json FILE] [--seed N] [--profile DIR]
       npm run bench -- --docs FILE
  NAME: ${figureNames.join(', ')}`

/** Reads the command line; throws one sentence where it cannot be meant. */
export const readOptions = (args: string[], environment: Readonly<Record<string, string | undefined>>): Options => {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
      keep: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
      docs: { type: 'string' },
    },
  })
  const only = values.only.flatMap((names) => names.split(',')).map(figureNamed)
  return {
    events: wholeNumber('--events', values.events, { least: 500 }),
    seed: wholeNumber('--seed', values.seed),
    only: only.length === 0 ? figureNames : figureNames.filter((name) => only.includes(name)),
    keep: values.keep === undefined ? undefined : keptFolder(values.keep, environment.DATA_DIR ?? 'data'),
    json: values.json,
    profile: values.profile === undefined ? undefined : resolve(values.profile),
    docs: values.docs,
  }
}

/** A whole number that an option asks for, from `least` and below `below`; throws one sentence where its text is none. */
export const wholeNumber = (
  name: string,
  text: string,
  { least = 0, below = Number.MAX_SAFE_INTEGER }: { least?: number; below?: number } = {},
): number => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value < below) return value
  const bounds = below === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} and below ${below}`
  throw new Error(`${name} must be a whole number ${bounds}, not "${text}"`)
}

const figureNamed = (text: string): FigureName => {
  const known = figureNames.find((name) => name === text)
  if (known === undefined) throw new Error(`there is no figure "${text}"; there are ${figureNames.join(', ')}`)
  return known
}

/** Generated events must never come among a system's own: neither in its data folder, nor around it. */
const keptFolder = (folder: string, dataDir: string): string => {
  const [kept, data] = [realPath(resolve(folder)), realPath(resolve(dataDir))]
  if (contains(data, kept) || contains(kept, data))
    throw new Error(`--keep ${kept} must lie apart from the data folder ${data}`)
  return kept
}

/** Where a path leads, be it there or not yet. */
const realPath = (path: string): string =>
  existsSync(path) || dirname(path) === path ? realpathSync(path) : join(realPath(dirname(path)), basename(path))

const contains = (outer: string, inner: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`)
