import { parseArgs } from 'node:util'
import { failure } from './failure.ts'

/** What stands behind a command: words, and options with or without a value. */
export type Arguments = { words: string[]; values: Record<string, string | undefined>; flags: ReadonlySet<string> }

/** Reads a command's arguments; `valued` options take a value, `flags` none. Throws a Failure for any other. */
export const readArguments = (
  args: readonly string[],
  { valued = [], flags = [] }: { valued?: readonly string[]; flags?: readonly string[] },
): Arguments => {
  const options = Object.fromEntries([
    ...valued.map((name) => [name, { type: 'string' as const }]),
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
  ])
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const given = Object.entries(values)
    return {
      words: positionals,
      values: Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
      flags: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
    }
  } catch (error) {
    throw failure('usage', (error as Error).message)
  }
}

/** An option that counts something; undefined where it was not given. */
export const countOf = (values: Arguments['values'], name: string, least: number): number | undefined => {
  const value = values[name]
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) {
    throw failure('usage', `--${name} takes a whole number from ${least} on, not "${value}"`)
  }
  return Number(value)
}

/** An option that is one of some words; the first where it was not given. */
export const choiceOf = <Word extends string>(
  values: Arguments['values'],
  name: string,
  words: readonly [Word, ...Word[]],
): Word => {
  const value = values[name] ?? words[0]
  const word = words.find((each) => each === value)
  if (word === undefined) throw failure('usage', `--${name} is one of ${words.join(', ')}, not "${value}"`)
  return word
}
