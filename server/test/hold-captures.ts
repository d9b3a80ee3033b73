import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { kindNumber } from '../src/modules/events/resources/word.ts'
import type { Tx } from '../src/platform/postgres/database.ts'
import type { TestApp, TestParty } from './app.ts'
import { untilWaiting } from './waiting.ts'

type HeldApp = Pick<TestApp, 'db' | 'ownerUrl'>

const letGo = new Error('let go')

/** Holds captures at a row that another transaction has inserted and not committed, until `run` is done; then it was none. */
export const whileHeld = async (
  app: HeldApp,
  insert: (tx: Tx) => Promise<unknown>,
  capture: () => Promise<void>[],
  run: () => Promise<void>,
): Promise<void> => {
  let captures: Promise<void>[] = []
  await app.db
    .transaction(async (tx) => {
      await insert(tx)
      captures = capture()
      assert.equal(await untilWaiting(app, () => captures.length), captures.length, 'the captures wait')
      await run()
      throw letGo
    })
    .catch((error: unknown) => {
      if (error !== letGo) throw error
    })
  await Promise.all(captures)
}

/** Holds those of a party at their end, when all is written and settled but the position: what they tell has a step that is held. */
export const whileHeldAtStep = (
  app: HeldApp,
  party: TestParty,
  capture: (bizStep: string) => Promise<void>[],
  run: () => Promise<void>,
): Promise<void> => {
  const step = `https://example.org/steps/${randomUUID()}`
  const insert = (tx: Tx) =>
    tx.query('insert into events.vocabulary (party_id, kind, value, spelling) values ($1, $2, $3, $3)', [
      party.id,
      kindNumber('bizStep'),
      step,
    ])
  return whileHeld(app, insert, () => capture(step), run)
}
