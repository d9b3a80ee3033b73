import type { Link, LinkSet } from '../links/link.ts'
import { defaultLink, defaultLinkMulti } from '../links/link-types.ts'
import { lookupLanguage, type Weighed, weightOfType } from './accept.ts'

/** What a request says about the link it wants. */
export type Wish = {
  linkType?: string
  languages: readonly Weighed[]
  types: readonly Weighed[]
  context?: string
}

export type Choice =
  | { kind: 'redirect'; link: Link }
  | { kind: 'choices'; anchor: string; links: Link[] }
  | { kind: 'not-available' }

/**
 * The link that answers a request, among the link sets of its anchors, the finest first (resolver standard 2.6-2.9).
 * What somebody registered goes before what the resolver offers by itself.
 */
export function chooseLink(sets: readonly LinkSet[], wish: Wish): Choice {
  if (wish.linkType === undefined || wish.linkType === defaultLink) return chooseDefault(sets, wish)
  const { linkType } = wish
  const inOrder = [...sets.filter(({ ours }) => !ours), ...sets.filter(({ ours }) => ours)]
  const set = inOrder.find(({ links }) => links.some((link) => link.linkType === linkType))
  if (!set) return { kind: 'not-available' }
  const { links } = narrow(
    set.links.filter((link) => link.linkType === linkType),
    wish,
  )
  const [first] = links
  if (first && links.every(({ href }) => href === first.href)) return { kind: 'redirect', link: first }
  return { kind: 'choices', anchor: set.anchor, links }
}

/** The default link, unless the request fits exactly one of the set's alternatives better; never a list (2.5.9, 2.7). */
function chooseDefault(sets: readonly LinkSet[], wish: Wish): Choice {
  const registered = sets.find((set) => !set.ours && hasType(set, defaultLink))
  const set = registered ?? sets.find((one) => hasType(one, defaultLink))
  const link = set?.links.find(({ linkType }) => linkType === defaultLink)
  if (!set || !link) return { kind: 'not-available' }
  const { links, decided } = narrow(
    set.links.filter(({ linkType }) => linkType === defaultLinkMulti),
    wish,
  )
  const [only, ...others] = links
  return { kind: 'redirect', link: decided && only && others.length === 0 ? only : link }
}

const hasType = (set: LinkSet, type: string): boolean => set.links.some(({ linkType }) => linkType === type)

/** Language first, then media type, then context. `decided`: the request, and not chance, left what is left. */
function narrow(links: Link[], wish: Wish): { links: Link[]; decided: boolean } {
  const spoken = byLanguage(links, wish.languages)
  if (spoken === 'none-fits')
    return { links: byContext(byType(withoutLanguage(links), wish.types), wish.context), decided: false }
  const typed = byType(spoken, wish.types)
  const left = byContext(typed, wish.context)
  const asked = typed.length < links.length || (wish.context !== undefined && left.length < typed.length)
  return { links: left, decided: asked }
}

function byLanguage(links: Link[], languages: readonly Weighed[]): Link[] | 'none-fits' {
  const tags = new Set(links.flatMap(({ hreflang }) => hreflang ?? []).map((tag) => tag.toLowerCase()))
  if (languages.length === 0 || tags.size === 0) return links
  const tag = lookupLanguage(languages, tags)
  if (tag === undefined) return languages.some(({ value }) => value === '*') ? links : 'none-fits'
  return links.filter(({ hreflang }) => hreflang?.some((own) => own.toLowerCase() === tag))
}

const withoutLanguage = (links: Link[]): Link[] => {
  const neutral = links.filter(({ hreflang }) => !hreflang || hreflang.length === 0)
  return neutral.length > 0 ? neutral : links
}

function byType(links: Link[], types: readonly Weighed[]): Link[] {
  if (types.length === 0 || links.length < 2) return links
  const weights = links.map(({ type }) => (type === undefined ? weightOfType(types, '*/*') : weightOfType(types, type)))
  const best = Math.max(...weights)
  return best > 0 ? links.filter((_, index) => weights[index] === best) : links
}

function byContext(links: Link[], context: string | undefined): Link[] {
  const fitting = context === undefined ? [] : links.filter((link) => link.context?.includes(context))
  if (fitting.length > 0) return fitting
  const general = links.filter((link) => !link.context || link.context.length === 0)
  return general.length > 0 ? general : links
}
