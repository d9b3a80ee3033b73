import type { Language } from './language.ts'

const days = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** The day in Viet Nam of a time ('2026-07-01T20:00:00Z' → '2026-07-02'); a plain date is one already. */
export const dayOf = (time: string | Date): string =>
  typeof time === 'string' && /^\d{4}-\d\d-\d\d$/.test(time) ? time : days.format(new Date(time))

/** So many days after a day, or before it. */
export const daysFrom = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** The day (YYYY-MM-DD) of a UTC time in the zone that its event was sent with ('+07:00'): a harvest at dawn keeps its date. */
export function localDay(utc: string, zone: string): string {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone)
  const minutes = match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0
  const time = Date.parse(utc)
  return Number.isNaN(time) ? '' : new Date(time + minutes * 60_000).toISOString().slice(0, 10)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const inVietnam = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** An instant in Viet Nam's time, to the minute: 04/05/2026 09:30. */
export function formatInstant(utc: string, language: Language): string {
  const [day = '', time = ''] = inVietnam.format(new Date(utc)).split(' ')
  return `${formatDay(day, language)} ${time}`
}

/** A day as people write it: 04/05/2026, or 4 May 2026. */
export function formatDay(day: string, language: Language): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(day) ?? []
  if (!year || !month || !date) return day
  return language === 'vi' ? `${date}/${month}/${year}` : `${Number(date)} ${months[Number(month) - 1]} ${year}`
}
