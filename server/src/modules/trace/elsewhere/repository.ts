import type { BlockList } from 'node:net'
import type { TrustedRepository } from '../../../platform/trusted-repositories.ts'
import { uriOf } from '../answer/trace-key.ts'
import { type Budget, type Failure, get } from './get.ts'
import { type ReadEvent, readEvents } from './read-events.ts'

/** How trusted repositories are called; `networks`: of our own, in which they may stand. */
export type Calling = { networks: BlockList; budget: Budget }

/** What a repository told of a key, and what went wrong before all was told. */
export type Told = { events: ReadEvent[]; failure?: Failure }

const mostPages = 10
const perPage = 200

/** All events that a repository has of a key, by the query interface of EPCIS 2.0 (§12), page by page. */
export const eventsOf = async (
  { origin, key: secret }: TrustedRepository,
  link: URL,
  key: string,
  calling: Calling,
): Promise<Told> => {
  const events: ReadEvent[] = []
  let url: URL | undefined = queryUrl(link, key)
  for (let page = 0; url !== undefined; page += 1) {
    if (page === mostPages) return { events, failure: { code: 'endless', params: { pages: mostPages } } }
    const got = await get({ url, accept: 'application/json', key: secret, ...calling })
    if ('failure' in got) return { events, failure: got.failure }
    if (got.status === 404) return { events }
    if (got.status !== 200) return { events, failure: { code: 'status', params: { status: got.status } } }
    const read = readEvents(got.body, key)
    if ('failure' in read) return { events, failure: read.failure }
    events.push(...read.events)
    if (read.refused > 0) return { events, failure: { code: 'events-invalid', params: { count: read.refused } } }
    url = nextPage(got.link, url, origin)
  }
  return { events }
}

/** A link leads to where the resources of the REST binding are, or, with some, to the events themselves. */
const queryUrl = (link: URL, key: string): URL => {
  const url = new URL(link)
  url.pathname = `${url.pathname.replace(/\/(?:events\/?)?$/, '')}/events`
  url.search = new URLSearchParams({ [parameterOf(key)]: uriOf(key), perPage: String(perPage) }).toString()
  url.hash = ''
  return url
}

/** A product, or a lot of it, is a class of objects; whatever else has a key is one object (EPCIS 2.0 §8.2.7.1). */
const parameterOf = (key: string): string =>
  /^\/(?:01|8006)\/\d+(?:\/10\/[^/]+)?$/.test(key) ? 'MATCH_anyEPCClass' : 'MATCH_anyEPC'

/** The next page, of the same origin and no other: it gets the same key. */
const nextPage = (header: string, from: URL, origin: string): URL | undefined => {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next\b/.exec(header)?.[1]
  const url = target === undefined ? null : URL.parse(target, from.href)
  return url?.origin === origin ? url : undefined
}

const relations = ['https://ref.gs1.org/voc/epcisRepository', 'https://ref.gs1.org/voc/epcis']

/** Where a trusted repository's own resolver says the events of a key are; of its own host or of others. */
export const linksFrom = async (
  { origin, key: secret }: TrustedRepository,
  key: string,
  calling: Calling,
): Promise<{ links: URL[]; failure?: Failure }> => {
  const url = new URL(`${origin}${key}`)
  const got = await get({ url, accept: 'application/linkset+json', key: secret, ...calling })
  if ('failure' in got) return got.failure.code === 'redirect' ? { links: [] } : { links: [], failure: got.failure }
  if (got.status >= 500) return { links: [], failure: { code: 'status', params: { status: got.status } } }
  return { links: got.status === 200 ? linksIn(got.body) : [] }
}

const mostLinks = 20

const linksIn = (body: Buffer): URL[] => {
  const entries = listOf((readJson(body) as { linkset?: unknown } | null)?.linkset)
  const targets = entries.flatMap((entry) =>
    relations.flatMap((relation) => listOf((entry as Record<string, unknown> | null)?.[relation])),
  )
  const links = targets.flatMap((target) => toWebUrl((target as { href?: unknown } | null)?.href) ?? [])
  return [...new Map(links.map((link) => [link.href, link])).values()].slice(0, mostLinks)
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** An address that may be asked; undefined for anything else. */
export const toWebUrl = (href: unknown): URL | undefined => {
  const url = typeof href === 'string' ? URL.parse(href) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : undefined
}

const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
