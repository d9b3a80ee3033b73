import { inNfc } from '../../../../platform/json-in-nfc.ts'
import type { LanguageMap } from '../language-map.ts'

/**
 * One attribute as somebody says it; '' is the language of what has none. `saidAs`: the URI of a master data attribute for
 * which the register has a name of its own.
 */
export type Spoken = { attribute: string; language: string; value: unknown; saidAs?: string | null }

/** A word with whose it is. */
export type Word = Spoken & {
  subject: string
  declaredBy: string
  /** The owner on whose mandate the speaker spoke; null for a word of its own. */
  inNameOf: string | null
  basis: string | null
  position: number
}

/** `holder`: somebody on the owner's mandate, heard where the owner itself says nothing. */
export type Role = 'owner' | 'holder' | 'authority' | 'other'

/** A word beside the legal items: shown as its speaker's, never as the product's. */
export type OtherWord = Spoken & { declaredBy: string; role: Role }

/** The attributes that a public page may show; what a sender adds beyond them is kept, and shown to nobody else. */
export const publicAttributes: ReadonlySet<string> = new Set([
  'name',
  'description',
  'brand',
  'images',
  'origin',
  'originCountry',
  'productGroup',
  'shelfLife',
  'netContent',
  'netWeight',
  'scientificName',
  'speciesName',
  'hsCode',
  'standards',
  'without',
  'kind',
  'growingArea',
])

/** What an authority corrects: to which group a product belongs decides who is competent for it, so nobody chooses that alone. */
const corrected: ReadonlySet<string> = new Set(['productGroup'])

/**
 * Legal items come from the owner's word, else its mandate holder's, else an authority's (which goes before both where it corrects); every other word is listed apart unless it says the same
 * (Decree 37/2026 art. 26: the one whose product it is answers for what is shown).
 */
export function chooseWords(
  words: readonly Word[],
  roleOf: (word: Word) => Role,
): { chosen: Word[]; others: OtherWord[] } {
  const groups = Map.groupBy(words, ({ attribute, language }) => `${attribute} ${language}`)
  const chosen: Word[] = []
  const others: OtherWord[] = []
  for (const group of groups.values()) {
    const pick = pickWord(group, roleOf)
    if (pick) chosen.push(pick)
    for (const word of group)
      if (word !== pick && !(pick && sameValue(pick.value, word.value))) others.push(toOther(word, roleOf))
  }
  return { chosen, others }
}

/** The word that counts of those on one attribute in one language: of equals the latest. */
export function pickWord(words: readonly Word[], roleOf: (word: Word) => Role): Word | undefined {
  const authority = latest(words, 'authority', roleOf)
  if (authority && corrected.has(authority.attribute)) return authority
  return latest(words, 'owner', roleOf) ?? latest(words, 'holder', roleOf) ?? authority
}

/** What a speaker is to a key with this owner. */
export function roleOn(word: Word, owner: string | undefined, isAuthority: boolean): Role {
  if (owner !== undefined && word.declaredBy === owner) return 'owner'
  if (owner !== undefined && word.inNameOf === owner) return 'holder'
  return isAuthority ? 'authority' : 'other'
}

const toOther = (word: Word, roleOf: (word: Word) => Role): OtherWord => {
  const { attribute, language, value, declaredBy } = word
  return { attribute, language, value, declaredBy, role: roleOf(word) }
}

const latest = (words: readonly Word[], role: Role, roleOf: (word: Word) => Role): Word | undefined =>
  words
    .filter((word) => roleOf(word) === role)
    .reduce<Word | undefined>((best, word) => (best && best.position >= word.position ? best : word), undefined)

export const sameValue = (a: unknown, b: unknown): boolean =>
  typeof a === 'object' && typeof b === 'object' ? stable(a) === stable(b) : a === b

/** JSON with members in order: what comes back from the database has lost the sender's. */
const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

export const spokenMap = (attribute: string, map: LanguageMap | undefined): Spoken[] =>
  map === undefined
    ? []
    : Object.entries(map).map(([language, value]) => ({ attribute, language, value: value.normalize('NFC') }))

/** A word of no language, its texts in one spelling (NFC). */
export const spokenOne = (attribute: string, value: unknown): Spoken[] =>
  value === undefined ? [] : [{ attribute, language: '', value: inNfc(value) }]

/** { vi: …, en: … } from the words on one attribute; undefined where there are none. */
export function mapOf(words: readonly Spoken[], attribute: string): LanguageMap | undefined {
  const entries = words.filter((word) => word.attribute === attribute && typeof word.value === 'string')
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(({ language, value }) => [language || 'und', value as string]))
}

export const wordOn = (words: readonly Spoken[], attribute: string): unknown =>
  words.find((word) => word.attribute === attribute)?.value
