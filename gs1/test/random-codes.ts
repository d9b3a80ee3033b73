import type { CharacterKind, Component } from '../src/ai-row.ts'
import { aiRows } from '../src/ai-table.generated.ts'
import { type AiEntry, aiOf, aiTable } from '../src/ai-table.ts'
import { cset82Characters } from '../src/character-sets.ts'
import { checkDigit, checkPair } from '../src/check-digit.ts'
import type { LinterName } from '../src/linters/linters.ts'
import type { Element } from '../src/result.ts'

/** A repeatable stream of numbers in [0, 1): mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type Random = () => number

export const below = (random: Random, limit: number): number => Math.floor(random() * limit)

export const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T

const alphabets: Record<CharacterKind, string> = {
  N: '0123456789',
  X: cset82Characters,
  Y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Z: '-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
}

const text = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(below(random, alphabet.length))).join('')

const digits = (random: Random, length: number): string => text(random, alphabets.N, length)

const two = (number: number): string => String(number).padStart(2, '0')

const month = (random: Random): string => two(1 + below(random, 12))

const day = (random: Random): string => two(1 + below(random, 28))

/** Good content for the linters that random characters of the right kind would seldom please. */
const samples: Partial<Record<LinterName, (random: Random, length: number) => string>> = {
  csum: (random, length) => {
    const body = digits(random, length - 1)
    return body + checkDigit(body)
  },
  csumalpha: (random, length) => {
    const body = digits(random, 5) + text(random, alphabets.X.replace(/[^A-Za-z]/g, ''), Math.max(1, length - 7))
    return body + checkPair(body)
  },
  gcppos1: (random, length) => digits(random, 6) + text(random, alphabets.Y.slice(3), Math.max(0, length - 6)),
  yymmdd: (random) => digits(random, 2) + month(random) + day(random),
  yymmd0: (random) => digits(random, 2) + month(random) + pick(random, ['00', day(random)]),
  yyyymmdd: (random) => `20${digits(random, 2)}${month(random)}${day(random)}`,
  hh: (random) => two(below(random, 24)),
  mi: (random) => two(below(random, 60)),
  ss: (random) => two(below(random, 60)),
  hhmi: (random) => two(below(random, 24)) + two(below(random, 60)),
  iso3166: (random) => pick(random, ['704', '528', '250', '840']),
  iso3166999: (random) => pick(random, ['704', '999']),
  iso3166alpha2: (random) => pick(random, ['VN', 'FR', 'ES']),
  iso4217: (random) => pick(random, ['704', '978', '840']),
  iso5218: (random) => pick(random, ['0', '1', '2', '9']),
  iban: (random) => pick(random, ['FR7630006000011234567890189', 'DE91100000000123456789']),
  pcenc: (random) => pick(random, ['Nguy%E1%BB%85n', 'L%C3%A1i+Thi%C3%AAu', 'PLAIN']),
  yesno: (random) => pick(random, ['0', '1']),
  zero: () => '0',
  winding: (random) => pick(random, ['0', '1', '9']),
  pieceoftotal: (random) => pick(random, ['0102', '0303', '0109']),
  posinseqslash: (random) => pick(random, ['1/2', '3/3']),
  latitude: (random) => `1${digits(random, 9).replace(/^./, '0')}`,
  longitude: (random) => `2${digits(random, 9)}`,
  hyphen: () => '-',
  importeridx: (random) => pick(random, ['-', '_', 'a', 'Z']),
  mediatype: (random) => pick(random, ['01', '10', '80']),
  packagetype: (random) => pick(random, ['BX', '200', 'PX']),
  couponcode: () => '012345612345611110123',
  couponposoffer: () => '001234561234560123456',
  nozeroprefix: (random, length) => pick(random, ['1', '9']) + digits(random, length - 1),
}

const componentText = (random: Random, component: Component): string => {
  const length = component.min + below(random, Math.min(component.max - component.min, 12) + 1)
  const name = component.linters.find((linter) => samples[linter] !== undefined)
  const sample = name === undefined ? undefined : samples[name]
  return sample === undefined ? text(random, alphabets[component.kind], length) : sample(random, Math.max(length, 8))
}

const lengthen = (component: Component): Component =>
  component.min === component.max ? component : { ...component, max: Math.max(component.min, component.max) }

const componentsOf = (entry: AiEntry): readonly Component[] =>
  aiRows.find(
    ({ ais: [first, last] }) => first <= entry.code && entry.code <= last && first.length === entry.code.length,
  )?.components ?? []

/** A value that the AI allows, nearly always. */
export const randomValue = (random: Random, entry: AiEntry): string => {
  let value = ''
  for (const component of componentsOf(entry)) {
    if (component.optional && random() < 0.4) break
    const exact = component.min === component.max
    const name = component.linters.includes('csum') ? 'csum' : undefined
    value +=
      exact && name !== undefined
        ? (samples.csum?.(random, component.max) ?? '')
        : componentText(random, lengthen(component)).slice(0, component.max)
  }
  return value
}

const concrete = (random: Random, pattern: string): string => pattern.replace(/n/g, () => String(below(random, 6)))

/** Adds one group of partners for every unfilled requirement, a few times over. */
const withPartners = (random: Random, codes: string[]): string[] => {
  for (let round = 0; round < 3; round++) {
    for (const code of [...codes]) {
      for (const groups of aiOf(code)?.requires ?? []) {
        const names = groups.map((group) => group.map(({ prefix, length }) => prefix.padEnd(length, 'n')))
        const held = names.some((group) => group.every((name) => codes.includes(name)))
        if (!held) codes.push(...pick(random, names).map((name) => concrete(random, name)))
      }
    }
  }
  return [...new Set(codes)].filter((code) => aiOf(code) !== undefined)
}

/** One to three AIs with their partners and good values; some sets still break a rule between AIs. */
export const randomElements = (random: Random): Element[] => {
  const first = Array.from({ length: 1 + below(random, 3) }, () => pick(random, aiTable).code)
  const codes = withPartners(random, first)
  return codes.flatMap((code) => {
    const entry = aiOf(code)
    return entry === undefined ? [] : [[code, randomValue(random, entry)] as const]
  })
}

/** The same text with one character changed, dropped or doubled. */
export const breakText = (random: Random, whole: string, alphabet: string): string => {
  const at = below(random, whole.length)
  const kind = below(random, 4)
  const insert = kind === 0 ? '' : kind === 1 ? whole.charAt(at).repeat(2) : pick(random, [...alphabet])
  return whole.slice(0, at) + insert + whole.slice(kind === 3 ? at : at + 1)
}

export const bracketed = (elements: readonly Element[]): string =>
  elements.map(([ai, value]) => `(${ai})${value.replaceAll('(', '\\(')}`).join('')

/** What a scanner sends for the elements, FNC1 after each AI without predefined length but the last. */
export const scanned = (elements: readonly Element[], identifier: string): string =>
  identifier +
  elements
    .map(([ai, value], index) => {
      const ends = aiOf(ai)?.separated === true && index < elements.length - 1
      return ai + value + (ends ? '\u001d' : '')
    })
    .join('')
