import { keyPath } from '@nguon/gs1'
import { type Say, wordsIn } from '../../../platform/messages.ts'
import type { ResolverPages } from '../../resolver/index.ts'
import { brokenPage, unknownPage } from './help.page.ts'
import { linksetPage } from './linkset.page.ts'
import { pagePolicy } from './styles.ts'

/** What the resolver shows to a browser, drawn by the portal like every page of ours. */
export const resolverPages = (say: Say): ResolverPages => ({
  policy: pagePolicy,
  malformed: (language, rawUrl, issues) => brokenPage(wordsIn(say, language), language, rawUrl, issues),
  unknown: (language, link) => unknownPage(wordsIn(say, language), language, keyPath(link)),
  linkset: (language, shown) => linksetPage(wordsIn(say, language), language, shown),
})
