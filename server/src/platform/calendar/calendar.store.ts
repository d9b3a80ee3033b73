import type { Reader, Tx } from '../postgres/database.ts'

export const occasions = [
  'new-year',
  'tet',
  'hung-kings',
  'victory',
  'labour-day',
  'national-day',
  'swap',
  'other',
] as const
export type Occasion = (typeof occasions)[number]

/** A day that differs from the week, or did: what holds of it now, and whose word that is. */
export type CalendarDay = {
  day: string
  works: boolean
  occasion: Occasion
  note: string | null
  source: string
  provisional: boolean
}

/** The dated days from one to another, the last word on each. */
export const selectDays = (reader: Reader, first: string, last: string): Promise<CalendarDay[]> =>
  reader.query<CalendarDay>(
    `select distinct on (day) day::text as day, works, occasion, note, source, provisional
       from platform.calendar_day where day between $1::date and $2::date order by day, entry desc`,
    [first, last],
  )

export const insertDay = async (tx: Tx, day: CalendarDay, declaredBy: string | null): Promise<void> => {
  await tx.query(
    `insert into platform.calendar_day (day, works, occasion, note, source, provisional, declared_by)
     values ($1::date, $2, $3, $4, $5, $6, $7)`,
    [day.day, day.works, day.occasion, day.note, day.source, day.provisional, declaredBy],
  )
}

/** Those of the years whose days off are all entered. */
export const selectKnownYears = async (reader: Reader, first: number, last: number): Promise<number[]> => {
  const rows = await reader.query<{ year: number }>(
    'select year from platform.calendar_year where year between $1 and $2 order by year',
    [first, last],
  )
  return rows.map(({ year }) => year)
}

/** Says whether that was new. */
export const insertYear = async (tx: Tx, year: number): Promise<boolean> => {
  const rows = await tx.query(
    'insert into platform.calendar_year (year) values ($1) on conflict do nothing returning year',
    [year],
  )
  return rows.length > 0
}
