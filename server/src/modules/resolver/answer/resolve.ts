import { type DigitalLink, type Issue, keyPath, parseDigitalLinkPath, type Result } from '@nguon/gs1'
import type { Language } from '../../../platform/messages.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { candidateAnchors, prefixAnchors } from '../links/anchors.ts'
import type { Link, LinkSet } from '../links/link.ts'
import { defaultLink, epcis, epcisRepository, gs1, handledBy, toLinkType } from '../links/link-types.ts'
import { selectLinkSets } from '../links/links.store.ts'
import { namedType, weighed, weightOfType } from './accept.ts'
import { type Choice, chooseLink, type Wish } from './choose-link.ts'

/** What the resolver works with; `isKnown` asks registry and events whether any of the keys was ever heard of. */
export type ResolveDeps = {
  db: Reader
  publicUrl: string
  isKnown: (keys: string[]) => Promise<boolean>
  scanPageTitle: (language: Language) => string
  repositoryTitle: (language: Language) => string
}

/** A request as it came: the raw target, undecoded, and the headers that negotiate. */
export type ResolveRequest = { rawUrl: string; accept?: string; acceptLanguage?: string; language: Language }

export type Resolution =
  | { kind: 'malformed'; issues: Issue[] }
  | { kind: 'unknown'; link: DigitalLink }
  | { kind: 'delegated'; link: DigitalLink; location: string }
  | { kind: 'redirect'; link: DigitalLink; location: string }
  | { kind: 'choices'; link: DigitalLink; sets: LinkSet[] }
  | { kind: 'not-available'; link: DigitalLink; sets: LinkSet[]; linkType: string }
  | { kind: 'linkset'; link: DigitalLink; sets: LinkSet[] }

const linksetTypes = ['application/linkset+json', 'application/json', 'application/ld+json', 'text/html'] as const

/** Resolves one Digital Link request (GS1-Conformant Resolver 1.2.1): one look-up for all anchors, the walk up included. */
export async function resolve(deps: ResolveDeps, request: ResolveRequest): Promise<Resolution> {
  const { path, query } = splitTarget(request.rawUrl)
  const parsed = parseOwnPath(query === '' ? path : `${path}?${query}`)
  if (!parsed.ok) return { kind: 'malformed', issues: parsed.issues }
  const link = parsed.value
  const anchors = candidateAnchors(link)
  const rows = await selectLinkSets(deps.db, [...anchors, ...prefixAnchors(link.key)])
  const registered = anchors.flatMap((anchor) => rows.find((row) => row.anchor === anchor) ?? [])
  if (registered.length === 0) {
    const delegate = longestPrefix(rows)
    if (delegate) return { kind: 'delegated', link, location: passQuery(delegate + path, query) }
    const own = keyPath(link)
    if (!(await deps.isKnown(anchors.includes(own) ? anchors : [own, ...anchors]))) return { kind: 'unknown', link }
  }
  return answer(request, { link, query, sets: withOwn(deps, request.language, link, registered, anchors) })
}

type Found = { link: DigitalLink; query: string; sets: LinkSet[] }

function answer(request: ResolveRequest, { link, query, sets }: Found): Resolution {
  const types = weighed(request.accept)
  const linkType = parameter(query, 'linkType')
  if (wantsLinkset(linkType, types)) return { kind: 'linkset', link, sets }
  const fullType = linkType === undefined ? undefined : toLinkType(linkType)
  if (linkType !== undefined && fullType === undefined) return { kind: 'not-available', link, sets, linkType }
  const wish: Wish = {
    ...(fullType === undefined ? {} : { linkType: fullType }),
    languages: weighed(request.acceptLanguage),
    types,
    ...contextOf(query),
  }
  return toResolution(chooseLink(sets, wish), { link, query, sets }, linkType ?? '')
}

function toResolution(choice: Choice, { link, query, sets }: Found, linkType: string): Resolution {
  if (choice.kind === 'redirect') return { kind: 'redirect', link, location: passQuery(choice.link.href, query) }
  if (choice.kind === 'choices')
    return { kind: 'choices', link, sets: [{ anchor: choice.anchor, links: choice.links }] }
  return { kind: 'not-available', link, sets, linkType }
}

/**
 * Besides what is registered, the resolver itself offers the scan page: for the item asked for, with its whole path, and
 * for the bare key, so that every identifier has a default at its own level and above (2.5.9); and the repository of events
 * beside whatever there is.
 */
