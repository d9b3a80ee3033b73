import type { Link, LinkSet } from '../links/link.ts'
import { defaultLink } from '../links/link-types.ts'

type Target = { href: string; title: string; hreflang?: string[]; type?: string; context?: string[] }
type Entry = { anchor: string; description?: string } & { [relation: string]: Target[] | string | undefined }

/** RFC 9264 linkset as the resolver standard narrows it: nothing but `linkset` at the top, full URIs as relations. */
export type Linkset = { linkset: Entry[] }

/** The link sets as a linkset whose anchors are on the resolver's own address. */
export const toLinkset = (sets: readonly LinkSet[], publicUrl: string, description?: string): Linkset => ({
  linkset: [...Map.groupBy(sets, ({ anchor }) => anchor)].map(([anchor, same]) =>
    toEntry(
      publicUrl + anchor,
      same.flatMap(({ links }) => links),
      description,
    ),
  ),
})

function toEntry(anchor: string, links: readonly Link[], description: string | undefined): Entry {
  const entry: Entry = { anchor, ...(description === undefined ? {} : { description }) }
  for (const [relation, targets] of Map.groupBy(links, ({ linkType }) => linkType))
    entry[relation] = targets.map(toTarget)
  return entry
}

/** A default link says where and what, no more (2.5.9). */
function toTarget({ linkType, href, title, hreflang, type, context }: Link): Target {
  if (linkType === defaultLink) return { href, title }
  return {
    href,
    title,
    ...(hreflang?.length ? { hreflang } : {}),
    ...(type ? { type } : {}),
    ...(context?.length ? { context } : {}),
  }
}

/** How JSON-LD reads a linkset (after RFC 9264 appendix A), for `application/ld+json`. */
const jsonLdContext = {
  '@version': 1.1,
  '@vocab': 'https://www.iana.org/assignments/link-relations/',
  linkset: '@graph',
  anchor: '@id',
  href: '@id',
  title: 'http://purl.org/dc/terms/title',
  description: 'http://purl.org/dc/terms/description',
  type: 'http://purl.org/dc/terms/format',
  hreflang: { '@id': 'http://purl.org/dc/terms/language', '@container': '@set' },
  context: { '@id': 'https://ref.gs1.org/voc/context', '@container': '@set' },
}

/** The same linkset with its JSON-LD context within. */
export const withContext = (linkset: Linkset): Linkset & { '@context': object } => ({
  '@context': jsonLdContext,
  ...linkset,
})
