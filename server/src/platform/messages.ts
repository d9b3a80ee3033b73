import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDay } from './days.ts'
import { type Language, languages } from './language.ts'

export { type Language, languages }

/**
 * The sentence of a key in a language, with its parameters filled in. A key is `owner.code`; a code that its owner has
 * no sentence for is that of whoever has one (a refusal's details come from the packages as well). The key itself where
 * there is none at all. A parameter that is a word of ours, or several with commas between them, is said in that language:
 * `{state:imports.state}` names under which keys, `{words:}` that it holds whole keys, `{until:day}` that it is a day.
 */
export type Say = (language: Language, key: string, params?: Record<string, string | number>) => string

/** A sentence of the catalogue in one language: that of a page. */
export type Words = (key: string, params?: Record<string, string | number>) => string

export const wordsIn =
  (say: Say, language: Language): Words =>
  (key, params) =>
    say(language, key, params)

const folder = join(import.meta.dirname, '../../messages')

/** All catalogues: one file a language and owner, `messages/vi/events.json`. Its keys are prefixed with the owner. */
export const loadCatalogues = (): Record<Language, Map<string, string>> => ({
  vi: loadLanguage('vi'),
  en: loadLanguage('en'),
})

const loadLanguage = (language: Language): Map<string, string> =>
  new Map(
    readdirSync(join(folder, language))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .flatMap((file) => {
        const owner = file.slice(0, -'.json'.length)
        const entries = Object.entries<string>(JSON.parse(readFileSync(join(folder, language, file), 'utf8')))
        return entries.map(([key, text]) => [key.startsWith(`${owner}.`) ? key : `${owner}.${key}`, text] as const)
      }),
  )

export const createSay = (): Say => {
  const catalogues = loadCatalogues()
  const byCode = { vi: indexByCode(catalogues.vi), en: indexByCode(catalogues.en) }
  return (language, key, params = {}) => {
    const text = catalogues[language].get(key) ?? byCode[language].get(codeOf(key)) ?? key
    return text.replace(hole, (unfilled, name, under?: string) => {
      const value = params[name]
      if (value === undefined) return unfilled
      if (under === undefined) return String(value)
      return under === 'day' ? formatDay(String(value), language) : wordsOf(catalogues[language], under, String(value))
    })
  }
}

const hole = /\{(\w+)(?::([\w.-]*))?\}/g

const wordsOf = (catalogue: ReadonlyMap<string, string>, under: string, value: string): string =>
  value
    .split(', ')
    .map((word) => catalogue.get(under === '' ? word : `${under}.${word}`) ?? word.slice(word.lastIndexOf('.') + 1))
    .join(', ')

const codeOf = (key: string): string => key.slice(key.indexOf('.') + 1)

/** Sentences by code alone; of two owners that have it, the first by name. */
const indexByCode = (catalogue: Map<string, string>): Map<string, string> =>
  new Map([...catalogue].map(([key, text]) => [codeOf(key), text] as const).reverse())
