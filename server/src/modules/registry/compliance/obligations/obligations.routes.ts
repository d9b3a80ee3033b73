import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import { momentValues } from '../../versions/moment.ts'
import type { MomentQuery, Routes } from '../../wire.ts'
import { momentQuery, partyID, readMoment } from '../../wire.ts'
import { urgencyOf } from './obligation.ts'
import { ObligationView, toObligationView } from './obligation-view.ts'
import { type OwedPage, obligationsInReach, obligationsOfParty } from './read-obligations.ts'
import { FulfilmentInput, stateFulfilment } from './state-fulfilment.ts'

const tags = ['obligations']

type Query = MomentQuery & { party?: string; all?: string; state?: string; after?: string; limit?: string }

/** GET /api/obligations · POST /api/obligation-fulfilments */
export const obligationsRoutes: Routes = (http, deps) => {
  const { say } = deps
  http.get<{ Querystring: Query }>(
    '/api/obligations',
    {
      config: { permission: 'registry.read-obligations' },
      schema: {
        tags,
        summary: "List what a party is obliged to, with the law behind it: the caller's own, an official's whole reach",
        querystring: Type.Object({
          ...momentQuery,
          party: Type.Optional({ ...partyID, description: "The caller's own where not named" }),
          all: Type.Optional(Type.Enum(['true'], { description: 'Of all parties in reach, party by party' })),
          state: Type.Optional(Type.Enum(['done', 'due', 'overdue', 'not-known'])),
          after: Type.Optional(Type.String({ maxLength: 500 })),
          limit: Type.Optional(
            Type.String({ pattern: '^([1-9]\\d?|[1-4]\\d\\d|500)$', description: '1 to 500, 200 where not named' }),
          ),
        }),
        response: {
          200: Type.Object({
            at: Type.String(),
            items: Type.Array(ObligationView),
            complete: Type.Boolean({ description: 'False: a party has more products than are looked at' }),
            next: Type.Optional(Type.String()),
          }),
        },
      },
    },
    async ({
      actor,
      lang,
      query: { party = actor.partyID ?? undefined, all, state, after, limit = '200', ...query },
    }) => {
      const moment = readMoment(query)
      const [, at] = momentValues(moment)
      if (all === undefined && party === undefined) throw problem('registry.not-yours')
      const page =
        all === undefined
          ? cut(await obligationsOfParty(deps, actor, party ?? '', moment), state, after, Number(limit))
          : byState(await obligationsInReach(deps, actor, after, moment), state)
      return { ...page, at, items: page.items.map((item) => toObligationView(item, say, lang)) }
    },
  )

  http.post<{ Body: FulfilmentInput }>(
    '/api/obligation-fulfilments',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Say with evidence that an obligation is met, where the system cannot see it; or take that back',
        body: FulfilmentInput,
        response: { 200: ObligationView },
      },
    },
    async ({ actor, lang, body }) => {
      await stateFulfilment(deps, actor, body)
      const { items } = await obligationsOfParty(deps, actor, actor.partyID ?? '', {})
      const found = items.find(({ id }) => id === body.obligation)
      if (found === undefined) throw problem('registry.obligation-unknown', { obligation: body.obligation })
      return toObligationView(found, say, lang)
    },
  )
}

const byState = (page: OwedPage, state: string | undefined): OwedPage => ({
  ...page,
  items: page.items.filter((item) => state === undefined || item.state === state),
})

/** A page of a party's obligations in the order of their urgency. */
function cut(page: OwedPage, state: string | undefined, after = '', limit: number): OwedPage {
  const { items, complete } = byState(page, state)
  const rest = items.filter((item) => urgencyOf(item) > after)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown, complete, ...(rest.length > limit && last !== undefined && { next: urgencyOf(last) }) }
}
