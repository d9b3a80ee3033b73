import { hash, verify } from '@node-rs/argon2'
import { problem } from '../../../../platform/problem.ts'
import type { BreachedList } from './breached-list.ts'
import { isCommon } from './common-passwords.ts'

/** OWASP's choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const shortest = 12
const longest = 200

/** One spelling of what may be typed on different keyboards. */
const spelt = (password: string): string => password.normalize('NFC')

function checkForm(password: string, names: readonly string[]): void {
  const length = [...spelt(password)].length
  if (length < shortest) throw problem('account.password-too-short', { limit: shortest })
  if (length > longest) throw problem('account.password-too-long', { limit: longest })
  const lower = spelt(password).toLowerCase()
  if (names.some((name) => spelt(name).toLowerCase() === lower)) throw problem('account.password-own-name')
  if (isCommon(lower, names.flatMap(ownWords))) throw problem('account.password-common')
}

/** A person's name and sign-in name as somebody who guesses would begin with them. */
const ownWords = (name: string): string[] => {
  const lower = spelt(name).toLowerCase()
  const [local = ''] = lower.split('@', 1)
  return [...new Set([local, lower.replace(/\s/g, '')])].filter((word) => word.length >= 4)
}

/**
 * Refuses a password that is short, among the commonest, made of the person's own name, or published as stolen. No rule asks for signs
 * or digits.
 */
export async function checkPassword(list: BreachedList, password: string, names: readonly string[]): Promise<void> {
  checkForm(password, names)
  if (await list.holds(spelt(password))) throw problem('account.password-breached')
}

export const hashPassword = (password: string): Promise<string> => hash(spelt(password), cost)

const current = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`

/** Whether a hash was made at another cost than today's: who shows the password gets a new one. */
export const isOutdated = (kept: string): boolean => !kept.startsWith(current)

let stranger: Promise<string> | undefined

/** Whether it is the password. Where there is none to compare with, the same work is done for nothing. */
export async function isPassword(kept: string | undefined, password: string): Promise<boolean> {
  stranger ??= hashPassword(crypto.randomUUID())
  const typed = password.length > 4 * longest ? '' : spelt(password)
  const same = await verify(kept ?? (await stranger), typed)
  return same && kept !== undefined
}
