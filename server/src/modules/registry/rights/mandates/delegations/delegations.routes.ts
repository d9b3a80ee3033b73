import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { lowestID } from '../../../../../platform/ids.ts'
import { type Language, type Say, type Words, wordsIn } from '../../../../../platform/messages.ts'
import type { Db } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import type { Pages } from '../../../../identity/index.ts'
import { partyCards } from '../../../parties/party-card.ts'
import { inLanguage } from '../../../statements/language-map.ts'
import { dayOf } from '../../../versions/moment.ts'
import { endMandate, giveMandate } from '../give-mandate.ts'
import { type MandateRow, selectMandates } from '../mandate.store.ts'
import { lentScopes, type NewMandate } from '../mandate.ts'
import { selectProviderIDs } from '../provider.store.ts'
import { consentContent, delegationsContent, type Wish, type WishFaults, wishForm } from './delegations.page.ts'

export type DelegationDeps = { db: Db; say: Say; pages: Pages }

const tags = ['pages']
const signedIn = { permission: 'signed-in' }
const giving = { permission: 'registry.give-mandate' }
const Scope = Type.Enum([...lentScopes])
/** A form sends a day that was left out as an empty one. */
const Day = Type.Optional(Type.Union([Type.Literal(''), Type.String({ format: 'date' })]))
/** As forms and links send it: one scope alone is no list. */
const fields = {
  holder: Type.String({ format: 'uuid' }),
  scope: Type.Union([Scope, Type.Array(Scope, { minItems: 1, maxItems: lentScopes.length })]),
  from: Day,
  to: Day,
  basis: Type.Optional(Type.String({ maxLength: 2000 })),
}
/** What is missing in a link or on the form is asked for on the page. */
const Linked = Type.Object({ ...fields, scope: Type.Optional(fields.scope) })
const Sent = Type.Object(fields, { additionalProperties: false })
type Sent = { holder: string; scope?: string | string[]; from?: string; to?: string; basis?: string }

/** GET /delegations · GET /delegations/new (consent) · POST /delegations · POST /delegations/{id}/end */
export const delegationPages = (http: FastifyInstance, deps: DelegationDeps): Promise<void> =>
  deps.pages.routes(http, (scope) => {
    scope.get(
      '/delegations',
      { config: signedIn, schema: { tags, summary: 'Who may act for the organisation' } },
      (request, reply) => sendList(deps, request, reply),
    )
    scope.get<{ Querystring: Sent }>(
      '/delegations/new',
      { config: giving, schema: { tags, summary: 'Consent to let a provider act', querystring: Linked } },
      (request, reply) => sendConsent(deps, request, reply, toWish(request.query)),
    )
    scope.post<{ Body: Sent }>(
      '/delegations',
      { config: giving, schema: { tags, summary: 'Let a provider act', body: Sent } },
      async ({ actor, body }, reply) => {
        await giveMandate(deps.db, actor, toMandate(toWish(body)))
        return reply.redirect('/delegations', 303)
      },
    )
    scope.post<{ Params: { id: string } }>(
      '/delegations/:id/end',
      {
        config: giving,
        schema: { tags, summary: 'Take it back', params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
      },
      async ({ actor, params }, reply) => {
        await endMandate(deps.db, actor, params.id)
        return reply.redirect('/delegations', 303)
      },
    )
  })

const toWish = ({ holder, scope = [], from = '', to = '', basis = '' }: Sent): Wish => ({
  holder,
  scopes: [...new Set([scope].flat())],
  validFrom: from === '' ? dayOf(new Date()) : from,
  validTo: to,
  basisText: basis.normalize('NFC').trim(),
})

const toMandate = ({ holder, scopes, validFrom, validTo, basisText }: Wish): NewMandate => ({
  holder,
  purpose: 'act',
  scopes: lentScopes.filter((scope) => scopes.includes(scope)),
  validFrom,
  ...(validTo !== '' && { validTo }),
  ...(basisText !== '' && { basisText }),
})

/** A list to choose from that a browser still shows; who is not in it sends a link. */
const mostOffered = 500

async function sendList(deps: DelegationDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { db, say: speak, pages } = deps
  const { actor } = request
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const rows = await mandatesOf(db, actor.partyID ?? lowestID)
  const found = await selectProviderIDs(db, mostOffered + 1)
  const providers = found.slice(0, mostOffered)
  const names = await namesOf(
    db,
    [...providers, ...rows.flatMap(({ holder, principal }) => [holder, principal])],
    language,
  )
  const offered = providers.filter((id) => id !== actor.partyID).map((id) => [id, names.get(id) ?? id] as const)
  const empty = { holder: '', scopes: [], validFrom: dayOf(new Date()), validTo: '', basisText: '' }
  const view = { say, language, names, csrf: pages.field(request, reply) }
  const body = delegationsContent(view, {
    given: rows.filter(({ principal }) => principal === actor.partyID),
    held: rows.filter(({ holder }) => holder === actor.partyID),
    mayGive: actor.can(giving.permission),
    form: wishForm(say, offered, empty, { partly: found.length > mostOffered }),
  })
  return pages.send(request, reply, { title: say('delegation.title'), body })
}

/** A provider may send its customer a link to this page with everything filled in but the basis. */
async function sendConsent(
  deps: DelegationDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  wish: Wish,
): Promise<FastifyReply> {
  const { db, say: speak, pages } = deps
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const own = request.actor.partyID ?? ''
  const names = await namesOf(db, [wish.holder, own], language)
  const holder = names.get(wish.holder)
  if (holder === undefined) throw problem('registry.party-unknown', { party: wish.holder })
  const title = say('delegation.consent.title', { holder })
  const faults = faultsOf(say, wish)
  const isFaulty = Object.keys(faults).length > 0
  if (isFaulty || wish.basisText === '') {
    const body = wishForm(say, [[wish.holder, holder]], wish, { faults })
    return pages.send(request, reply, { title, body, status: isFaulty ? 400 : 200 })
  }
  const csrf = pages.field(request, reply)
  const body = consentContent({ say, language, csrf }, { wish, holder, principal: names.get(own) ?? own })
  return pages.send(request, reply, { title, body })
}

/** What nobody could consent to. */
const faultsOf = (say: Words, { scopes, validFrom, validTo }: Wish): WishFaults => ({
  ...(scopes.length === 0 && { scopes: say('delegation.scope-needed') }),
  ...(validTo !== '' && validTo < validFrom && { to: say('registry.validity-reversed', { validFrom, validTo }) }),
})

const step = 500

/** All that a party gave and holds; a provider has one of each of its customers. */
async function mandatesOf(db: Db, party: string): Promise<MandateRow[]> {
  const rows: MandateRow[] = []
  for (let after = lowestID; ; ) {
    const page = await selectMandates(db, { party, after, limit: step }, undefined)
    rows.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < step) return rows
    after = last.id
  }
}

const namesOf = async (db: Db, ids: readonly string[], language: Language): Promise<Map<string, string>> =>
  new Map([...(await partyCards(db, ids))].map(([id, { names }]) => [id, inLanguage(names, language) ?? id]))
