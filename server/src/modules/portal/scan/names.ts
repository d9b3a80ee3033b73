import type { Language } from '../../../platform/messages.ts'
import type { PartyCard } from '../../registry/index.ts'

/** Of words by language, those in the reader's, else in Vietnamese, English, any. */
export function inLanguage(words: Record<string, string> | undefined, language: Language): string | undefined {
  if (!words) return undefined
  return words[language] ?? words.vi ?? words.en ?? words.und ?? Object.values(words)[0]
}

/** The name under which the public knows a party. */
export const nameOf = ({ publicName, names, kind }: PartyCard, language: Language): string | undefined =>
  inLanguage(publicName, language) ??
  (kind === 'household' || kind === 'individual' ? undefined : inLanguage(names, language))
