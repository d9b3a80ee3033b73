import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import { pathName, productKey } from '../../products/product-key.ts'
import { viewerOf } from '../../rights/reach.ts'
import { dayOf, type Moment } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, RegistryDeps, Routes } from '../../wire.ts'
import { momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { isShown, Reason, standingOn } from '../attestation/attestation.ts'
import { turnClaim } from '../attestation/turn-claim.ts'
import { findCertificate } from './certificate.store.ts'
import { type CertificateRow, CertificateView, NewCertificate } from './certificate.ts'
import { asMet, listCertificates } from './listed-certificates.ts'
import { getStanding, stateCertificate } from './state-certificate.ts'

const tags = ['certificates']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Named = { Params: { id: string } }
type ListQuery = MomentQuery & PageQuery & { holder?: string; issuer?: string; product?: string }

/** POST, GET /api/certificates · GET, DELETE /api/certificates/{id} · POST …/attest, …/revoke */
export const certificatesRoutes: Routes = (http, deps) => {
  const { db } = deps
  http.post<{ Body: NewCertificate }>(
    '/api/certificates',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'State a certificate that one holds',
        body: NewCertificate,
        response: { 201: CertificateView },
      },
    },
    async ({ actor, body }, reply) => {
      const id = await stateCertificate(db, actor, body)
      return reply
        .code(201)
        .header('location', `/api/certificates/${id}`)
        .send(await viewOne(db, actor, id, {}))
    },
  )
  readRoutes(http, deps)
  turnRoutes(http, deps)
}

const readRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  const filters = {
    after: Type.Optional(partyID),
    holder: Type.Optional(partyID),
    issuer: Type.Optional(partyID),
    product: Type.Optional(Type.String({ maxLength: 40, description: 'GTIN, or the id of a product without' })),
  }
  http.get<{ Querystring: ListQuery }>(
    '/api/certificates',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List certificates: those that show on a day, and of one that one holds or issued every one',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, ...filters }),
        response: { 200: pageOf(CertificateView) },
      },
    },
    async ({ actor, query }) => {
      const moment = readMoment(query)
      const limit = Number(query.limit ?? 50)
      const product = query.product === undefined ? undefined : productKey(query.product)
      const { holder, issuer, after = lowestID } = query
      const asked = { holder, issuer, product, after, limit }
      const { rows, next } = await listCertificates(db, viewerOf(actor), asked, moment)
      const view = await viewer(db, rows, moment)
      return { items: rows.map(view), ...(next !== undefined && { next }) }
    },
  )
  http.get<Named & { Querystring: MomentQuery }>(
    '/api/certificates/:id',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a certificate',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: CertificateView },
      },
    },
    ({ actor, params, query }) => viewOne(db, actor, params.id, readMoment(query)),
  )
}

const turnRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.post<Named>(
    '/api/certificates/:id/attest',
    {
      config: { permission: 'registry.attest' },
      schema: {
        tags,
        summary: 'Attest a certificate that one issued',
        params: Params,
        response: { 200: CertificateView },
      },
    },
    async ({ actor, params }) => {
      await turnClaim(db, actor, params.id, 'attested', getStanding)
      return viewOne(db, actor, params.id, {})
    },
  )
  http.post<Named & { Body: { reason: string } }>(
    '/api/certificates/:id/revoke',
    {
      config: { permission: 'registry.attest' },
      schema: {
        tags,
        summary: 'Revoke a certificate that one issued',
        params: Params,
        body: Reason,
        response: { 200: CertificateView },
      },
    },
    async ({ actor, params, body }) => {
      await turnClaim(db, actor, params.id, 'revoked', getStanding, body.reason)
      return viewOne(db, actor, params.id, {})
    },
  )
  http.delete<Named>(
    '/api/certificates/:id',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Withdraw a certificate that one stated',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await turnClaim(db, actor, params.id, 'withdrawn', getStanding)
      return reply.code(204).send()
    },
  )
}

async function viewOne(reader: Reader, actor: Actor, id: string, moment: Moment) {
  const found = await findCertificate(reader, id, moment)
  const own = viewerOf(actor)
  const [row] = found === undefined ? [] : await asMet(reader, own, [found], moment)
  if (row === undefined || !(own === null || row.holder === own || row.issuer === own || isShown(stateOf(row, moment))))
    throw problem('registry.certificate-unknown', { certificate: id })
  return (await viewer(reader, [row], moment))(row)
}

const stateOf = (row: CertificateRow, { at }: Moment) =>
  standingOn(row, dayOf(at ?? new Date()), row.validFrom, row.validTo)

async function viewer(reader: Reader, rows: readonly CertificateRow[], moment: Moment) {
  const issuers = rows.flatMap(({ issuer }) => issuer ?? [])
  const cards = await partyCards(reader, issuers, moment.asOf, moment.at)
  return (row: CertificateRow) => toView(row, row.issuer === null ? undefined : cards.get(row.issuer), moment)
}

const toView = (row: CertificateRow, issuerCard: PartyCard | undefined, moment: Moment) => {
  const { id, holder, standard, number, validFrom, validTo, issuer, issuerName, products, locations, file, reason } =
    row
  return {
    ...{ id, holder, standard, number, validFrom, validTo },
    ...(issuer !== null && { issuer }),
    ...(issuerName !== null && { issuerName }),
    ...(issuerCard && { issuerCard }),
    ...(products && { products: products.map(pathName) }),
    ...(locations && { locations: locations.map(pathName) }),
    ...(file !== null && { file }),
    ...(reason !== null && { reason }),
    state: stateOf(row, moment),
  }
}
