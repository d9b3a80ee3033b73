/** A link as it is registered and printed; `linkType` is a full URI. */
export type Link = {
  linkType: string
  href: string
  title: string
  hreflang?: string[]
  type?: string
  context?: string[]
}

/** The links of one anchor (a canonical host-less path). `ours`: made by this resolver, not registered by anybody. */
export type LinkSet = { anchor: string; links: Link[]; ours?: boolean }

/** The values that a link's `context` and a request's `?context=` may have; the description file declares them. */
export const contexts = ['consumer', 'business', 'authority', 'export'] as const
