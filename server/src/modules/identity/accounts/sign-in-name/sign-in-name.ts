import { problem } from '../../../../platform/problem.ts'

const shape = /^[^\s\p{C}]{3,200}$/u

/** The name by which somebody signs in, an e-mail address or a telephone number most often: one spelling of it. */
export function toSignInName(text: string): string {
  const name = text.trim().normalize('NFC').toLowerCase()
  if (!shape.test(name)) throw problem('account.sign-in-name-malformed')
  return name
}

/** The same for a name that was typed at the door: what is no name is nobody's, and is not told apart. */
export const toTypedName = (text: string): string => text.trim().normalize('NFC').toLowerCase().slice(0, 200)
