import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { openDatabase, type Reader } from '../src/platform/postgres/database.ts'
import type { TestApp } from './app.ts'

/** How many sessions of this database wait for another one. To be asked as its owner: nobody else is shown what others wait for. */
const waiting = async (reader: Reader): Promise<number> => {
  const [row] = await reader.query<{ sessions: number }>(
    `select count(*)::int as sessions from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`,
  )
  return row?.sessions ?? 0
}

/** Goes on when so many wait at least, asked anew each time; answers how many do. Fails where they never do. */
export const untilWaiting = async ({ ownerUrl }: Pick<TestApp, 'ownerUrl'>, awaited: () => number): Promise<number> => {
  const owner = openDatabase(ownerUrl, { connections: 1 })
  try {
    for (let left = 3000; left > 0; left -= 1) {
      const sessions = await waiting(owner)
      if (sessions >= awaited()) return sessions
      await setTimeout(5)
    }
    return assert.fail(`fewer than ${awaited()} sessions wait for another one`)
  } finally {
    await owner.end()
  }
}
