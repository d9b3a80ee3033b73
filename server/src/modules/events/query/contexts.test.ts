import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Context, createXmlCutter, expandName, type Json, resolveContext } from '@nguon/epcis'
import fc from 'fast-check'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { OutputFormat } from '../output-format.ts'
import type { StoredBody } from './query.store.ts'
import { answerQueryDocument } from './query-document.ts'

const gs1 = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'
const newer = 'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld'

const noReader = undefined as unknown as Reader
const render = (events: StoredBody[], media: OutputFormat['media']): Promise<string> =>
  answerQueryDocument(
    noReader,
    events,
    { queryName: 'SimpleEventQuery', createdAt: '2026-01-01T00:00:00.000Z' },
    { media, epc: 'Never_Translates', cbvXml: 'No_Preference' },
  )

/** What a value says by full names, as JSON-LD reads it: names that mean nothing are left out. */
const meaning = (value: Json, outer: Context): unknown => {
  if (Array.isArray(value)) return value.map((each) => meaning(each, outer))
  if (typeof value !== 'object' || value === null) return value
  const { context } = resolveContext(value['@context'], outer)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'recordTime')
      .map(([name, member]) => [expandName(context, name), meaning(member, context)] as const)
      .filter(([name]) => name !== undefined)
      .sort(),
  )
}

type Sent = { context: Json; event: Record<string, Json> }

const stored = ({ context, event }: Sent, index: number): StoredBody =>
  ({
    uid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
    body: JSON.stringify(event),
    tombstone: null,
    eventID: `urn:example:${index}`,
    eventIDOurs: false,
    recordTime: '2026-01-01 00:00:00+00',
    contextText: JSON.stringify(context),
  }) as StoredBody

const prefix = fc.constantFrom('a', 'b', 'c')
const namespace = fc.constantFrom('https://one.example/', 'https://two.example/ns#', 'urn:example:three:')
const definitions = fc.dictionary(prefix, namespace, { maxKeys: 3, noNullPrototype: true })
const name = fc.oneof(
  fc.tuple(prefix, fc.constantFrom('x', 'y')).map(([start, local]) => `${start}:${local}`),
  prefix,
  fc.constantFrom('https://one.example/z', '\u0062:x'),
)
const inner = fc
  .tuple(
    definitions,
    fc.dictionary(name, fc.constantFrom('1', 'b'), { maxKeys: 2, noNullPrototype: true }),
    fc.boolean(),
  )
  .map(([own, members, has]): Json => (has ? { '@context': own, ...members } : members))
const sent = (names: fc.Arbitrary<string>): fc.Arbitrary<Sent> =>
  fc
    .record({
      remote: fc.constantFrom(gs1, gs1, gs1, newer),
      inline: definitions,
      first: fc.boolean(),
      own: fc.option(definitions, { nil: undefined }),
      members: fc.dictionary(names, fc.oneof(fc.constantFrom('1', 'b:x'), inner), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    })
    .map(({ remote, inline, first, own, members }) => ({
      context: first ? [inline, remote] : [remote, inline],
      event: { ...(own === undefined ? {} : { '@context': own }), type: 'ObjectEvent', ...members },
    }))

test('however prefixes collide, each event means in the answer what it meant when it was sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sent(name), { minLength: 1, maxLength: 4 }), async (all) => {
      const answer = JSON.parse(await render(all.map(stored), 'application/ld+json'))
      const { context } = resolveContext(answer['@context'])
      const events: Json[] = answer.epcisBody.queryResults.resultsBody.eventList
      assert.deepEqual(
        events.map((event) => meaning(event, context)),
        all.map(({ event, context: own }) => meaning(event, resolveContext(own).context)),
      )
    }),
    { numRuns: 500 },
  )
})

test('senders that agree share one context; one that differs makes each bring its own', async () => {
  const event = (local: string): Record<string, Json> => ({ type: 'ObjectEvent', [local]: 1 })
  const agreeing = [
    { context: [gs1, { a: 'https://one.example/' }], event: event('a:x') },
    { context: [gs1, { b: 'https://two.example/' }], event: event('b:x') },
    { context: gs1, event: event('https://three.example/x') },
  ]
  const one = JSON.parse(await render(agreeing.map(stored), 'application/ld+json'))
  assert.deepEqual(one['@context'], [gs1, { a: 'https://one.example/', b: 'https://two.example/' }])
  const other = {
    context: [gs1, { a: 'https://other.example/' }],
    event: { '@context': { d: 'urn:d:' }, ...event('a:x') },
  }
  const each = JSON.parse(await render([...agreeing, other].map(stored), 'application/ld+json'))
  assert.deepEqual(
    each.epcisBody.queryResults.resultsBody.eventList.map((shown: Record<string, Json>) => shown['@context']),
    [agreeing[0]?.context, agreeing[1]?.context, gs1, [gs1, { a: 'https://other.example/' }, { d: 'urn:d:' }]],
  )
})

test('an event that was sent bare brings its context once', async () => {
  const bare = (namespace: string): Sent => {
    const context: Json = [gs1, { ex: namespace }]
    return { context, event: { '@context': context, type: 'ObjectEvent', 'ex:note': 'a' } }
  }
  const sent = ['https://one.example/', 'https://two.example/'].map(bare)
  const answer = JSON.parse(await render(sent.map(stored), 'application/ld+json'))
  const { eventList } = answer.epcisBody.queryResults.resultsBody as { eventList: Record<string, Json>[] }
  assert.deepEqual(
    eventList.map((event) => event['@context']),
    sent.map(({ context }) => context),
  )
})

test('in XML too, what has a full name keeps it', async () => {
  const prefixed = fc.tuple(prefix, fc.constantFrom('x', 'y')).map(([start, local]) => `${start}:${local}`)
  await fc.assert(
    fc.asyncProperty(fc.array(sent(prefixed), { minLength: 1, maxLength: 3 }), async (all) => {
      // What nothing defines cannot have been taken in, and lists of one are no lists in XML.
      const taken = all.filter(({ event, context }) => isDefined(event, resolveContext(context).context))
      const cutter = createXmlCutter()
      const events = cutter.push(Buffer.from(await render(taken.map(stored), 'application/xml')))
      const cut = cutter.end()
      assert.deepEqual(cut.issues, [])
      const { context } = resolveContext((cut.header as Record<string, Json>)['@context'])
      assert.deepEqual(
        events.map((bytes) => meaning(JSON.parse(Buffer.from(bytes).toString()), context)),
        taken.map(({ event, context: own }) => meaning(event, resolveContext(own).context)),
      )
    }),
    { numRuns: 200 },
  )
})

const isDefined = (value: Json, outer: Context): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true
  const { context } = resolveContext(value['@context'], outer)
  return Object.entries(value).every(
    ([member, inside]) =>
      member === '@context' ||
      (expandName(context, member) !== undefined && member !== 'b' && isDefined(inside, context)),
  )
}
