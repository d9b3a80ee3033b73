import type { Gazetteer } from '../gazetteer/gazetteer.ts'
import { ancestorsOn } from '../gazetteer/gazetteer.ts'
import { isSameName, wordsOf } from '../gazetteer/spelling.ts'
import { type kindSpellings, type Named, nameWords, readName } from '../gazetteer/unit-name.ts'
import type { Unit, UnitLevel } from '../unit.ts'
import { isInForce, unitKinds, unitLevels } from '../unit.ts'

/**
 * The communes that a written address may name. `placed`: what lies around them is named as well; `unsure`: the name is there,
 * what kind of unit it is said to be is not.
 */
export type AddressReading = { units: Unit[]; placed: boolean; unsure: boolean; part?: string }

type Spellings = ReturnType<typeof kindSpellings>
type Asked = { gazetteer: Gazetteer; spellings: Spellings; day: string; called?: Called }

/** The units of a day by what they may be called, without marks. */
export type Called = ReadonlyMap<string, readonly Unit[]>

export const calledOn = ({ units }: Gazetteer, day: string): Called => {
  const then = units.filter((unit) => isInForce(unit, day))
  const called = new Map<string, Unit[]>()
  for (const unit of then)
    for (const name of [plainOf(nameWords(unit)), initialsOf(unit)])
      if (name !== undefined) called.set(name, [...(called.get(name) ?? []), unit])
  return called
}

const plainOf = (words: Named['words']): string => words.map(({ plain }) => plain).join(' ')

/** The first letters of a name of three words or more: people write them for it. */
const initialsOf = (unit: Unit): string | undefined => {
  const words = nameWords(unit)
  return words.length > 2 ? words.map(({ plain }) => plain[0]).join('') : undefined
}

/** An address has a house, a street, a commune and what lies around it; of what has more parts only the last are read. */
const mostParts = 12

/** Reads an address as it was written on a day, from its end: province, district where there were any, commune. */
export function readAddress(asked: Asked, text: string): AddressReading {
  const { gazetteer, spellings, day, called = calledOn(gazetteer, day) } = asked
  const fits = (settled: readonly Unit[]) => (unit: Unit) => liesIn(gazetteer, unit, settled, day)
  const parts = text.split(/[,;\n]|\s[-\u2013]\s/).map((part) => part.trim())
  const left = parts.filter(Boolean).slice(-mostParts)
  let settled: Unit[] = []
  let unsure = false
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    const named = readName(spellings, part)
    const found = matches(called, named, fits(settled))
    const pieces = found.units.length === 0 ? cutAtKinds(spellings, part) : []
    if (pieces.length > 1) {
      left.push(...pieces)
      continue
    }
    if (found.units.length === 0 && named.kinds.length > 0 && isDeeper(named, settled))
      return { units: [], placed: settled.length > 0, unsure, part }
    if (found.units.length === 0) continue
    unsure ||= found.unsure
    if (found.units[0]?.level === 'commune') {
      const rivals =
        named.kinds.length > 0 ? [] : left.flatMap((each) => communesSaid(spellings, called, each, fits(settled)))
      return { units: [...new Set([...found.units, ...rivals])], placed: settled.length > 0, unsure }
    }
    settled = found.units
  }
  return { units: [], placed: settled.length > 0, unsure }
}

/** What is said to be a commune where a name alone was taken for one, as of a ward in what used to be a province. */
const communesSaid = (spellings: Spellings, called: Called, part: string, fits: (unit: Unit) => boolean): Unit[] => {
  const named = readName(spellings, part)
  return levelsOf(named.kinds).has('commune') ? matches(called, named, fits).units : []
}

/**
 * A part cut before each word for a kind of unit that a name follows: people leave the commas out. A single letter is such a
 * word before a dot alone.
 */
function cutAtKinds(spellings: Spellings, part: string): string[] {
  const tokens = [...part.matchAll(/[\p{L}\p{M}\p{N}]+/gu)]
  const words = tokens.flatMap(([token]) => wordsOf(token))
  if (words.length !== tokens.length) return []
  const isMeant = (at: number) => tokens[at]?.[0].length !== 1 || part[(tokens[at]?.index ?? 0) + 1] === '.'
  const cuts = [0]
  for (let at = 0; at < tokens.length; ) {
    const kind = spellings.find(({ words: spelt }) => isSameName(words.slice(at, at + spelt.length), spelt))
    const length = kind?.words.length ?? 0
    const isCut = length > 0 && at + length < tokens.length && spelledOut(at, length).every(isMeant)
    if (isCut && at > 0) cuts.push(tokens[at]?.index ?? 0)
    // What stands behind such a word is a name's, though it be one itself.
    at += isCut ? length + 1 : 1
  }
  return cuts.map((start, index) => part.slice(start, cuts[index + 1]).trim()).filter(Boolean)
}

const spelledOut = (from: number, length: number): number[] => Array.from({ length }, (_, index) => from + index)

/** Units of the given name on the highest level on which there is one; of the kind that is said, if there is one of it. */
function matches(called: Called, { kinds, words }: Named, fits: (unit: Unit) => boolean) {
  const levels = levelsOf(kinds)
  const named = (called.get(plainOf(words)) ?? []).filter(
    (unit) => (kinds.length === 0 || levels.has(unit.level)) && isCalled(unit, words) && fits(unit),
  )
  const exact = named.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind) || kind === 'unknown')
  const found = exact.length > 0 ? exact : named
  const level = unitLevels.find((each) => found.some((unit) => unit.level === each))
  const unsure = exact.length === 0 && level === 'commune'
  return { units: found.filter((unit) => unit.level === level), unsure }
}

const levelsOf = (kinds: Named['kinds']): Set<UnitLevel> =>
  new Set(kinds.flatMap((kind) => (kind === 'unknown' ? [] : [unitKinds[kind]])))

/** By its name, or by the first letters of its words. */
const isCalled = (unit: Unit, words: Named['words']): boolean =>
  isSameName(words, nameWords(unit)) || (words.length === 1 && words[0]?.plain === initialsOf(unit))

const liesIn = (gazetteer: Gazetteer, unit: Unit, settled: readonly Unit[], day: string): boolean =>
  settled.length === 0 || ancestorsOn(gazetteer, unit, day).some((each) => settled.includes(each))

const isDeeper = ({ kinds }: Named, settled: readonly Unit[]): boolean => {
  const reached = settled[0] ? unitLevels.indexOf(settled[0].level) : -1
  return [...levelsOf(kinds)].some((level) => unitLevels.indexOf(level) > reached)
}
