import { dayOf, daysFrom } from '../days.ts'
import type { Reader } from '../postgres/database.ts'
import { selectDays, selectKnownYears } from './calendar.store.ts'
import { countWorkingDays, type DatedDays, works } from './working-days.ts'

/** A term as the law states it: hours run through nights and holidays, working days do not. */
export type Term = { hours: number } | { workingDays: number }

/** Where a term ends. `provisional`: a decision that may move it is not known yet. */
export type TermEnd = { day: string; provisional: boolean }

const most = 2500

/** Whether a day of Asia/Ho_Chi_Minh is a working day. */
export const isWorkingDay = async (reader: Reader, day: string): Promise<boolean> =>
  works(datedDays(await selectDays(reader, day, day)), day)

/** The day so many working days after a day, which itself does not count; before it where negative. */
export const addWorkingDays = async (reader: Reader, day: string, count: number): Promise<string> =>
  (await findTermEnd(reader, day, count)).day

/** The same, and whether it may move yet. Reads twice as many days as the week would need, and more where that falls short. */
export const findTermEnd = async (reader: Reader, from: string, count: number): Promise<TermEnd> => {
  if (!Number.isInteger(count) || Math.abs(count) > most) throw new RangeError(`no term of ${count} working days`)
  for (let span = Math.abs(count) * 2 + 30; ; span *= 2) {
    const far = daysFrom(from, count < 0 ? -span : span)
    const [first, last] = far < from ? [far, from] : [from, far]
    const rows = await selectDays(reader, first, last)
    const day = countWorkingDays(datedDays(rows), from, count)
    if (day < first || day > last) continue
    const [begin, end] = day < from ? [day, from] : [from, day]
    const open = rows.some((row) => row.provisional && row.day >= begin && row.day <= end)
    return { day, provisional: open || !(await areKnown(reader, begin, end)) }
  }
}

const areKnown = async (reader: Reader, first: string, last: string): Promise<boolean> => {
  const [from, to] = [first, last].map((day) => Number(day.slice(0, 4))) as [number, number]
  return (await selectKnownYears(reader, from, to)).length === to - from + 1
}

const datedDays = (rows: readonly { day: string; works: boolean }[]): DatedDays =>
  new Map(rows.map((row) => [row.day, row.works]))

/** The instant at which a term that began at an instant has ended: to the hour, or with its last working day. */
export const deadlineOf = async (reader: Reader, began: string, term: Term): Promise<string> => {
  if ('hours' in term) return new Date(Date.parse(began) + term.hours * 3_600_000).toISOString()
  const last = await addWorkingDays(reader, dayOf(began), term.workingDays)
  return new Date(`${daysFrom(last, 1)}T00:00:00+07:00`).toISOString()
}
