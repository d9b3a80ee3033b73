import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { kindNumber } from '../src/modules/events/resources/word.ts'
import type { TestApp, TestParty } from './app.ts'

const letGo = new Error('let go')

/**
 * Holds captures of a party at their end, when all is written and settled but the position, until `run` is done: what they
 * tell has a step that another transaction has noted and not committed.
 */
export const whileHeld = async (
  app: TestApp,
  party: TestParty,
  capture: (bizStep: string) => Promise<void>[],
  run: () => Promise<void>,
): Promise<void> => {
  const step = `https://example.org/steps/${randomUUID()}`
  let captures: Promise<void>[] = []
  await app.db
    .transaction(async (tx) => {
      await tx.query('insert into events.vocabulary (party_id, kind, value, spelling) values ($1, $2, $3, $3)', [
        party.id,
        kindNumber('bizStep'),
        step,
      ])
      captures = capture(step)
      for (let left = 1000; left > 0 && (await waiting(app)) < captures.length; left -= 1) await setTimeout(10)
      assert.equal(await waiting(app), captures.length, 'the captures wait')
      await run()
      throw letGo
    })
    .catch((error: unknown) => {
      if (error !== letGo) throw error
    })
  await Promise.all(captures)
}

/** How many sessions of this database wait for another one. */
const waiting = async ({ db }: TestApp): Promise<number> => {
  const [row] = await db.query<{ sessions: number }>(
    `select count(distinct waiting.pid)::int as sessions from pg_locks waiting
       join pg_locks held on held.pid = waiting.pid and held.locktype = 'relation'
       join pg_database d on d.oid = held.database and d.datname = current_database()
      where not waiting.granted`,
  )
  return row?.sessions ?? 0
}
