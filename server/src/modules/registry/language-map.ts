import Type from 'typebox'

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
