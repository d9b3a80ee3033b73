import type { Db } from '../../../platform/postgres/database.ts'
import { ensureMonth } from './capture.store.ts'

/** Sees to it that the months of events have a partition before they are stored. */
export type Months = { ensure(eventTimes: readonly string[]): Promise<void> }

const firstYear = 2000
const lastYear = 2099

/** Months outside the sane years need none: the default partition holds them. */
export const createMonths = (db: Db): Months => {
  const ready = new Set<string>()
  return {
    ensure: async (eventTimes) => {
      for (const month of new Set(eventTimes.map((time) => time.slice(0, 7)))) {
        const year = Number(month.slice(0, 4))
        if (ready.has(month) || !/^\d{4}-\d\d$/.test(month) || year < firstYear || year > lastYear) continue
        await ensureMonth(db, month)
        ready.add(month)
      }
    },
  }
}
