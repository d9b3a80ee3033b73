import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Say, wordsIn } from '../../../../../platform/messages.ts'
import type { Db } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import type { Pages } from '../../../../identity/index.ts'
import { momentValues } from '../../../versions/moment.ts'
import { partyID } from '../../../wire.ts'
import type { FactDeps } from '../facts/gather-facts.ts'
import { toObligationView } from '../obligation-view.ts'
import { obligationsOfParty } from '../read-obligations.ts'
import { type FulfilmentInput, stateFulfilment } from '../state-fulfilment.ts'
import { toDoContent } from './to-do.page.ts'

export type ToDoDeps = FactDeps & { db: Db; say: Say; pages: Pages }

const tags = ['pages']
const Sent = Type.Object(
  {
    obligation: Type.String({ maxLength: 400 }),
    doneOn: Type.String({ format: 'date' }),
    evidenceText: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }),
  },
  { additionalProperties: false },
)

/** GET, POST /to-do: what the organisation is obliged to, and its word on what it has done. */
export const toDoPages = (http: FastifyInstance, deps: ToDoDeps): Promise<void> =>
  deps.pages.routes(http, (scope) => {
    scope.get<{ Querystring: { party?: string } }>(
      '/to-do',
      {
        config: { permission: 'registry.read-obligations' },
        schema: {
          tags,
          summary: 'What an organisation has to do, with the law behind it',
          querystring: Type.Object({ party: Type.Optional(partyID) }),
        },
      },
      (request, reply) => sendToDo(deps, request, reply, request.query.party),
    )
    scope.post<{ Body: Required<Pick<FulfilmentInput, 'obligation' | 'evidenceText'>> & { doneOn: string } }>(
      '/to-do',
      {
        config: { permission: 'registry.write-own' },
        schema: { tags, summary: 'Say that an obligation is met', body: Sent },
      },
      async ({ actor, body: { obligation, doneOn, evidenceText } }, reply) => {
        await stateFulfilment(deps, actor, { obligation, doneOn, evidenceText })
        return reply.redirect('/to-do', 303)
      },
    )
  })

async function sendToDo(
  deps: ToDoDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  party = request.actor.partyID,
): Promise<FastifyReply> {
  if (party === null) throw problem('registry.not-yours')
  const { pages, say: speak } = deps
  const { actor } = request
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const { items, complete } = await obligationsOfParty(deps, actor, party, {})
  const mayWrite = party === actor.partyID && actor.can('registry.write-own')
  const body = toDoContent({
    say,
    language,
    day: momentValues({})[1],
    items: items.map((item) => toObligationView(item, speak, language)),
    complete,
    csrf: mayWrite ? pages.field(request, reply) : undefined,
  })
  return pages.send(request, reply, { title: say('obligations.page'), body })
}
