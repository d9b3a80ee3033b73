import { toUTC } from '@nguon/epcis'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Language, Say } from '../../../../platform/messages.ts'
import { problem } from '../../../../platform/problem.ts'
import { compareInstants } from '../../answer/sighted.ts'
import { readTraceKey } from '../../answer/trace-key.ts'
import { yieldsRoutes } from '../yields/yields.routes.ts'
import { LotAnswer, PartyAnswer, ProcessAnswer } from './balance-schema.ts'
import type { Fault } from './line.ts'
import { type BalanceDeps, type Period, readLot, readParty, readProcess, type Sight } from './read-balance.ts'

const tags = ['balance']
const config = { permission: 'events.query' }
const asOf = Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'The balance as at this position' }))
const strict = { additionalProperties: false }
const AsOf = Type.Object({ asOf }, strict)
const Instant = Type.Optional(
  Type.String({
    maxLength: 40,
    description: 'A time, inclusive; a day is one in Viet Nam, from its first moment to its last',
  }),
)
const InPeriod = Type.Object({ asOf, from: Instant, to: Instant }, strict)
const PartyParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

type AsOf = { asOf?: string }

/** GET /api/balance/process/{id} · lot/{key} · party/{id}, and the yields that parties state. */
export const balanceRoutes = (http: FastifyInstance, { say, ...deps }: BalanceDeps & { say: Say }): void => {
  yieldsRoutes(http, deps)

  http.get<{ Querystring: AsOf }>(
    '/api/balance/process/*',
    {
      config,
      schema: {
        tags,
        summary: 'What went into a process and what came out',
        description:
          "The process by its transformationID, or its event's ID, percent-encoded. Of each family of units: in, out, loss, what is not told, the yields stated, and the verdict.",
        querystring: AsOf,
        response: { 200: ProcessAnswer },
      },
    },
    async (request) => {
      const { processes, ...answer } = await readProcess(
        deps,
        decodedRest(request, '/api/balance/process/'),
        sightOf(request),
      )
      return { ...answer, processes: processes.map((each) => inWords(each, say, request.lang)) }
    },
  )

  http.get<{ Querystring: AsOf }>(
    '/api/balance/lot/*',
    {
      config,
      schema: {
        tags,
        summary: 'What became of a lot',
        description:
          'The lot by its Digital Link path (`/api/balance/lot/01/09521234543213/10/L1`) or its URI, percent-encoded: born, consumed, sold, destroyed, packed, still there.',
        querystring: AsOf,
        response: { 200: LotAnswer },
      },
    },
    async (request) => {
      const key = readTraceKey(restOf(request, '/api/balance/lot'))
      return inWords(await readLot(deps, key, sightOf(request)), say, request.lang)
    },
  )

  http.get<{ Params: { id: string }; Querystring: AsOf & { from?: string; to?: string } }>(
    '/api/balance/party/:id',
    {
      config,
      schema: {
        tags,
        summary: "A party's goods over a period, product by product",
        description:
          'By the events declared in its name, as far as the caller sees them: received, made, shipped, sold, used up and destroyed, with what was there before and should be there after.',
        params: PartyParams,
        querystring: InPeriod,
        response: { 200: PartyAnswer },
      },
    },
    async (request) => {
      const balance = await readParty(deps, request.params.id, periodOf(request.query), sightOf(request))
      const products = balance.products.map((each) => inWords(each, say, request.lang))
      return { ...inWords({ ...balance, quantities: [] }, say, request.lang), products }
    },
  )
}

const sightOf = ({ actor, query }: FastifyRequest<{ Querystring: AsOf }>): Sight => ({
  actor,
  asOf: query.asOf === undefined ? undefined : Number(query.asOf),
})

/** What stands behind a route's path in the address as it was sent. */
const restOf = ({ raw }: Pick<FastifyRequest, 'raw'>, route: string): string => {
  const [path = ''] = (raw.url ?? '').split(/[?#]/, 1)
  return path.slice(route.length)
}

const decodedRest = (request: Pick<FastifyRequest, 'raw'>, route: string): string => {
  const rest = restOf(request, route)
  try {
    return decodeURIComponent(rest)
  } catch {
    throw problem('balance.process-malformed', { process: rest.slice(0, 200) })
  }
}

const periodOf = ({ from, to }: { from?: string; to?: string }): Period => {
  const period = { from: instantOf('from', from, '00:00:00'), to: instantOf('to', to, '23:59:59.999999') }
  if (period.from !== null && period.to !== null && compareInstants(period.from, period.to) > 0)
    throw problem('balance.period-reversed', { from: from ?? '', to: to ?? '' })
  return period
}

const instantOf = (name: string, text: string | undefined, moment: string): string | null => {
  if (text === undefined) return null
  const time = toUTC(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T${moment}+07:00` : text)
  if (time === undefined) throw problem('balance.time-malformed', { name, value: text })
  return time
}

type Coded = {
  reasons?: readonly string[]
  faults?: readonly Fault[]
  quantities: readonly { reasons: readonly string[] }[]
}

/** Codes of reasons and faults with their sentences. */
const inWords = <T extends Coded>(balance: T, say: Say, language: Language) => {
  const told = (code: string) => ({ code, message: say(language, `balance.${code}`) })
  return {
    ...balance,
    quantities: balance.quantities.map((each) => ({ ...each, reasons: each.reasons.map(told) })),
    ...(balance.reasons && { reasons: balance.reasons.map(told) }),
    ...(balance.faults && {
      faults: balance.faults.map((fault) => ({ ...fault, message: say(language, `balance.quantity-${fault.fault}`) })),
    }),
  }
}
