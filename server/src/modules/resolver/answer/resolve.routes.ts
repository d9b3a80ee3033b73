import { type DigitalLink, type Issue, keyPath } from '@nguon/gs1'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language, Say } from '../../../platform/messages.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { productCard } from '../../registry/index.ts'
import type { LinkSet } from '../links/link.ts'
import { linkMalformed } from '../problems.ts'
import { namedType, weighed } from './accept.ts'
import { findKnown } from './find-known.ts'
import { rememberKnown } from './known-keys.ts'
import { type Linkset, toLinkset, withContext } from './linkset.ts'
import { type Resolution, type ResolveDeps, resolve } from './resolve.ts'
import { resolverDescription } from './resolver-description.ts'

/** A linkset as its page shows it; `sample`: of a product that only serves to show the system. */
export type ShownLinkset = { link: DigitalLink; sets: readonly LinkSet[]; jsonLd: object; sample: boolean }

/** The pages that a browser gets in place of JSON; the portal draws them. */
export type ResolverPages = {
  malformed: (language: Language, rawUrl: string, issues: Issue[]) => string
  unknown: (language: Language, link: DigitalLink) => string
  linkset: (language: Language, shown: ShownLinkset) => string
  /** The Content-Security-Policy that lets a page's own styles through. */
  policy: string
}

/** `localNetworkUrl`: the configured origin by which a phone on the same network calls us, where no public one is set. */
export type ResolverDeps = {
  db: Reader
  publicUrl: string
  localNetworkUrl: string | undefined
  say: Say
  pages: ResolverPages
}

type Answering = ResolverDeps & ResolveDeps

/** Primary keys of Digital Link URI syntax 1.7.0. */
export const primaryKeys = [
  ...['00', '01', '253', '255', '401', '402', '414', '415', '417'],
  ...['8003', '8004', '8006', '8010', '8013', '8017', '8018'],
]

const contextLink =
  '<https://ref.gs1.org/standards/resolver/linkset-context>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
const linksetMedia = 'application/linkset+json'
const methods = 'GET, HEAD, OPTIONS'

/** GET, HEAD and OPTIONS on every Digital Link path, and the resolver's description file. */
export async function resolverRoutes(http: FastifyInstance, deps: ResolverDeps): Promise<void> {
  const answering: Answering = {
    ...deps,
    isKnown: rememberKnown((keys) => findKnown(deps.db, keys)),
    scanPageTitle: (language) => deps.say(language, 'resolver.scan-page-title'),
    repositoryTitle: (language) => deps.say(language, 'resolver.repository-title'),
  }
  await http.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(crossOrigin)
    })
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('vary', 'Accept, Accept-Language')
    })
    for (const first of [...primaryKeys, ':digits(^\\d+$)']) {
      for (const url of [`/${first}`, `/${first}/*`]) addPath(scope, url, answering)
    }
    scope.get('/.well-known/gs1resolver', { config: { permission: 'public' }, schema: description }, (request) =>
      resolverDescription(deps.publicUrl, deps.say(request.lang, 'resolver.site-name')),
    )
  })
}

function addPath(scope: FastifyInstance, url: string, deps: Answering): void {
  const config = { permission: 'public' }
  const schema = url === '/01/*' ? resolveSchema : { hide: true }
  scope.route({ method: 'GET', url, config, schema, handler: (request, reply) => answer(deps, request, reply) })
  scope.route({
    method: 'OPTIONS',
    url,
    config,
    schema: { hide: true },
    handler: (request, reply) => preflight(deps, request, reply),
  })
  scope.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url,
    config,
    schema: { hide: true },
    handler: async () => {
      throw problem('resolver.method-not-allowed', {}, { headers: { allow: methods, ...crossOrigin } })
    },
  })
}

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': methods,
  'access-control-expose-headers': 'Link, Location, Allow, Vary',
}

async function preflight(deps: Answering, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { path } = splitTarget(request.raw.url ?? '/')
  return reply
    .code(204)
    .headers({
      allow: methods,
      link: linksetLink(deps.publicUrl + path),
      'access-control-allow-headers': '*',
      'access-control-max-age': '86400',
    })
    .send()
}

/** One of two configured origins, chosen by the Host header and never made from it. */
const calledAs = (deps: Answering, request: FastifyRequest): Answering =>
  deps.localNetworkUrl !== undefined && deps.localNetworkUrl === `http://${request.headers.host}`
    ? { ...deps, publicUrl: deps.localNetworkUrl }
    : deps

async function answer(given: Answering, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const deps = calledAs(given, request)
  const { accept, 'accept-language': acceptLanguage } = request.headers
  const rawUrl = request.raw.url ?? '/'
  const resolution = await resolve(deps, {
    rawUrl,
    language: request.lang,
    ...(accept === undefined ? {} : { accept }),
    ...(acceptLanguage === undefined ? {} : { acceptLanguage }),
  })
  if (resolution.kind === 'malformed') return refuse(deps, request, reply, rawUrl, resolution.issues)
  if (resolution.kind === 'unknown') return unknown(deps, request, reply, resolution.link)
  if (resolution.kind === 'delegated') return handOver(reply, resolution.location)
  reply.header('link', linksetLink(deps.publicUrl + keyPath(resolution.link)))
  if (resolution.kind === 'redirect') return redirect(reply, resolution)
  if (resolution.kind === 'not-available') throw notAvailable(resolution)
  return sendLinkset(deps, request, reply, resolution)
}

