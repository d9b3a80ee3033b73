import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]

/** The sentence of a key in a language, with its parameters filled in; the key itself where there is none. */
export type Say = (language: Language, key: string, params?: Record<string, string | number>) => string

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
      .flatMap((file) => {
        const owner = file.slice(0, -'.json'.length)
        const entries = Object.entries<string>(JSON.parse(readFileSync(join(folder, language, file), 'utf8')))
        return entries.map(([key, text]) => [key.startsWith(`${owner}.`) ? key : `${owner}.${key}`, text] as const)
      }),
  )

export const createSay = (): Say => {
  const catalogues = loadCatalogues()
  return (language, key, params = {}) =>
    (catalogues[language].get(key) ?? key).replace(/\{(\w+)\}/g, (hole, name) => String(params[name] ?? hole))
}
