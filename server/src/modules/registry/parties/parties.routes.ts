import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import { lowestID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { selectIdentifiers } from '../keys/identifiers/identifier.store.ts'
import { toIdentifierView } from '../keys/identifiers/identifier-view.ts'
import { withToday } from '../places/units/address/unit-today.ts'
import { ownOf } from '../rights/reach.ts'
import type { Moment } from '../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../wire.ts'
import type { PartyRow } from './party.store.ts'
import { findContact, selectParties, selectPartyPage } from './party.store.ts'
import type { PartyCard as Card, PartyView as View } from './party.ts'
import { NewParty, PartyCard, PartyUpdate, PartyView } from './party.ts'
import { toAddress, toCard } from './party-card.ts'
import { registerParty, updateParty } from './register-party.ts'
import { maskNumber } from './tax-code/tax-code.ts'

const Params = Type.Object({ id: partyID })
const tags = ['parties']

type ListQuery = MomentQuery & PageQuery & { q?: string; identifier?: string }

/** POST, GET /api/parties · GET, PUT /api/parties/{id} */
export const partiesRoutes: Routes = (http, { db }) => {
  http.post<{ Body: NewParty }>(
    '/api/parties',
    {
      config: { permission: 'registry.administer' },
      schema: { tags, summary: 'Register a party', body: NewParty, response: { 201: PartyView } },
    },
    async (request, reply) => {
      const id = await registerParty(db, request.actor, request.body)
      return reply
        .code(201)
        .header('location', `/api/parties/${id}`)
        .send(await viewParty(db, request.actor, id, {}))
    },
  )

  const identifier = Type.Optional(Type.String({ maxLength: 200, description: 'Value of one of its identifiers' }))
  const q = Type.Optional(Type.String({ maxLength: 100 }))
  http.get<{ Querystring: ListQuery }>(
    '/api/parties',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'List parties',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, after: Type.Optional(partyID), q, identifier }),
        response: { 200: pageOf(PartyCard) },
      },
    },
    (request) => listParties(db, request.actor, request.query),
  )

  http.get<{ Params: { id: string }; Querystring: MomentQuery }>(
    '/api/parties/:id',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a party',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: Type.Union([PartyView, PartyCard]) },
      },
    },
    (request) => viewParty(db, request.actor, request.params.id, readMoment(request.query)),
  )

  http.put<{ Params: { id: string }; Body: PartyUpdate }>(
    '/api/parties/:id',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Change a party: a new version of it',
        params: Params,
        body: PartyUpdate,
        response: { 200: PartyView },
      },
    },
    async (request) => {
      await updateParty(db, request.actor, request.params.id, request.body)
      return viewParty(db, request.actor, request.params.id, { at: request.body.validFrom })
    },
  )
}

/** The operator lists all; a party finds itself. */
async function listParties(reader: Reader, actor: Actor, query: ListQuery): Promise<{ items: Card[]; next?: string }> {
  const moment = readMoment(query)
  if (!actor.can('registry.administer')) {
    const [own] = actor.partyID === null ? [] : await selectParties(reader, [actor.partyID], moment)
    return { items: own ? [toCard(own)] : [] }
  }
  const limit = Number(query.limit ?? 50)
  const asked = { after: query.after ?? lowestID, limit: limit + 1, q: query.q, bearing: query.identifier }
  const rows = await selectPartyPage(reader, asked, moment)
  return cutPage(rows, limit, ({ id }) => id, toCard)
}

async function viewParty(reader: Reader, actor: Actor, id: string, moment: Moment): Promise<Card | View> {
  const [row] = await selectParties(reader, [id], moment)
  if (!row) throw problem('registry.party-unknown', { party: id })
  const whole = ownOf(actor) === id || actor.can('registry.administer')
  const isItself = actor.partyID === id && actor.delegateID === null
  const [view] = await withToday(reader, [whole ? await fullView(reader, row, moment, isItself) : toCard(row)], moment)
  return view ?? toCard(row)
}

/** A person's number is read whole by that person alone. */
async function fullView(reader: Reader, row: PartyRow, moment: Moment, isItself: boolean): Promise<View> {
  const contact = await findContact(reader, row.id, moment.asOf)
  const identifiers = await selectIdentifiers(reader, [row.id], moment)
  return {
    ...toCard(row),
    names: row.names,
    descriptions: row.descriptions,
    address: toAddress(row),
    ...(contact?.phone && { phone: contact.phone }),
    ...(contact?.email && { email: contact.email }),
    identifiers: identifiers
      .map(toIdentifierView)
      .map((view) => (isItself ? view : { ...view, value: maskNumber(view.value) })),
    position: row.position,
    declaredBy: row.declaredBy,
    ...(row.basis && { basis: row.basis }),
  }
}
