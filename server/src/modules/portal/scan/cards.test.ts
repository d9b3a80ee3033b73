import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reader } from '../../../platform/postgres/database.ts'
import { createCards } from './cards.ts'

test('cards are read once a position, and anew at the next, on the next day, and after a minute', async () => {
  let queries = 0
  let time = 0
  const db: Reader = {
    query: async () => {
      queries += 1
      return []
    },
  }
  const cardsAt = createCards(db, () => time)
  const read = async (position: number, day: string) => {
    const before = queries
    const cards = cardsAt(position, day)
    assert.equal((await cards.parties(['018f0000-0000-7000-8000-000000000001'])).size, 0)
    return queries - before
  }
  assert.ok((await read(1, '2026-11-23')) > 0)
  assert.equal(await read(1, '2026-11-23'), 0)
  assert.ok((await read(2, '2026-11-23')) > 0)
  assert.ok((await read(2, '2026-11-24')) > 0)
  time = 60_001
  assert.ok((await read(2, '2026-11-24')) > 0)
})
