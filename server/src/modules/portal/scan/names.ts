import type { Language } from '../../../platform/messages.ts'
import { inLanguage, type PartyCard } from '../../registry/index.ts'

/** The name under which the public knows a party. */
export const nameOf = ({ publicName, names, kind }: PartyCard, language: Language): string | undefined =>
  inLanguage(publicName, language) ??
  (kind === 'household' || kind === 'individual' ? undefined : inLanguage(names, language))
