import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canonicalKey } from '@nguon/epcis'
import { checkDigit } from '@nguon/gs1'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, item, lot } from '../../../../test/documents.ts'
import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { kinds } from '../assertion.ts'
import { createWalkReader, type VisibleEvents } from './walk.store.ts'
import { type WalkOptions, walk } from './walk.ts'
import type { Cursor } from './walk-reader.ts'

let app: TestApp
let coop: TestParty

before(async () => {
  app = await testApp()
  coop = await app.party('coop')
})
after(() => app.close())

const hashOf = (uri: string): string => keyHash(canonicalKey(uri))
const made = (eventID: string, inputs: string[], output: string) =>
  event({
    type: 'TransformationEvent',
    eventID,
    action: undefined,
    epcList: undefined,
    inputEPCList: inputs,
    outputEPCList: [output],
  })
const newID = (): string => `urn:uuid:${crypto.randomUUID()}`

const whole: WalkOptions = { directions: ['back'], from: null, to: null, items: 1000, depth: 50, sightings: false }

const originsOf = async (start: string, { asOf, visible }: { asOf?: number; visible?: VisibleEvents } = {}) => {
  const read = createWalkReader(app.db, asOf ?? (await currentPosition(app.db)), visible)
  const { nodes } = await walk(read, { key: hashOf(start) }, whole)
  return nodes.filter(({ kind }) => kind === 'item').map(({ key }) => key)
}

test('what was taken back is not walked, but before it was taken back it is', async () => {
  const wrong = made(newID(), [item(20, 'WRONG')], item(20, 'MADE'))
  await coop.post('/capture', document([wrong, made(newID(), [item(20, 'RIGHT')], item(20, 'MADE'))]))
  const before = await currentPosition(app.db)
  const declared = { declarationTime: '2026-05-01T00:00:00Z', reason: 'did_not_occur' }
  await coop.post('/capture', document([{ ...wrong, errorDeclaration: declared }]))
  assert.deepEqual((await originsOf(item(20, 'MADE'))).sort(), ['MADE', 'RIGHT'].map((s) => hashOf(item(20, s))).sort())
  const then = await originsOf(item(20, 'MADE'), { asOf: before })
  assert.ok(then.includes(hashOf(item(20, 'WRONG'))))
  assert.deepEqual(await originsOf(item(20, 'MADE'), { asOf: before - 1 }), [hashOf(item(20, 'MADE'))])
})

test('events that a caller may not see are none', async () => {
  await coop.post('/capture', document([made(newID(), [item(21, 'A')], item(21, 'B'))]))
  await coop.post('/capture', document([made(newID(), [item(21, 'B')], item(21, 'C'))]))
  const asked: string[] = []
  const newest: VisibleEvents = async (events) => {
    asked.push(...events.map(({ time }) => time))
    const times = asked.toSorted()
    return new Set(events.filter(({ time }) => time === times.at(-1)).map(({ uid }) => uid))
  }
  assert.deepEqual(
    (await originsOf(item(21, 'C'), { visible: newest })).sort(),
    ['B', 'C'].map((serial) => hashOf(item(21, serial))).sort(),
  )
})

test('many rows of one key are read page by page, none twice and none left out', async () => {
  const inputs = Array.from({ length: 25 }, (_, index) => item(22, `I${index}`))
  await coop.post('/capture', document([made(newID(), inputs, item(22, 'OUT'))]))
  const read = createWalkReader(app.db, await currentPosition(app.db))
  const small = {
    ...read,
    many: (...[keys, kinds, , after]: Parameters<typeof read.many>) => read.many(keys, kinds, 4, after),
  }
  const { nodes, ends } = await walk(small, { key: hashOf(item(22, 'OUT')) }, whole)
  assert.equal(nodes.filter(({ kind }) => kind === 'item').length, 26)
  assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length)
  assert.ok(ends.every(({ reason }) => reason === 'unknown'))
})

