import { contexts, type Link } from './link.ts'
import { checkLinkType, defaultLink, defaultLinkMulti, gs1, handledBy, toLinkType } from './link-types.ts'

/** One thing wrong with links as sent; `field` is a JSON Pointer into the body. */
export type LinkIssue = { code: string; field: string }

const mostLinks = 100
const limits = { href: 2000, title: 300 }
const hreflangForm = /^[a-z]{2}(-[A-Z]{2})?$/
const mediaTypeForm = /^[a-z]+\/[-+.\w]+$/

/** The links of a request's body, with full link types; all that is wrong with them otherwise (resolver standard 2.5). */
export function checkLinks(body: unknown): { links: Link[]; issues: LinkIssue[] } {
  const sent = (body as { links?: unknown } | null)?.links
  if (!Array.isArray(sent)) return { links: [], issues: [{ code: 'links-missing', field: '/links' }] }
  if (sent.length === 0 || sent.length > mostLinks)
    return { links: [], issues: [{ code: 'links-count', field: '/links' }] }
  const issues = sent.flatMap((link: unknown, index) => checkOne(link, `/links/${index}`))
  if (issues.length > 0) return { links: [], issues }
  const links = sent.map(toLink)
  return { links, issues: checkDefaults(links) }
}

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value)

function checkOne(link: unknown, at: string): LinkIssue[] {
  if (typeof link !== 'object' || link === null) return [{ code: 'link-not-object', field: at }]
  const { linkType, href, title, hreflang, type, context, ...others } = link as Record<string, unknown>
  const issues: LinkIssue[] = Object.keys(others).map((name) => ({
    code: 'link-member-unknown',
    field: `${at}/${name}`,
  }))
  const wrong = (bad: boolean, code: string, member: string) => {
    if (bad) issues.push({ code, field: `${at}/${member}` })
  }
  const typeFault = typeof linkType === 'string' ? checkLinkType(linkType) : 'unknown'
  wrong(typeFault !== undefined, `link-type-${typeFault}`, 'linkType')
  wrong(linkType !== undefined && toLinkType(String(linkType)) === handledBy, 'link-type-reserved', 'linkType')
  wrong(!isWebAddress(href), 'link-href-invalid', 'href')
  wrong(!isText(title, limits.title), 'link-title-invalid', 'title')
  wrong(
    hreflang !== undefined && !isListOf(hreflang, (tag) => hreflangForm.test(tag)),
    'link-hreflang-invalid',
    'hreflang',
  )
  wrong(
    type !== undefined && !(typeof type === 'string' && mediaTypeForm.test(type)),
    'link-media-type-invalid',
    'type',
  )
  wrong(context !== undefined && !isListOf(context, isContext), 'link-context-unknown', 'context')
  return issues
}

const isContext = (text: string): boolean => (contexts as readonly string[]).includes(text)

const isListOf = (value: unknown, fits: (text: string) => boolean): boolean =>
  Array.isArray(value) && value.length <= 50 && value.every((item) => typeof item === 'string' && fits(item))

/** An absolute http(s) address without user or password, written in the characters of a URI. */
export const isWebAddress = (value: unknown): value is string => {
  if (typeof value !== 'string' || value.length > limits.href) return false
  if (!/^https?:\/\/[A-Za-z0-9[][\w.:\]-]*(?:[/?#][!-;=?-~]*)?$/.test(value) || !URL.canParse(value)) return false
  return new URL(value).username === ''
}

function toLink(sent: Link): Link {
  const { href, title, hreflang, type, context } = sent
  return {
    linkType: toLinkType(sent.linkType) ?? sent.linkType,
    href,
    title: title.normalize('NFC'),
    ...(hreflang?.length ? { hreflang } : {}),
    ...(type ? { type } : {}),
    ...(context?.length ? { context } : {}),
  }
}

/** One default at most, of address and title alone; its target, and each alternative's, listed under a type that describes it. */
function checkDefaults(links: readonly Link[]): LinkIssue[] {
  const described = new Set(links.filter((link) => !isDefault(link)).map(({ href }) => href))
  const singles = links.filter(({ linkType }) => linkType === defaultLink)
  const multis = links.filter(({ linkType }) => linkType === defaultLinkMulti)
  const issues: LinkIssue[] = []
  if (singles.length > 1) issues.push({ code: 'link-default-twice', field: '/links' })
  if (multis.length === 1) issues.push({ code: 'link-default-multi-alone', field: '/links' })
  if (multis.length > 0 && singles.length === 0) issues.push({ code: 'link-default-missing', field: '/links' })
  links.forEach((link, index) => {
    const field = `/links/${index}`
    if (isDefault(link) && !described.has(link.href)) issues.push({ code: 'link-default-undescribed', field })
    if (link.linkType === defaultLink && (link.hreflang || link.type || link.context)) {
      issues.push({ code: 'link-default-bare', field })
    }
  })
  return issues
}

/** Whether a link decides where a plain scan goes. */
export const isDefault = ({ linkType }: Link): boolean => linkType === defaultLink || linkType === defaultLinkMulti

/** What a company prefix's delegation is kept as. */
export const delegationLink = (resolverRoot: string, title: string): Link => ({
  linkType: gs1('handledBy'),
  href: resolverRoot.replace(/\/+$/, ''),
  title: title.normalize('NFC'),
})
