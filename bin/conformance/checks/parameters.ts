import { queryCases } from '../../../epcis/test/query-cases.ts'
import type { Case } from '../../../epcis/test/query-events.ts'
import type { Answer, Chapter, Check } from '../check.ts'
import { familyOf } from '../coverage.ts'
import type { World } from '../world.ts'
import { eventID, finds, json, names, places } from './ground.ts'

const clause = 'EPCIS 2.0 §8.2.7.1'
const operation = 'GET /events'
const prefixes = { ex: 'https://example.org/ns/' }

/** Stores the event that must be found and the one that must not be, under IDs of their own; and gives the IDs. */
const place = async (world: World, index: number, [name, , found, missed]: Case): Promise<string[]> => {
  const ids: string[] = []
  for (const [each, which] of [
    [found, 'found'],
    [missed, 'missed'],
  ] as const) {
    const id = name === 'EQ_eventID' ? String(each.eventID) : eventID(`${index}-${which}`)
    const sent = await world.call({
      method: 'POST',
      path: '/events',
      headers: json,
      body: JSON.stringify({ ...each, eventID: id }),
    })
    if (sent.status !== 201) throw new Error(`${id}: ${sent.status} ${sent.text}`)
    ids.push(id)
  }
  return ids
}

/** Asks in the query string, and by a named query with the same in its body. */
const askBothWays = async (world: World, query: Record<string, string>): Promise<Answer & { json: string[] }> => {
  const extensions = Object.entries(prefixes)
    .map(([prefix, uri]) => `${prefix}=${uri}`)
    .join(',')
  const inString = await world.call({
    method: 'GET',
    path: `/events?${new URLSearchParams(query)}`,
    headers: { 'gs1-extensions': extensions },
  })
  if (inString.status !== 200) return { ...inString, json: [] }
  const lists = Object.entries(query).map(([name, value]) => [name, value.includes('|') ? value.split('|') : value])
  const body = { name: 'parameters', query: { '@context': prefixes, ...Object.fromEntries(lists) } }
  const made = await world.call({ method: 'POST', path: '/queries', headers: json, body: JSON.stringify(body) })
  if (made.status !== 201) return { ...made, json: [] }
  const inBody = await world.call({ method: 'GET', path: '/queries/parameters/events' })
  await world.call({ method: 'DELETE', path: '/queries/parameters' })
  return { ...inBody, json: [names(inString).join(), inBody.status === 200 ? names(inBody).join() : ''] }
}

/** The events that are candidates of a case; a case about eventIDs names them itself. */
const narrowed = (name: string, value: string, ids: readonly string[]): Record<string, string> =>
  name === 'EQ_eventID' ? { [name]: value } : { [name]: value, EQ_eventID: ids.join('|') }