test('of what is hidden no page tells that it goes on, or where', async () => {
  const pallet = `https://id.gs1.org/00/19521201000000022${checkDigit('19521201000000022')}`
  const packing = (eventID: string, children: string[]) =>
    event({
      ...{ type: 'AggregationEvent', eventID, action: 'ADD', bizStep: 'packing', parentID: pallet },
      ...{ epcList: undefined, childEPCs: children },
    })
  const bags = (from: number) => Array.from({ length: 5 }, (_, index) => item(24, `B${from + index}`))
  const events = [0, 5, 10, 15].map((from) => packing(newID(), bags(from)))
  for (const each of events) assert.equal((await coop.post('/capture', document([each]))).status, 202)
  const position = await currentPosition(app.db)
  const seeing =
    (...times: unknown[]): VisibleEvents =>
    async (all) =>
      new Set(
        all.filter(({ time }) => times.some((at) => Date.parse(time) === Date.parse(String(at)))).map(({ uid }) => uid),
      )
  const [first, , third] = events.map(({ eventTime }) => eventTime)
  const pagesOf = async (most: number, ...times: unknown[]) => {
    const read = createWalkReader(app.db, position, seeing(...times))
    const pages = []
    for (let after: Cursor | undefined; ; ) {
      const page = await read.many([hashOf(pallet)], [kinds.contains, kinds.hasOutput], most, after)
      pages.push(page)
      after = page.next
      if (after === undefined) return pages
    }
  }
  for (const most of [1, 3, 4, 5, 7, 19, 20]) {
    const alone = await pagesOf(most, first)
    assert.equal(alone.flatMap(({ rows }) => rows).length, 5)
    assert.ok(
      alone.every(({ rows, next }) => rows.length > 0 && (next === undefined || rows.at(-1)?.other === next.other)),
    )
    const two = await pagesOf(most, first, third)
    assert.equal(new Set(two.flatMap(({ rows }) => rows.map(({ other }) => other))).size, 10)
    assert.ok(two.every(({ next }) => next === undefined || next.eventTime !== String(events[1]?.eventTime)))
    assert.deepEqual(await pagesOf(most), [{ rows: [] }])
  }
  assert.equal((await pagesOf(5, first)).length, 1)
})

test('who holds anything is known, however much another key holds', async () => {
  const inputs = Array.from({ length: 20_001 }, (_, index) => item(25, `MANY${index}`))
  const [large, small] = [newID(), newID()]
  const events = [made(large, inputs, item(25, 'GREAT')), made(small, [item(25, 'ONE')], item(25, 'LITTLE'))]
  for (const each of events) assert.equal((await coop.post('/capture', document([each]))).status, 202)
  const read = createWalkReader(app.db, await currentPosition(app.db))
  const { told } = await read.own([hashOf(item(25, 'GREAT')), hashOf(item(25, 'LITTLE'))])
  const processes = [...told.values()].flatMap((rows) => rows.map(({ other }) => other))
  assert.equal(processes.length, 2)
  const { holding } = await read.own([...processes, hashOf(item(25, 'ONE'))])
  assert.deepEqual([...holding].sort(), processes.sort())
})

test('of a key of which very much is told all is read', async () => {
  const said = {
    kind: kinds.seen,
    captureNumber: 1,
    place: null,
    classLevel: true,
    action: 1,
    quantity: null,
    uom: null,
  }
  const rows = Array.from({ length: 300_000 }, (_, index) => ({
    ...{ ...said, eventTime: '2026-05-01 08:00:00+00', eventUid: String(index), other: 'none' },
    ...{ keys: ['lot'], declared: false },
  }))
  const query = async (text: string) => (text.includes('platform.position') ? [{ number: 1, position: 1 }] : rows)
  const { told } = await createWalkReader({ query } as unknown as Reader, 1).own(['lot'])
  assert.equal(told.get('lot')?.length, rows.length)
})

test('a lot keeps its quantities and places from capture to walk', async () => {
  const place = { id: `https://id.gs1.org/414/952110100000${checkDigit('952110100000')}` }
  const process = {
    ...made(newID(), [item(23, 'A')], item(23, 'B')),
    outputQuantityList: [{ epcClass: lot(23, 'L'), quantity: 12.5, uom: 'KGM' }],
    bizLocation: place,
  }
  const answer = await coop.post('/capture', document([process]))
  assert.equal(answer.status, 202, answer.text)
  const read = createWalkReader(app.db, await currentPosition(app.db))
  const { nodes, hops } = await walk(read, { key: hashOf(lot(23, 'L')) }, whole)
  const start = nodes.find(({ direction }) => direction === 'start')
  assert.equal(start?.location, hashOf(place.id))
  const born = hops.find(({ rule }) => rule === 'produced')
  assert.deepEqual(
    born?.evidence.map(({ quantity, uom }) => ({ quantity, uom })),
    [{ quantity: 12.5, uom: 'KGM' }],
  )
})
