import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../../../test/app.ts'
import { document, event } from '../../../test/documents.ts'
import { openDatabase, type Reader } from '../../platform/postgres/database.ts'
import { selectTakenBack } from './declarations.store.ts'

const others = 50_000
const eventID = 'urn:uuid:7d0c5a0e-3d0b-4c6e-9d2a-0f6f3a1b2c3d'

let app: TestApp
before(async () => {
  app = await testApp()
  const farm = await app.party('Vườn')
  const original = event({ eventID })
  const declaration = { ...original, errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z' } }
  for (const told of [original, declaration]) await farm.post('/capture', document([told]))
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(
    `with copied as (
       insert into events.event (event_uid, event_time, capture_number, ordinal, event_type, action, biz_step, disposition,
                                 captured_by, declared_by, event_id, event_id_ours, declaration, context_id, media_type, body)
       select md5('event' || n)::uuid, event_time, capture_number, n, event_type, action, biz_step, disposition, captured_by,
              declared_by, 'urn:x:' || n, false, false, context_id, media_type, body
         from events.event cross join generate_series(1, $1::int) n where not declaration
       returning event_uid, event_time, capture_number)
     insert into events.identity (event_uid, content_hash, event_time, capture_number)
     select event_uid, event_uid, event_time, capture_number from copied`,
    [others],
  )
  await owner.query('analyze events.event, events.identity')
  await owner.end()
})
after(() => app.close())

type Plan = { 'Actual Rows': number; 'Rows Removed by Filter'?: number; 'Actual Loops': number; Plans?: Plan[] }

const rowsRead = (plan: Plan): number =>
  (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] +
  (plan.Plans ?? []).reduce((sum, part) => sum + rowsRead(part), 0)

/** How many rows a query touches, at every step of its plan. */
const counting = (reader: Reader, counted: number[]): Reader => ({
  query: async (text, values) => {
    const rows = await reader.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, timing off, format json) ${text}`,
      values,
    )
    counted.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan }) => rowsRead(Plan))))
    return reader.query(text, values)
  },
})

test('what a declaration takes back is found without going over all other events', async () => {
  const counted: number[] = []
  const takenBack = await selectTakenBack(counting(app.db, counted), [eventID])
  assert.equal(takenBack.length, 1)
  assert.equal(counted.length, 1)
  assert.ok((counted[0] ?? others) < 100, `${counted} rows`)
})
