import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import {
  type CopyRows,
  fieldsSince,
  newFields,
  newRows,
  putBig,
  putBoolean,
  putFields,
  putInstant,
  putInteger,
  putJson,
  putNull,
  putNumeric,
  putSmall,
  putText,
  putTexts,
  putUuid,
  putUuids,
  startRow,
} from '../../src/platform/postgres/copy-rows.ts'
import { type Db, openDatabase } from '../../src/platform/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'

let database: TestDatabase
let db: Db
before(async () => {
  database = await createTestDatabase({ empty: true })
  db = openDatabase(database.url)
})
after(async () => {
  await db.end()
  await database.drop()
})

/** Sends one field a row to a column of a type, and reads each back as the database writes it. */
const sendAll = async <T>(type: string, values: readonly T[], put: (rows: CopyRows, value: T) => void) => {
  const rows = newRows(64)
  for (const [index, value] of values.entries()) {
    startRow(rows, 2)
    putInteger(rows, index)
    put(rows, value)
  }
  return db.transaction(async (tx) => {
    await tx.query(`create temp table sent (n integer, value ${type}) on commit drop`)
    await tx.copy({ table: 'sent', columns: ['n', 'value'], rows })
    const read = await tx.query<{ value: string | null }>('select value::text from sent order by n')
    return read.map(({ value }) => value)
  })
}

test('every kind of value arrives as it was', async () => {
  const uuid = '0190A1B2-0000-7fff-8000-00000000000f'
  assert.deepEqual(await sendAll('smallint', [-32_768, 0, 7, null], putSmall), ['-32768', '0', '7', null])
  assert.deepEqual(await sendAll('integer', [-2_147_483_648, 5], putInteger), ['-2147483648', '5'])
  assert.deepEqual(await sendAll('bigint', [0, 2 ** 53 - 1, -(2n ** 63n)], putBig), [
    '0',
    '9007199254740991',
    '-9223372036854775808',
  ])
  assert.deepEqual(await sendAll('boolean', [true, false], putBoolean), ['true', 'false'])
  assert.deepEqual(await sendAll('uuid', [uuid, undefined], putUuid), [uuid.toLowerCase(), null])
  assert.deepEqual(await sendAll('uuid[]', [[uuid, uuid], []], putUuids), [`{${uuid},${uuid}}`.toLowerCase(), null])
  assert.deepEqual(await sendAll('text[]', [['a', 'b c']], putTexts), ['{a,"b c"}'])
  assert.deepEqual(await sendAll('jsonb', [{ a: ['ổi', 1.5] }, null, undefined], putJson), [
    '{"a": ["ổi", 1.5]}',
    'null',
    null,
  ])
  assert.deepEqual(await sendAll('text', ['x'], putNull), [null])
})

test('fields written once stand in many rows', async () => {
  const fields = newFields(1)
  putText(fields, 'before')
  const from = fields.at
  putText(fields, 'same in all')
  const same = fieldsSince(fields, from)
  assert.deepEqual(await sendAll('text', [same, same], putFields), ['same in all', 'same in all'])
})

test('instants keep their microseconds, from the first year to the last', async () => {
  const instants = [
    ['2026-07-01T08:00:00.123Z', '2026-07-01 08:00:00.123+00'],
    ['2026-07-01T08:00:00.123456Z', '2026-07-01 08:00:00.123456+00'],
    ['2026-07-01T08:00:00.1230Z', '2026-07-01 08:00:00.123+00'],
    ['1999-12-31T23:59:59.999999Z', '1999-12-31 23:59:59.999999+00'],
    ['0001-01-01T00:00:00.000001Z', '0001-01-01 00:00:00.000001+00'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31 23:59:59.999+00'],
  ] as const
  assert.deepEqual(
    await sendAll(
      'timestamptz',
      instants.map(([sent]) => sent),
      putInstant,
    ),
    instants.map(([, read]) => read),
  )
})

test('numbers are the numerics that their texts are', async () => {
  const edges = [0, -0, 1, -1, 0.5, 80.5, 10_000, 9999.9999, 1e21, 1.5e300, 1e-7, 5e-324, 0.000123, 123_456_789.125]
  const drawn = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 500)
  const numbers = [...edges, ...drawn]
  const asTexts = await sendAll('text', numbers.map(String), putText)
  const expected = await db.query<{ value: string }>(
    'select (value::numeric)::text as value from unnest($1::text[]) with ordinality as t (value, n) order by n',
    [asTexts],
  )
  assert.deepEqual(
    await sendAll('numeric', numbers, putNumeric),
    expected.map(({ value }) => value),
  )
})

test('any text without NUL arrives, whatever its letters, and through any growth', async () => {
  const letters = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !/[\0\ud800-\udfff]/.test(text))
  const texts = ['', '\t\n\\N', 'Hợp tác xã', '🥭'.repeat(50), ...fc.sample(letters, 200)]
  assert.deepEqual(await sendAll('text', texts, putText), texts)
})
