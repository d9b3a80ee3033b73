import Type from 'typebox'
import type { Language } from '../../../platform/messages.ts'

/** Words by language tag: { vi: …, en: … }; 'und' where the sender named no language. */
export type LanguageMap = Record<string, string>

const languageTag = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'

/** A language map of at most `length` characters a language; an empty word is no word. */
export const languageMap = (length: number, description: string) =>
  Type.Record(Type.String({ pattern: languageTag }), Type.String({ minLength: 1, maxLength: length }), {
    maxProperties: 20,
    additionalProperties: false,
    description,
  })

export const languageTagPattern: RegExp = new RegExp(languageTag)

/** Of words by language, those in the reader's, else in Vietnamese, English, any. */
export function inLanguage(words: Partial<LanguageMap> | undefined, language: Language): string | undefined {
  if (!words) return undefined
  return words[language] ?? words.vi ?? words.en ?? words.und ?? Object.values(words)[0]
}
