import type { Chapter, Check } from '../check.ts'
import { finds, json, names, versions } from './ground.ts'

const clause = 'EPCIS 2.0 §12.5, named queries'
const post = (body: object) =>
  ({ method: 'POST', path: '/queries', headers: json, body: JSON.stringify(body) }) as const

const exclusive: Check[] = [
  {
    clause,
    operation: 'POST /queries',
    sent: '{"name":"packing","query":{"EQ_bizStep":["packing"]}}',
    ask: post({ name: 'packing', query: { EQ_bizStep: ['packing'] } }),
    status: 201,
    headers: { location: /\/queries\/packing$/, ...versions },
  },
  {
    clause,
    operation: 'POST /queries',
    sent: 'the same name again',
    ask: post({ name: 'packing', query: { EQ_bizStep: ['shipping'] } }),
    status: 409,
    exception: 'ResourceAlreadyExistsException',
  },
  {
    clause,
    operation: 'POST /queries',
    sent: 'a parameter that there is not',
    ask: post({ name: 'broken', query: { EQ_nothing: 1 } }),
    status: 400,
    exception: 'QueryParameterException',
  },
  { clause, operation: 'POST /queries', sent: 'no name', ask: post({ query: {} }), status: 400 },
  {
    clause,
    operation: 'POST /queries',
    sent: 'text/plain',
    ask: { ...post({ name: 'text', query: {} }), headers: { 'content-type': 'text/plain' } },
    status: 415,
    exception: 'UnsupportedMediaTypeException',
  },
  {
    clause,
    operation: 'GET /queries',
    sent: 'nothing',
    ask: { method: 'GET', path: '/queries' },
    status: 200,
    headers: versions,
    says: ['the named query', ({ text }) => text.includes('"packing"')],
  },
  {
    clause: 'who may see it',
    operation: 'GET /queries',
    sent: "another party's key",
    ask: { method: 'GET', path: '/queries', as: 'other' },
    status: 200,
    says: ['no query', ({ text }) => !text.includes('packing')],
  },
  {
    clause,
    operation: 'GET /queries/{queryName}',
    sent: 'packing',
    ask: { method: 'GET', path: '/queries/packing' },
    status: 200,
    headers: versions,
    says: ['its name and its query', ({ json: body }) => JSON.stringify(body).includes('EQ_bizStep')],
  },
  {
    clause,
    operation: 'GET /queries/{queryName}',
    sent: 'a name that was never given',
    ask: { method: 'GET', path: '/queries/none' },
    status: 404,
    exception: 'NoSuchNameException',
  },
  {
    clause: 'who may see it',
    operation: 'GET /queries/{queryName}',
    sent: "another party's name",
    ask: { method: 'GET', path: '/queries/packing', as: 'other' },
    status: 404,
    exception: 'NoSuchNameException',
  },
  {
    clause,
    operation: 'GET /queries/{queryName}/events',
    sent: 'packing',
    ask: { method: 'GET', path: '/queries/packing/events' },
    status: 200,
    headers: versions,
    says: finds('packed'),
  },
  {
    clause: 'EPCIS 2.0 §12.6.6.2, paging',
    operation: 'GET /queries/{queryName}/events',
    sent: 'a query of shipping and packing, perPage=1',
    ask: async (world) => {
      await world.call(post({ name: 'two', query: { EQ_bizStep: ['packing', 'commissioning'] } }))
      return { method: 'GET', path: '/queries/two/events?perPage=1' }
    },
    status: 200,
    headers: { link: /\/queries\/two\/events\?.*rel="next"/ },
    says: ['one event', (answer) => names(answer).length === 1],
  },
  {
    clause,
    operation: 'GET /queries/{queryName}/events',
    sent: 'a name that was never given',
    ask: { method: 'GET', path: '/queries/none/events' },
    status: 404,
    exception: 'NoSuchNameException',
  },
  {
    clause,
    operation: 'GET /queries/{queryName}/events',
    sent: 'a query with maxEventCount 1 that finds two',
    ask: async (world) => {
      await world.call(post({ name: 'most', query: { EQ_bizStep: ['packing', 'commissioning'], maxEventCount: 1 } }))
      return { method: 'GET', path: '/queries/most/events' }
    },
    status: 413,
    exception: 'QueryTooLargeException',
  },
  {
    clause,
    operation: 'DELETE /queries/{queryName}',
    sent: 'two, and its name after that',
    ask: async (world) => {
      const removed = await world.call({ method: 'DELETE', path: '/queries/two' })
      return { ...removed, json: (await world.call({ method: 'GET', path: '/queries/two' })).status }
    },
    status: 204,
    says: ['it is gone', ({ json: status }) => status === 404],
  },
  {
    clause,
    operation: 'DELETE /queries/{queryName}',
    sent: 'a name that was never given',
    ask: { method: 'DELETE', path: '/queries/none' },
    status: 404,
    exception: 'NoSuchNameException',
  },
]

export const queries: Chapter = { title: 'Named queries', checks: exclusive }
