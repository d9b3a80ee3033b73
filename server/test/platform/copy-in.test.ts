import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Copy } from '../../src/platform/postgres/copy-in.ts'
import { newRows, putInteger, putText, startRow } from '../../src/platform/postgres/copy-rows.ts'
import { openDatabase, type Tx } from '../../src/platform/postgres/database.ts'
import { createTestDatabase } from '../database.ts'

const database = await createTestDatabase({ empty: true })
const db = openDatabase(database.url, { connections: 1 })
after(async () => {
  await db.end()
  await database.drop()
})

await db.query('create table basket (basket integer primary key)')
await db.query('create table fruit (basket integer references basket, name text check (length(name) < 1000))')

const baskets = (...numbers: number[]): Copy => {
  const rows = newRows(0)
  for (const number of numbers) {
    startRow(rows, 1)
    putInteger(rows, number)
  }
  return { table: 'basket', columns: ['basket'], rows }
}
const fruits = (basket: number, ...names: string[]): Copy => {
  const rows = newRows()
  for (const name of names) {
    startRow(rows, 2)
    putInteger(rows, basket)
    putText(rows, name)
  }
  return { table: 'fruit', columns: ['basket', 'name'], rows }
}
const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `Xoài số ${n} ${'·'.repeat(400)}`)

const counts = async (): Promise<number[]> => {
  const [row] = await db.query<{ counts: number[] }>(
    'select array[(select count(*) from basket), (select count(*) from fruit)]::int[] as counts',
  )
  return row?.counts ?? []
}
const copied = (...copies: Copy[]): Promise<void> => db.transaction((tx) => tx.copy(...copies))

test('rows of several tables go in at once, in order, whether few, none or many megabytes', async () => {
  await copied(baskets(1, 2), fruits(1, 'ổi', 'mít'), fruits(2), fruits(2, ...many(10_000)))
  assert.deepEqual(await counts(), [2, 10_002])
})

for (const [what, copies] of [
  ['the first', () => [baskets(1), fruits(1, ...many(10_000))]],
  ['one between', () => [baskets(3), fruits(4, 'na'), fruits(3, ...many(10_000))]],
  ['the last', () => [baskets(3), fruits(3, ...many(10_000), 'x'.repeat(1000))]],
] as [string, () => Copy[]][])
  test(`where ${what} fails nothing is left of any, and the session goes on`, async () => {
    const before = await counts()
    await assert.rejects(copied(...copies()), /violates/)
    assert.deepEqual(await counts(), before)
    await copied(baskets(9), fruits(9, 'khế'))
    assert.deepEqual(
      await counts(),
      before.map((count) => count + 1),
    )
    await db.query('delete from fruit where basket = 9')
    await db.query('delete from basket where basket = 9')
  })

test('a server that goes away in the middle is an error, and another session takes over', async () => {
  const before = await counts()
  const closing = async (tx: Tx) => {
    const [{ pid } = { pid: 0 }] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    const other = openDatabase(database.url, { connections: 1 })
    const copying = tx.copy(baskets(3), fruits(3, ...many(100_000)))
    await other.query('select pg_terminate_backend($1)', [pid])
    await other.end()
    await copying
  }
  await assert.rejects(db.transaction(closing))
  assert.deepEqual(await counts(), before)
})
