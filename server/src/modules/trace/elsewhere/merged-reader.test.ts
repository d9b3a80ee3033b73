import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstOfMany, kinds } from '../assertion.ts'
import type { Statement } from '../walk/statement.ts'
import { type Cursor, cursorOf, inIndex, type WalkReader } from '../walk/walk-reader.ts'
import { newMemory } from './memory.ts'
import { mergedReader } from './merged-reader.ts'

/** What PostgreSQL answers, from a list. */
const readerOf = (rows: readonly Statement[]): WalkReader => ({
  own: async (keys) => ({
    told: new Map(keys.map((key) => [key, rows.filter((row) => row.key === key && row.kind < firstOfMany)])),
    holding: new Set(rows.flatMap(({ key, kind }) => (keys.includes(key) && kind >= firstOfMany ? [key] : []))),
  }),
  many: async (keys, [first, last], most, after) => {
    const page = rows
      .filter(({ key, kind }) => keys.includes(key) && kind >= first && kind <= last)
      .filter((row) => after === undefined || inIndex(row, after) > 0)
      .sort(inIndex)
      .slice(0, most)
    const next = page.length < most ? undefined : page.at(-1)
    return { rows: page, ...(next && { next: cursorOf(next) }) }
  },
})

const statement = (event: number, key: string, kind: number, other: string): Statement => ({
  key,
  kind,
  other,
  eventTime: `2026-05-0${1 + (event % 5)} 08:00:00+00`,
  eventUid: `event ${event} `,
  place: null,
  classLevel: false,
  action: null,
  quantity: null,
  uom: null,
})
const keys = ['a', 'b', 'c']
const row = fc.record({
  event: fc.nat(9),
  key: fc.constantFrom(...keys),
  kind: fc.constantFrom(kinds.containedIn, kinds.outputOf, kinds.contains, kinds.hasInput),
  other: fc.constantFrom('x', 'y', 'z'),
})
const identityOf = ({ key, kind, other, eventUid }: Statement): string =>
  [key, kind, other, eventUid.slice(0, 8)].join()
const rowsOf = (list: { event: number; key: string; kind: number; other: string }[]): Statement[] => {
  const rows = list.map(({ event, key, kind, other }) => statement(event, key, kind, other))
  return [...new Map(rows.map((each) => [identityOf(each), each])).values()]
}

const allOf = async (reader: WalkReader, most: number): Promise<Statement[]> => {
  const { told } = await reader.own(keys)
  const rows = [...told].flatMap(([key, said]) => said.map((each) => ({ ...each, key })))
  for (let after: Cursor | undefined; ; ) {
    const page = await reader.many(keys, [kinds.contains, kinds.hasOutput], most, after)
    rows.push(...page.rows)
    after = page.next
    if (after === undefined) return rows
  }
}

const merged = (ours: readonly Statement[], theirs: readonly Statement[]): WalkReader => {
  const uids = { of: () => '', common: (uid: string) => uid.slice(0, 8) }
  const memory = newMemory('/01/09521234543213', uids)
  for (const each of theirs) memory.statements.set(each.key, [...(memory.statements.get(each.key) ?? []), each])
  return mergedReader(readerOf(ours), memory)
}

test('events in two stores are read as if they were in one, whatever the size of a page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.nat(1023),
      fc.integer({ min: 1, max: 7 }),
      async (list, split, most) => {
        const rows = rowsOf(list)
        const isOurs = ({ eventUid }: Statement) => (split >> Number(eventUid.slice(6, 8))) % 2 === 1
        const read = await allOf(
          merged(
            rows.filter(isOurs),
            rows.filter((each) => !isOurs(each)),
          ),
          most,
        )
        assert.deepEqual(read.map(identityOf).sort(), rows.map(identityOf).sort())
      },
    ),
  )
})

test('an event that both have is read once, and it is ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), async (list, most) => {
      const ours = rowsOf(list)
      const theirs = ours.map((each) => ({ ...each, eventUid: `${each.eventUid}theirs` }))
      const read = await allOf(merged(ours, theirs), most)
      assert.deepEqual(
        read.map(({ eventUid }) => eventUid.includes('theirs')),
        ours.map(() => false),
      )
    }),
  )
})
