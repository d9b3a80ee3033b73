import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../../../test/app.ts'
import { document, event, item, lot } from '../../../test/documents.ts'
import { openDatabase } from '../../platform/postgres/database.ts'

let app: TestApp
before(async () => {
  app = await testApp()
})
after(() => app.close())

const migration = readFileSync(join(import.meta.dirname, '../../../migrations/0014-trace-statements.sql'), 'utf8')

/** The table as it was before: links alone, in their former numbers, without place and level. */
const asBefore = `
  alter table trace.assertion rename to newer;
  alter table trace.newer drop constraint assertion_pkey;
  create table trace.assertion (
    key uuid not null, kind smallint not null, event_time timestamptz not null, other uuid not null,
    event_uid uuid not null, capture_number bigint not null, action smallint, quantity numeric, uom text,
    primary key (key, event_time, event_uid, kind, other));
  insert into trace.assertion
  select key, (case kind when 16 then 0 when 10 then 0 when 0 then 1 when 2 then 2 when 3 then 3 when 19 then 4
                         when 20 then 5 when 17 then 6 when 11 then 6 when 1 then 7 end)::smallint,
         event_time, other, event_uid, capture_number, action, quantity, uom
    from trace.newer where kind in (0, 1, 2, 3, 10, 11, 16, 17, 19, 20);
  drop table trace.newer;`

const packed = (members: object) => event({ type: 'AggregationEvent', epcList: undefined, ...members })

const story = () => [
  event({ epcList: [item(60, 'A')], action: 'ADD', bizStep: 'commissioning' }),
  event({ epcList: undefined, quantityList: [{ epcClass: lot(60, 'L'), quantity: 5 }], bizStep: 'receiving' }),
  event({ epcList: [item(60, 'A')], disposition: 'retail_sold' }),
  event({ type: 'TransactionEvent', action: 'ADD', bizTransactionList: [{ bizTransaction: 'urn:x:po:60' }] }),
  event({
    type: 'TransformationEvent',
    action: undefined,
    epcList: undefined,
    inputEPCList: [item(60, 'A')],
    outputQuantityList: [{ epcClass: lot(60, 'M'), quantity: 2.5, uom: 'KGM' }],
    transformationID: 'urn:x:process:60',
  }),
  packed({ action: 'ADD', parentID: item(61, 'BOX'), childQuantityList: [{ epcClass: lot(60, 'M'), quantity: 1 }] }),
  packed({ action: 'ADD', parentID: item(61, 'BOX'), childEPCs: [item(60, 'B')] }),
  packed({ action: 'DELETE', parentID: item(61, 'BOX') }),
  packed({ type: 'AssociationEvent', action: 'ADD', parentID: item(61, 'BOX'), childEPCs: [item(60, 'TAG')] }),
  packed({ type: 'AssociationEvent', action: 'DELETE', parentID: item(61, 'BOX') }),
]

test('what an earlier version kept becomes what this version would have kept', async () => {
  const coop = await app.party('coop')
  const answer = await coop.post('/capture', document(story()))
  assert.equal(answer.status, 202, answer.text)
  const contents = () => app.db.query('select t::text from trace.assertion t order by 1')
  const now = await contents()
  assert.ok(now.length > 15)
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  try {
    await owner.query(asBefore)
    await owner.query(migration)
  } finally {
    await owner.end()
  }
  assert.deepEqual(await contents(), now)
})