const caseCheck = (each: Case, index: number): Check => {
  const [name, value] = each
  let found = ''
  return {
    clause,
    operation,
    parameters: [familyOf(name)],
    sent: `${name}=${value}, in the query string and in a named query`,
    ask: async (world) => {
      const ids = await place(world, index, each)
      found = (ids[0] ?? '').replace(/^.*\//, '')
      return askBothWays(world, narrowed(name, value, ids))
    },
    status: 200,
    says: [
      'the event that it means, not the near miss',
      ({ json: both }) => (both as string[]).join(' ') === `${found} ${found}`,
    ],
  }
}

/** Parameters that an event alone cannot answer: the order, the limits, master data, the time of capture. */
const both = (
  parameters: string[],
  query: Record<string, string>,
  wanted: readonly string[],
  isOrdered = false,
): Check => ({
  clause,
  operation,
  parameters,
  sent: `${Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}, in the query string and in a named query`,
  ask: (world) => askBothWays(world, query),
  status: 200,
  says: [
    wanted.length === 0 ? 'no event' : `${wanted.join(', ')}${isOrdered ? ', in this order' : ''}`,
    ({ json: lists }) =>
      (lists as string[]).every(
        (list) =>
          (isOrdered ? list : list.split(',').toSorted().join()) === (isOrdered ? wanted : wanted.toSorted()).join(),
      ),
  ],
})

const story = ['made', 'packed', 'sold', 'mounted'].map(eventID).join('|')
const three = ['made', 'packed', 'sold'].map(eventID).join('|')
const city = 'urn:epcglobal:cbv:mda#city'

const others: Check[] = [
  both(['GE_recordTime'], { GE_recordTime: '2000-01-01T00:00:00Z', EQ_eventID: three }, ['made', 'packed', 'sold']),
  both(['GE_recordTime'], { GE_recordTime: '2999-01-01T00:00:00Z', EQ_eventID: three }, []),
  both(['LT_recordTime'], { LT_recordTime: '2999-01-01T00:00:00Z', EQ_eventID: three }, ['made', 'packed', 'sold']),
  both(['LT_recordTime'], { LT_recordTime: '2000-01-01T00:00:00Z', EQ_eventID: three }, []),
  both(['WD_bizLocation'], { WD_bizLocation: places.site }, ['made', 'mounted']),
  both(['WD_bizLocation'], { WD_bizLocation: places.shelf }, []),
  both(['WD_readPoint'], { WD_readPoint: places.site }, ['made']),
  both(['WD_readPoint'], { WD_readPoint: places.elsewhere }, ['packed']),
  both(['HASATTR_ex:field'], { HASATTR_bizLocation: city, EQ_eventID: story }, ['mounted']),
  both(['HASATTR_ex:field'], { HASATTR_bizLocation: 'urn:epcglobal:cbv:mda#state', EQ_eventID: story }, []),
  both(['EQ_ATTR_bizLocation_ex:field'], { [`EQ_ATTR_bizLocation_${city}`]: 'Thủ Dầu Một', EQ_eventID: story }, [
    'mounted',
  ]),
  both(['EQ_ATTR_bizLocation_ex:field'], { [`EQATTR_bizLocation_${city}`]: 'Thủ Dầu Một', EQ_eventID: story }, [
    'mounted',
  ]),
  both(['EQ_ATTR_bizLocation_ex:field'], { [`EQATTR_bizLocation_${city}`]: 'Thủ', EQ_eventID: story }, []),
  both(
    ['orderBy', 'orderDirection'],
    { orderBy: 'eventTime', orderDirection: 'ASC', EQ_eventID: three },
    ['made', 'packed', 'sold'],
    true,
  ),
  both(
    ['orderBy', 'orderDirection'],
    { orderBy: 'eventTime', orderDirection: 'DESC', EQ_eventID: three },
    ['sold', 'packed', 'made'],
    true,
  ),
  both(
    ['eventCountLimit'],
    { orderBy: 'eventTime', orderDirection: 'ASC', eventCountLimit: '2', EQ_eventID: three },
    ['made', 'packed'],
    true,
  ),
  both(['maxEventCount'], { maxEventCount: '3', EQ_eventID: three }, ['made', 'packed', 'sold']),
  {
    clause,
    operation,
    parameters: ['maxEventCount'],
    sent: 'maxEventCount=2 of three events',
    ask: { method: 'GET', path: `/events?${new URLSearchParams({ maxEventCount: '2', EQ_eventID: three })}` },
    status: 413,
    exception: 'QueryTooLargeException',
  },
  {
    clause,
    operation,
    parameters: ['eventCountLimit'],
    sent: 'eventCountLimit without orderBy',
    ask: { method: 'GET', path: '/events?eventCountLimit=1' },
    status: 400,
    exception: 'QueryParameterException',
  },
  {
    clause: 'EPCIS 2.0 §12.6.6.2, paging',
    operation,
    parameters: ['perPage'],
    sent: 'perPage=1 of three events',
    ask: {
      method: 'GET',
      path: `/events?${new URLSearchParams({ perPage: '1', EQ_eventID: three, orderBy: 'eventTime' })}`,
    },
    status: 200,
    headers: { link: /rel="next"/ },
    says: finds('sold'),
  },
]

export const parameters: Chapter = { title: 'Query parameters', checks: [...queryCases.map(caseCheck), ...others] }
