import { keyPath } from '@nguon/gs1'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { parseOwnPath } from '../answer/resolve.ts'
import { linkMalformed } from '../problems.ts'
import { isRegistrable, prefixAnchor } from './anchors.ts'
import { checkLinks, delegationLink, isWebAddress, type LinkIssue } from './check-links.ts'
import { selectLinkSet } from './links.store.ts'
import { registerLinks, removeLinks, type Target } from './register-links.ts'

export type LinksDeps = { db: Db }

const base = '/api/links'
const write = { config: { permission: 'registry.write-own' } }

/** Links registered by API: PUT, GET, DELETE /api/links/{Digital Link path}; of a whole company prefix: /api/links/gcp/{digits}. */
export async function linksRoutes(http: FastifyInstance, { db }: LinksDeps): Promise<void> {
  http.put(`${base}/*`, { ...write, schema: schemas.put }, async (request, reply) => {
    const target = targetOf(request)
    const links = target.key === undefined ? [delegation(request)] : checkedLinks(request)
    const position = await registerLinks(db, request.actor, target, links)
    return reply.code(200).send({ anchor: target.anchor, position, links })
  })
  http.delete(`${base}/*`, { ...write, schema: schemas.remove }, async (request, reply) => {
    await removeLinks(db, request.actor, targetOf(request))
    return reply.code(204).send()
  })
  http.get(`${base}/*`, { config: { permission: 'public' }, schema: schemas.get }, (request, reply) =>
    sendLinks(db, request, reply),
  )
}

async function sendLinks(db: Db, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { anchor } = targetOf(request)
  const found = await selectLinkSet(db, anchor, asOfOf(request))
  if (!found) throw problem('resolver.links-unknown', { anchor })
  const { declaredBy, ...known } = found
  return reply.send(request.actor.kind === 'anonymous' ? known : { ...known, declaredBy })
}

/** The anchor in the raw path; data attributes and sets of qualifiers that may not be registered together are refused. */
function targetOf(request: FastifyRequest): Target {
  const { path } = splitTarget(request.raw.url ?? '')
  const rest = path.slice(base.length)
  const prefix = /^\/gcp\/(\d{4,12})$/.exec(rest)?.[1]
  if (prefix !== undefined) return { anchor: prefixAnchor(prefix) }
  const parsed = parseOwnPath(rest)
  if (!parsed.ok) throw linkMalformed(parsed.issues)
  if (!isRegistrable(parsed.value)) throw problem('resolver.anchor-not-registrable')
  return { anchor: keyPath(parsed.value), key: keyPath({ key: parsed.value.key, qualifiers: [] }) }
}

function asOfOf(request: FastifyRequest): number | undefined {
  const { asOf } = request.query as { asOf?: string }
  if (asOf === undefined) return undefined
  if (!/^\d{1,15}$/.test(asOf)) throw problem('resolver.as-of-invalid')
  return Number(asOf)
}

function checkedLinks(request: FastifyRequest) {
  const { links, issues } = checkLinks(request.body)
  if (issues.length > 0) throw invalid(issues)
  return links
}

function delegation(request: FastifyRequest) {
  const { resolver, title } = (request.body ?? {}) as { resolver?: unknown; title?: unknown }
  if (!isWebAddress(resolver)) throw invalid([{ code: 'link-href-invalid', field: '/resolver' }])
  if (typeof title !== 'string') throw invalid([{ code: 'link-title-invalid', field: '/title' }])
  return delegationLink(resolver, title)
}

const invalid = (issues: LinkIssue[]): Error =>
  problem(
    'resolver.links-invalid',
    {},
    { errors: issues.map(({ code, field }) => ({ code: `resolver.${code}`, field })) },
  )

const link = {
  type: 'object',
  properties: {
    linkType: { description: "Link type: 'gs1:pip', its full URI, or another namespace's URI" },
    href: { description: 'Full http or https address' },
    title: { description: "In the target's language" },
    hreflang: { description: 'List of languages, each ll or ll-CC' },
    type: { description: 'Media type of the target' },
    context: { description: 'List of the contexts that the resolver description declares' },
  },
}
const body = {
  type: 'object',
  properties: { links: { type: 'array', description: '1 to 100 links', items: link } },
}
const tags = ['resolver']

// The bodies are checked by checkLinks, which names each field in the caller's language; these only describe.
const schemas = {
  put: { tags, summary: "Register a key's links", description: 'By the owner of the key, or the operator.', body },
  get: {
    tags,
    summary: "A key's registered links",
    querystring: { type: 'object', properties: { asOf: { type: 'string' } } },
  },
  remove: { tags, summary: "Take a key's links away" },
}
