import { languages, type Say } from '../../../platform/messages.ts'
import type { OtherWay } from '../accounts/deps.ts'
import type { Providers } from './providers.ts'

/** What the page of sign-in offers beside the password. Links, not forms: a form's policy stops at our own address. */
export const otherWays = ({ list }: Providers, say: Say): OtherWay[] =>
  list.map(({ id, name }) => ({
    href: `/sign-in/with/${id}`,
    label: Object.fromEntries(
      languages.map((language) => [language, say(language, 'sign-on.way', { provider: name[language] })]),
    ) as OtherWay['label'],
  }))
