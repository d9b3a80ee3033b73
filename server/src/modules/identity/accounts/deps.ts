import type { Language, Say } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import type { SecretBox } from '../../../platform/secret-box.ts'
import type { Pages } from '../pages/pages.ts'
import type { BreachedList } from './password/breached-list.ts'

/** Another way to sign in that the page offers, such as a provider of identities: a link, never a form. */
export type OtherWay = { href: string; label: Readonly<Record<Language, string>> }

export type AccountsDeps = {
  db: Db
  /** Opens secrets that are kept encrypted. */
  box: SecretBox
  /** Passwords that nobody may choose. */
  breached: BreachedList
  say: Say
  pages: Pages
  publicUrl: string
  /** The addresses at which browsers reach us; passkeys belong to the host of the first. */
  origins: readonly string[]
  /** The names of organisations, in the language asked for; one that is not registered is left out. */
  partyNames(ids: readonly string[], language: Language): Promise<ReadonlyMap<string, string>>
  otherWays?: readonly OtherWay[]
}