function withOwn(
  deps: ResolveDeps,
  language: Language,
  link: DigitalLink,
  registered: readonly LinkSet[],
  anchors: readonly string[],
): LinkSet[] {
  const asked = keyPath(link)
  const top = anchors.at(-1) ?? asked
  const levels = [...new Set([asked, ...anchors])]
  const someDefault = registered.some(({ links }) => links.some(({ linkType }) => linkType === defaultLink))
  const sets = levels.flatMap((anchor): LinkSet[] => {
    const set = registered.find((one) => one.anchor === anchor)
    const hasDefault = set?.links.some(({ linkType }) => linkType === defaultLink)
    const offered = !hasDefault && (anchor === top || set !== undefined || (anchor === asked && !someDefault))
    if (set === undefined && !offered) return []
    const links = [...(offered ? pageLinks(deps, language, anchor) : []), repositoryLink(deps, language)]
    return [...(set ? [set] : []), { anchor, ours: true, links }]
  })
  return sets.map(underFormerName)
}

const pageLinks = ({ publicUrl, scanPageTitle }: ResolveDeps, language: Language, anchor: string): Link[] => {
  const href = `${publicUrl}/scan${anchor}`
  const title = scanPageTitle(language)
  const page = { href, title, hreflang: ['vi', 'en'], type: 'text/html' }
  return [
    { linkType: defaultLink, href, title },
    { linkType: gs1('traceability'), ...page },
    { linkType: gs1('pip'), ...page },
  ]
}

/** Where an EPCIS 2.0 client begins: it puts the resources of the REST binding, such as `/events`, behind this address. */
const repositoryLink = ({ publicUrl, repositoryTitle }: ResolveDeps, language: Language): Link => ({
  linkType: epcisRepository,
  href: publicUrl,
  title: repositoryTitle(language),
  type: 'application/json',
})

/** Trace clients of GDST ask for a repository by its former name: each link has both. */
const underFormerName = (set: LinkSet): LinkSet => ({
  ...set,
  links: set.links.flatMap((link) =>
    link.linkType === epcisRepository ? [link, { ...link, linkType: epcis }] : [link],
  ),
})

const longestPrefix = (rows: readonly LinkSet[]): string | undefined =>
  rows
    .filter(({ anchor }) => anchor.startsWith('gcp:'))
    .sort((a, b) => b.anchor.length - a.anchor.length)[0]
    ?.links.find(({ linkType }) => linkType === handledBy)?.href

/** `linkType=linkset` (or the old `all`), or a linkset asked for by its media type; JSON alone where no type of link is named. */
function wantsLinkset(linkType: string | undefined, types: ReturnType<typeof weighed>): boolean {
  if (linkType === 'linkset' || linkType === 'all') return true
  const named = namedType(types, linksetTypes)
  if (named === undefined || named === 'text/html') return false
  if (weightOfType(types, named) < weightOfType(types, 'text/html')) return false
  return named === 'application/linkset+json' || linkType === undefined
}

/** A Digital Link path that begins at the root: this resolver has no stem, so what stands before the key is a fault. */
export function parseOwnPath(rawPathAndQuery: string): Result<DigitalLink> {
  const parsed = parseDigitalLinkPath(rawPathAndQuery)
  if (!parsed.ok || parsed.value.stem === '') return parsed
  return { ok: false, issues: [{ code: 'key-missing', at: 0 }] }
}

/** The first value of a query parameter, whichever delimiter the sender uses (& or ;). */
function parameter(query: string, name: string): string | undefined {
  const found = query.split(/[&;]/).find((pair) => pair.startsWith(`${name}=`))
  if (found === undefined) return undefined
  try {
    return decodeURIComponent(found.slice(name.length + 1))
  } catch {
    return ''
  }
}

const contextOf = (query: string): { context?: string } => {
  const context = parameter(query, 'context')
  return context === undefined ? {} : { context }
}

/** The target with the request's whole raw query behind its own (2.12); nothing is added where there was none. */
export function passQuery(href: string, query: string): string {
  if (query === '') return href
  const hash = href.indexOf('#')
  const target = hash < 0 ? href : href.slice(0, hash)
  return `${target}${target.includes('?') ? '&' : '?'}${query}${hash < 0 ? '' : href.slice(hash)}`
}
