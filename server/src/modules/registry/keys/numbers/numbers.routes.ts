import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { dayOf } from '../../versions/moment.ts'
import type { PageQuery, RegistryDeps, Routes } from '../../wire.ts'
import { cutPage, pageOf, pageQuery, partyID } from '../../wire.ts'
import { accountNumbers, getLease } from './account-numbers.ts'
import { selectElsewhere } from './elsewhere.store.ts'
import { getSeries, leaseNumbers, openSeries } from './lease-numbers.ts'
import type { Lease } from './number.store.ts'
import { selectLeases, selectSeriesPage } from './number.store.ts'
import { reportOn, stateOfNumber } from './number-report.ts'
import {
  Account,
  createSpelling,
  elsewhereRange,
  NewElsewhere,
  NewLease,
  NewSeries,
  type Series,
} from './number-series.ts'
import { tellElsewhere } from './tell-elsewhere.ts'

const tags = ['numbers']
const write = { permission: 'registry.write-own' }
const read = { permission: 'registry.read-own' }
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
const LeaseParams = Type.Object({ ...Params.properties, lease: Type.String({ format: 'uuid' }) })
type Named = { Params: { id: string } }
type OfLease = { Params: { id: string; lease: string } }
const Count = Type.Integer({ minimum: 0 })

const SeriesView = Type.Object({
  id: Type.String(),
  holder: Type.String(),
  kind: Type.String(),
  key: Type.String(),
  prefix: Type.String(),
  width: Type.Integer(),
  random: Type.Boolean(),
})
const lease = {
  id: Type.String(),
  series: Type.String(),
  lessee: Type.String(),
  device: Type.Optional(Type.String()),
  first: Count,
  last: Count,
  firstNumber: Type.String(),
  lastNumber: Type.String(),
  expiresOn: Type.Optional(Type.String()),
  expired: Type.Boolean(),
  leasedAt: Type.String(),
}
const LeaseView = Type.Object({ ...lease, numbers: Type.Optional(Type.Array(Type.String())) })
const CountedLeaseView = Type.Object({ ...lease, leased: Count, used: Count, void: Count, returned: Count })
const Report = Type.Object({
  capacity: Count,
  free: Count,
  leased: Count,
  used: Count,
  void: Count,
  returned: Count,
  elsewhere: Count,
  overdue: Count,
})

/** POST, GET /api/number-series · what was given out of it elsewhere, its leases, their numbers and accounts, its report, one number */
export const numbersRoutes: Routes = (http, deps) => {
  seriesRoutes(http, deps)
  leaseRoutes(http, deps)
  elsewhereRoutes(http, deps)
  reportRoutes(http, deps)
}

const seriesRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.post<{ Body: NewSeries }>(
    '/api/number-series',
    {
      config: write,
      schema: {
        tags,
        summary: 'Open a series of lots, serials or SSCCs under a GTIN or company prefix of one’s own',
        body: NewSeries,
        response: { 201: SeriesView },
      },
    },
    async ({ actor, body }, reply) => {
      const series = await openSeries(db, actor, body)
      return reply.code(201).header('location', `/api/number-series/${series.id}/report`).send(viewSeries(series))
    },
  )
  http.get<{ Querystring: PageQuery }>(
    '/api/number-series',
    {
      config: read,
      schema: {
        tags,
        summary: 'List the series that one holds or has leases of',
        querystring: Type.Object({ ...pageQuery, after: Type.Optional(partyID) }),
        response: { 200: pageOf(SeriesView) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const asked = { party: actor.partyID ?? lowestID, after: query.after ?? lowestID, limit: limit + 1 }
      const rows = await selectSeriesPage(db, asked)
      return cutPage(rows, limit, ({ id }) => id, viewSeries)
    },
  )
}

const leaseRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.post<Named & { Body: NewLease }>(
    '/api/number-series/:id/leases',
    {
      config: write,
      schema: {
        tags,
        summary: 'Lease numbers in a row to a party or a device',
        params: Params,
        body: NewLease,
        response: { 201: LeaseView },
      },
    },
    async ({ actor, params, body }, reply) => {
      const made = await leaseNumbers(db, actor, params.id, body)
      const series = await getSeries(db, actor, params.id)
      const location = `/api/number-series/${params.id}/leases/${made.id}`
      return reply
        .code(201)
        .header('location', location)
        .send(withNumbers(viewLease(made, series), series, made.first))
    },
  )
  http.get<OfLease & { Querystring: { from?: string } }>(
    '/api/number-series/:id/leases/:lease',
    {
      config: read,
      schema: {
        tags,
        summary: 'Read a lease with its numbers, a thousand at a time',
        params: LeaseParams,
        querystring: Type.Object({
          from: Type.Optional(
            Type.String({ pattern: '^\\d{1,15}$', description: 'A place of the lease; its first where not named' }),
          ),
        }),
        response: { 200: LeaseView },
      },
    },
    async ({ actor, params, query }) => {
      const { series, lease: found } = await getLease(db, actor, params.id, params.lease)
      return withNumbers(viewLease(found, series), series, Math.max(found.first, Number(query.from ?? found.first)))
    },
  )
  http.post<OfLease & { Body: Account }>(
    '/api/number-series/:id/leases/:lease/accounts',
    {
      config: write,
      schema: {
        tags,
        summary: 'Say what became of the numbers of a lease: used, void or returned',
        params: LeaseParams,
        body: Account,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await accountNumbers(db, actor, params.id, params.lease, body)
      return reply.code(204).send()
    },
  )
}

const elsewhereRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.post<Named & { Body: NewElsewhere }>(
    '/api/number-series/:id/elsewhere',
    {
      config: write,
      schema: {
        tags,
        summary: 'Say which numbers of a series were given out elsewhere: they are never leased',
        params: Params,
        body: NewElsewhere,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await tellElsewhere(db, actor, params.id, body)
      return reply.code(204).send()
    },
  )
  http.get<Named & { Querystring: PageQuery }>(
    '/api/number-series/:id/elsewhere',
    {
      config: read,
      schema: {
        tags,
        summary: 'List the numbers of a series that were given out elsewhere',
        params: Params,
        querystring: Type.Object({ ...pageQuery, after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })) }),
        response: { 200: pageOf(elsewhereRange) },
      },
    },
    async ({ actor, params, query }) => {
      const series = await getSeries(db, actor, params.id)
      const limit = Number(query.limit ?? 50)
      const { numberAt } = createSpelling(series)
      const spans = await selectElsewhere(db, series.id, Number(query.after ?? -1), limit + 1)
      return cutPage(
        spans,
        limit,
        ({ first }) => String(first),
        ({ first, last }) => ({ firstNumber: numberAt(first), lastNumber: numberAt(last) }),
      )
    },
  )
}

const reportRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.get<Named>(
    '/api/number-series/:id/report',
    {
      config: read,
      schema: { tags, summary: 'Account for every number of a series', params: Params, response: { 200: Report } },
    },
    async ({ actor, params }) => reportOn(db, await getSeries(db, actor, params.id)),
  )
  http.get<Named & { Querystring: PageQuery }>(
    '/api/number-series/:id/leases',
    {
      config: read,
      schema: {
        tags,
        summary: 'List the leases of a series with what became of their numbers',
        params: Params,
        querystring: Type.Object({ ...pageQuery, after: Type.Optional(partyID) }),
        response: { 200: pageOf(CountedLeaseView) },
      },
    },
    async ({ actor, params, query }) => {
      const series = await getSeries(db, actor, params.id)
      const limit = Number(query.limit ?? 50)
      const rows = await selectLeases(db, series.id, { lessee: null, after: query.after ?? lowestID, limit: limit + 1 })
      return cutPage(
        rows,
        limit,
        ({ id }) => id,
        (row) => {
          const { used, void: voided, returned } = row
          const leased = row.last - row.first + 1 - used - voided - returned
          return { ...viewLease(row, series), leased, used, void: voided, returned }
        },
      )
    },
  )
  http.get<{ Params: { id: string; number: string } }>(
    '/api/number-series/:id/numbers/:number',
    {
      config: read,
      schema: {
        tags,
        summary: 'Read what a number is: free, leased, used, void or returned',
        params: Type.Object({ ...Params.properties, number: Type.String({ minLength: 1, maxLength: 40 }) }),
        response: {
          200: Type.Object({ number: Type.String(), state: Type.String(), lease: Type.Optional(Type.String()) }),
        },
      },
    },
    async ({ actor, params }) => {
      const found = await stateOfNumber(db, await getSeries(db, actor, params.id), params.number)
      return { number: params.number, state: found.state, ...(found.lease && { lease: found.lease.id }) }
    },
  )
}

const viewSeries = ({ id, holder, kind, key, prefix, width, secret }: Series) => ({
  id,
  holder,
  kind,
  key,
  prefix,
  width,
  random: secret !== null,
})

const viewLease = (
  { id, series: seriesID, lessee, device, first, last, expiresOn, leasedAt }: Lease,
  series: Series,
) => {
  const { numberAt } = createSpelling(series)
  return {
    ...{ id, series: seriesID, lessee, first, last, leasedAt },
    ...{ firstNumber: numberAt(first), lastNumber: numberAt(last) },
    ...(device !== null && { device }),
    ...(expiresOn !== null && { expiresOn }),
    expired: expiresOn !== null && expiresOn < dayOf(new Date()),
  }
}

const mostShown = 1000

const withNumbers = <T extends { last: number }>(view: T, series: Series, from: number): T & { numbers: string[] } => {
  const { numberAt } = createSpelling(series)
  const count = Math.max(0, Math.min(mostShown, view.last - from + 1))
  return { ...view, numbers: Array.from({ length: count }, (_, index) => numberAt(from + index)) }
}
