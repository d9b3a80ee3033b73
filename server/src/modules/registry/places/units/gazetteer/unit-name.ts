import type { Say } from '../../../../../platform/messages.ts'
import type { LanguageMap } from '../../../statements/language-map.ts'
import type { Unit, UnitKind } from '../unit.ts'
import { unitKinds } from '../unit.ts'
import { isSameName, wordsOf } from './spelling.ts'

/** A unit's name with what it is, as one writes it: by language. */
export const titleOf = (say: Say, { kind, name }: Pick<Unit, 'kind' | 'name'>): LanguageMap =>
  kind === 'unknown'
    ? { vi: name, en: name }
    : { vi: say('vi', `units.kind.${kind}`, { name }), en: say('en', `units.kind.${kind}`, { name }) }

const spelt = new WeakMap<Unit, ReturnType<typeof wordsOf>>()

/** The words of a unit's name. They are spelt once: each name that somebody asks for is held against all of them. */
export function nameWords(unit: Unit): ReturnType<typeof wordsOf> {
  const known = spelt.get(unit)
  if (known) return known
  const words = wordsOf(unit.name)
  spelt.set(unit, words)
  return words
}

export type Named = { kinds: readonly UnitKind[]; words: ReturnType<typeof wordsOf> }

/** How kinds are spelt before a name, the longest first: what stands there is not part of the name. */
export const kindSpellings = (say: Say): { kind: UnitKind; words: ReturnType<typeof wordsOf> }[] =>
  (Object.keys(unitKinds) as UnitKind[])
    .flatMap((kind) =>
      say('vi', `units.spelt.${kind}`)
        .split(',')
        .map((text) => ({ kind, words: wordsOf(text) })),
    )
    .toSorted((a, b) => b.words.length - a.words.length)

/** A name as somebody wrote it, apart from what kind of unit it says to be; no kinds: it says none. */
export function readName(spellings: ReturnType<typeof kindSpellings>, text: string): Named {
  const words = wordsOf(text)
  const begun = (spelt: ReturnType<typeof wordsOf>) =>
    words.length > spelt.length && isSameName(words.slice(0, spelt.length), spelt)
  const longest = spellings.find((each) => begun(each.words))?.words.length ?? 0
  const kinds = spellings.filter((each) => each.words.length === longest && begun(each.words)).map(({ kind }) => kind)
  return { kinds, words: words.slice(longest) }
}
