import { daysFrom } from '../days.ts'

/** Days that differ from the week: whether one works on them. */
export type DatedDays = ReadonlyMap<string, boolean>

/** Saturday or Sunday: the weekly days off of state agencies (188/1999/QD-TTg). */
export const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** Whether one works on a day: as the dated table says, else by the week. */
export const works = (dated: DatedDays, day: string): boolean => dated.get(day) ?? !isWeekend(day)

/**
 * The last day of a term of so many working days. The day of its beginning does not count (Civil Code 91/2015/QH13 art.
 * 147.2); backward where negative; a term of none ends on its first day that is a working day (art. 148.5).
 */
export const countWorkingDays = (dated: DatedDays, from: string, count: number): string => {
  const step = count < 0 ? -1 : 1
  let day = from
  if (count === 0) while (!works(dated, day)) day = daysFrom(day, step)
  for (let left = Math.abs(count); left > 0; ) {
    day = daysFrom(day, step)
    if (works(dated, day)) left -= 1
  }
  return day
}
