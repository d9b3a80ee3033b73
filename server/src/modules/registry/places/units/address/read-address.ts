import type { Gazetteer } from '../gazetteer/gazetteer.ts'
import { ancestorsOn } from '../gazetteer/gazetteer.ts'
import { isSameName } from '../gazetteer/spelling.ts'
import { type kindSpellings, type Named, nameWords, readName } from '../gazetteer/unit-name.ts'
import type { Unit, UnitLevel } from '../unit.ts'
import { isInForce, unitKinds, unitLevels } from '../unit.ts'

/** The communes that a written address may name. `unsure`: the name is there, what kind of unit it is said to be is not. */
export type AddressReading = { units: Unit[]; unsure: boolean; part?: string }

type Asked = { gazetteer: Gazetteer; spellings: ReturnType<typeof kindSpellings>; day: string }

/** An address has a house, a street, a commune and what lies around it; of what has more parts only the last are read. */
const mostParts = 12

/** Reads an address as it was written on a day, from its end: province, district where there were any, commune. */
export function readAddress({ gazetteer, spellings, day }: Asked, text: string): AddressReading {
  const then = gazetteer.units.filter((unit) => isInForce(unit, day))
  const parts = text.split(/[,;\n]|\s[-\u2013]\s/).map((part) => part.trim())
  let settled: Unit[] = []
  let unsure = false
  for (const part of parts.filter(Boolean).slice(-mostParts).reverse()) {
    const named = readName(spellings, part)
    const found = matches(then, named, (unit) => liesIn(gazetteer, unit, settled, day))
    if (found.units.length === 0 && named.kinds.length > 0 && isDeeper(named, settled))
      return { units: [], unsure, part }
    if (found.units.length === 0) continue
    settled = found.units
    unsure ||= found.unsure
    if (settled[0]?.level === 'commune') return { units: settled, unsure }
  }
  return { units: [], unsure }
}

/** Units of the given name on the highest level on which there is one; of the kind that is said, if there is one of it. */
function matches(units: readonly Unit[], { kinds, words }: Named, fits: (unit: Unit) => boolean) {
  const levels = levelsOf(kinds)
  const named = units.filter(
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
const isCalled = (unit: Unit, words: Named['words']): boolean => {
  const said = nameWords(unit)
  const initials = said.map(({ plain }) => plain[0]).join('')
  return isSameName(words, said) || (said.length > 2 && words.length === 1 && words[0]?.plain === initials)
}

const liesIn = (gazetteer: Gazetteer, unit: Unit, settled: readonly Unit[], day: string): boolean =>
  settled.length === 0 || ancestorsOn(gazetteer, unit, day).some((each) => settled.includes(each))

const isDeeper = ({ kinds }: Named, settled: readonly Unit[]): boolean => {
  const reached = settled[0] ? unitLevels.indexOf(settled[0].level) : -1
  return [...levelsOf(kinds)].some((level) => unitLevels.indexOf(level) > reached)
}