/** No commas inside: readers of the Link header split at them. */
const linksetLink = (uri: string): string =>
  `<${uri.replaceAll(',', '%2C')}?linkType=linkset>; rel="linkset"; type="${linksetMedia}"`

/** A redirect may be kept for a minute; that of a single item never, for its page must be asked each time. */
const redirect = (reply: FastifyReply, { link, location }: { link: DigitalLink; location: string }): FastifyReply =>
  reply
    .code(307)
    .headers({
      location,
      'cache-control': link.qualifiers.some(([ai]) => ai === '21') ? 'no-store' : 'public, max-age=60',
    })
    .send()

const handOver = (reply: FastifyReply, location: string): FastifyReply =>
  reply
    .code(307)
    .headers({
      location,
      link: `<${location.replaceAll(',', '%2C')}>; rel="https://ref.gs1.org/voc/handledBy"`,
      'cache-control': 'public, max-age=60',
    })
    .send()

function refuse(
  deps: Answering,
  request: FastifyRequest,
  reply: FastifyReply,
  rawUrl: string,
  issues: Issue[],
): FastifyReply {
  if (prefersHtml(request)) return sendPage(deps, reply, 400, deps.pages.malformed(request.lang, rawUrl, issues))
  throw linkMalformed(issues)
}

function unknown(deps: Answering, request: FastifyRequest, reply: FastifyReply, link: DigitalLink): FastifyReply {
  if (prefersHtml(request)) return sendPage(deps, reply, 404, deps.pages.unknown(request.lang, link))
  throw problem('resolver.key-unknown', { key: keyPath(link) })
}

const notAvailable = ({ linkType, sets }: Extract<Resolution, { kind: 'not-available' }>): Error => {
  const available = [...new Set(sets.flatMap(({ links }) => links.map((link) => link.linkType)))]
  return problem(
    'resolver.link-type-not-available',
    { linkType: linkType.slice(0, 200) },
    { extensions: { available } },
  )
}

async function sendLinkset(
  deps: Answering,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, link, sets }: Extract<Resolution, { kind: 'linkset' | 'choices' }>,
): Promise<FastifyReply> {
  const { text, sample } = await describe(deps, link, request.lang)
  const linkset = toLinkset(sets, deps.publicUrl, text)
  const status = kind === 'linkset' ? 200 : 300
  reply.header('link', [linksetLink(deps.publicUrl + keyPath(link)), contextLink].join(', '))
  const media = linksetMediaType(request)
  if (media === 'text/html') {
    return sendPage(
      deps,
      reply,
      status,
      deps.pages.linkset(request.lang, { link, sets, jsonLd: withContext(linkset), sample }),
    )
  }
  const body: Linkset = media === 'application/ld+json' ? withContext(linkset) : linkset
  return reply.code(status).header('content-type', media).send(JSON.stringify(body))
}

/** The product's name, for the linkset's description; sample data says that it is that. */
async function describe(
  { db, say }: ResolverDeps,
  { key }: DigitalLink,
  language: Language,
): Promise<{ text?: string; sample: boolean }> {
  const card = key[0] === '01' ? await productCard(db, key[1]) : undefined
  const name = card?.names[language] ?? card?.names.vi ?? Object.values(card?.names ?? {})[0]
  if (name === undefined) return { sample: card?.sample ?? false }
  return card?.sample
    ? { text: say(language, 'resolver.sample', { name }), sample: true }
    : { text: name, sample: false }
}

const offered = [linksetMedia, 'application/json', 'application/ld+json', 'text/html'] as const

/** A linkset is HTML for who asks for that or for nothing at all, and linkset+json for whatever else. */
const linksetMediaType = (request: FastifyRequest): (typeof offered)[number] =>
  request.headers.accept === undefined
    ? 'text/html'
    : (namedType(weighed(request.headers.accept), offered) ?? linksetMedia)

const prefersHtml = (request: FastifyRequest): boolean =>
  namedType(weighed(request.headers.accept), [
    'text/html',
    'application/json',
    'application/problem+json',
    linksetMedia,
  ]) === 'text/html'

const sendPage = (deps: Answering, reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply
    .code(status)
    .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': deps.pages.policy })
    .send(page)

const resolveSchema = {
  tags: ['resolver'],
  summary: 'Resolve a GS1 Digital Link (every primary key, not only GTIN)',
  description:
    'GS1-Conformant Resolver 1.2.1. Redirects (307) to the default link or to the link type asked for; `linkType=linkset` ' +
    'or `Accept: application/linkset+json` answers all links.',
}

const description = { tags: ['resolver'], summary: 'What this resolver supports' }
