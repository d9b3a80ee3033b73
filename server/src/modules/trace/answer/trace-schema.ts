import { Type } from 'typebox'
import { hopRules } from '../walk/walk-graph.ts'
import { directions, traceLimits } from './trace-request.ts'

/** How the answer is described in OpenAPI: the types of trace-answer.ts in JSON Schema. */

const text = (description?: string) => Type.String(description === undefined ? {} : { description })
const optional = (description?: string) => Type.Optional(text(description))
const instant = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })
const wordOf = (words: readonly string[], description: string) => Type.Enum([...words], { description })
const certainty = wordOf(
  ['contains', 'may-contain'],
  'may-contain: every way leads through a lot that has several sources',
)
const name = Type.Optional(Type.Object({ vi: optional(), en: optional() }))

const node = Type.Object({
  id: text(),
  kind: wordOf(['item', 'process', 'container', 'place', 'party'], 'container: what an item rode in, no part of it'),
  key: text('Canonical: a Digital Link path without host, or a URI'),
  uri: text(),
  level: Type.Optional(wordOf(['instance', 'class'], 'Of items and containers')),
  location: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: 'Of a lot: the place or container in which this part of it is',
    }),
  ),
  direction: wordOf(['start', 'back', 'forward'], 'Which way it lies from the key asked for'),
  depth: Type.Integer({ description: 'Processes between it and the key asked for' }),
  from: instant('Since when its events belong to the trace; null: no bound'),
  to: instant('Until when'),
  certainty,
  name,
  share: Type.Optional(
    Type.Object(
      { least: Type.Number(), greatest: Type.Number() },
      { description: 'Of an origin: between which shares of the start it can make up' },
    ),
  ),
})

const ends = (description: string) =>
  Type.Array(Type.String(), {
    description: `${description}: ids of nodes; the hop holds for each, and is of many on one side at most`,
  })

const hop = Type.Object({
  from: ends('Upstream'),
  to: ends('Downstream'),
  rule: wordOf([...hopRules, 'seen', 'held'], 'By which it follows from its events'),
  events: Type.Array(Type.String(), { description: 'eventIDs' }),
  interval: Type.Object({ from: text(), to: instant('null: not known to have ended') }),
  basis: wordOf(['stated', 'inferred'], 'inferred: no event says it in so many words'),
  by: Type.Array(
    Type.Object({
      party: text('Its id in the register'),
      name,
      standing: wordOf(['custodian', 'countersigned', 'third-party', 'unknown'], 'In which it speaks'),
    }),
  ),
  certainty,
  quantities: Type.Optional(
    Type.Array(Type.Object({ quantity: Type.Number(), uom: optional() }), {
      description: 'Without it: unknown, not none',
    }),
  ),
  tie: Type.Optional(Type.Boolean({ description: 'Only the order of events of one instant could settle it' })),
  elsewhere: Type.Optional(Type.Array(Type.String(), { description: 'Other repositories whose events bear it out' })),
})

const event = Type.Object({
  eventID: text(),
  eventTime: text(),
  eventTimeZoneOffset: text(),
  type: text(),
  bizStep: optional(),
  disposition: optional(),
  party: text('Who declares it; of what another repository told, its origin'),
  elsewhere: optional('The name of the other repository that told it'),
})

const tombstone = Type.Object({
  node: text(),
  direction: wordOf(['back', 'forward'], 'Which way there is no answer'),
  reason: wordOf(
    ['unknown', 'open', 'limit', 'depth', 'elsewhere'],
    'unknown: nobody told, or told you; open: nothing tells what became of it since; limit, depth: `next` goes on',
  ),
  since: instant('The last that is known'),
  next: optional('Where the trace goes on'),
  repository: optional('The other system that has it'),
  failure: optional('Why the other system did not tell it; without: it was not asked'),
})

export const traceAnswerSchema = Type.Object({
  key: text(),
  uri: text(),
  direction: wordOf(directions, 'As asked'),
  from: instant('As asked'),
  to: instant('As asked'),
  asOf: Type.Integer({ description: 'The position answered at; given as `asOf`, the same answer comes again' }),
  limits: Type.Object({ items: Type.Integer(), depth: Type.Integer() }),
  nodes: Type.Array(node),
  hops: Type.Array(hop),
  events: Type.Array(event),
  tombstones: Type.Array(tombstone),
  completeness: Type.Object({
    verdict: wordOf(['complete', 'open', 'incomplete'], 'open: only goods that may still be where they were seen last'),
    tombstones: Type.Record(Type.String(), Type.Integer()),
  }),
})

const { items, depth } = traceLimits

export const traceParameters = Type.Object({
  direction: Type.Optional(
    Type.Enum([...directions], { default: 'both', description: 'To origins, to holders, or both' }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'No hop before this instant' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'No hop after this instant' })),
  depth: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: depth.greatest,
      default: depth.usual,
      description: 'Processes one behind the other',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: items.greatest,
      default: items.usual,
      description: 'Items, containers and processes of one answer',
    }),
  ),
  asOf: Type.Optional(Type.Integer({ minimum: 0, description: 'As at an earlier position' })),
  resume: Type.Optional(Type.String({ description: 'From the `next` of a tombstone' })),
  elsewhere: Type.Optional(
    Type.Enum(['follow'], { description: 'Ask trusted repositories of others about what has no answer here' }),
  ),
})
