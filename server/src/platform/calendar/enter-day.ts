import type { Actor } from '../actor.ts'
import { recordDeed } from '../audit.ts'
import type { Db } from '../postgres/database.ts'
import { type CalendarDay, insertDay, insertYear } from './calendar.store.ts'

/** Enters what is decided for a day; the former entry stays, and counts no more. */
export const enterDay = (db: Db, actor: Actor, day: CalendarDay): Promise<void> =>
  db.transaction(async (tx) => {
    await insertDay(tx, day, actor.partyID)
    const { works, source, provisional } = day
    await recordDeed(tx, actor, {
      action: 'calendar.enter-day',
      subject: day.day,
      details: { works, source, provisional },
    })
  })

/** Says that all days off of a year are entered: until then its terms are told as provisional. */
export const completeYear = (db: Db, actor: Actor, year: number): Promise<void> =>
  db.transaction(async (tx) => {
    if (await insertYear(tx, year))
      await recordDeed(tx, actor, { action: 'calendar.complete-year', subject: String(year) })
  })
