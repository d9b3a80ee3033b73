export type ScheduleField = 'second' | 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek'

/** The fields of a schedule with their bounds (EPCIS 2.0 §8.2.5.3). dayOfWeek: 1 is Monday, 7 is Sunday. */
const bounds: Readonly<Record<ScheduleField, readonly [least: number, greatest: number]>> = {
  second: [0, 59],
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 31],
  month: [1, 12],
  dayOfWeek: [1, 7],
}

export const scheduleFields = Object.keys(bounds) as ScheduleField[]

/** As the subscriber stated it. */
export type Schedule = Readonly<Partial<Record<ScheduleField, string>>>

/** The values of each field at which it is time. */
export type Timetable = Readonly<Record<ScheduleField, readonly number[]>>

export type ScheduleIssue = { code: string; field: string; params?: Record<string, string> }

/** The zone in which schedules are told: the standard leaves it to the service, and this one serves Viet Nam. */
export const scheduleZone = 'Asia/Ho_Chi_Minh'
const zoneOffset = 7 * 3600_000

/** Reads a schedule, or says which field is wrong. One that no moment of the calendar fulfils is wrong, too. */
export const readSchedule = (
  stated: Readonly<Record<string, unknown>>,
): { schedule: Schedule; timetable: Timetable; issues: ScheduleIssue[] } => {
  const issues = Object.keys(stated)
    .filter((name) => !(name in bounds))
    .map((name): ScheduleIssue => ({ code: 'schedule-field-unknown', field: name }))
  const schedule: Partial<Record<ScheduleField, string>> = {}
  const timetable = { ...always }
  for (const field of scheduleFields.filter((name) => stated[name] !== undefined)) {
    const text = typeof stated[field] === 'number' ? String(stated[field]) : stated[field]
    const values = typeof text === 'string' ? readField(field, text) : undefined
    if (typeof text !== 'string' || values === undefined) issues.push(invalid(field, text))
    else {
      schedule[field] = text
      timetable[field] = values
    }
  }
  // The standard's own `{hour: 1, minute: 5}` is "every morning at 1.05", not sixty times.
  if (schedule.minute !== undefined && schedule.second === undefined) timetable.second = [0]
  if (issues.length === 0 && Object.keys(schedule).length === 0)
    issues.push({ code: 'schedule-empty', field: 'schedule' })
  if (issues.length === 0 && nextTime(timetable, 0) === undefined)
    issues.push({ code: 'schedule-never', field: 'dayOfMonth' })
  return { schedule, timetable, issues }
}

const invalid = (field: ScheduleField, value: unknown): ScheduleIssue => ({
  code: 'schedule-value-invalid',
  field,
  params: {
    value: JSON.stringify(value).slice(0, 100),
    least: String(bounds[field][0]),
    greatest: String(bounds[field][1]),
  },
})

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

const every = (field: ScheduleField): number[] => range(bounds[field][0], bounds[field][1])

/** Every second. A field that is not stated matches whatever it is. */
const always: Record<ScheduleField, readonly number[]> = {
  second: every('second'),
  minute: every('minute'),
  hour: every('hour'),
  dayOfMonth: every('dayOfMonth'),
  month: every('month'),
  dayOfWeek: every('dayOfWeek'),
}

const longestText = 1000
const element = /^(?:(\*)|(\d{1,4})|\[(\d{1,4})-(\d{1,4})\])$/

/** `*`, a number, a range `[a-b]`, or several of them with commas between; undefined where it is none of these. */
const readField = (field: ScheduleField, text: string): number[] | undefined => {
  if (text.length > longestText) return undefined
  const values = new Set<number>()
  const [least, greatest] = bounds[field]
  for (const part of text.split(',')) {
    const [, all, single, first = single, last = single] = element.exec(part) ?? []
    if (all !== undefined) for (const value of every(field)) values.add(value)
    else {
      const [low, high] = [Number(first), Number(last)]
      if (first === undefined || low < least || high > greatest || low > high) return undefined
      for (const value of range(low, high)) values.add(value)
    }
  }
  return [...values].sort((a, b) => a - b)
}

const daySeconds = 86_400
/** No two days of a timetable are further apart: 29 February on a given weekday, over a century without a leap day. */
const mostDays = 366 * 41

/** The first moment after one (both ms since 1970) that a timetable names, or undefined where there is none. */
export const nextTime = (timetable: Timetable, after: number): number | undefined => {
  const start = Math.floor((after + zoneOffset) / 1000) + 1
  const firstDay = Math.floor(start / daySeconds)
  for (let day = firstDay; day <= firstDay + mostDays; day += 1) {
    if (!isOnDay(timetable, day)) continue
    const second = firstSecond(timetable, day === firstDay ? start - day * daySeconds : 0)
    if (second !== undefined) return (day * daySeconds + second) * 1000 - zoneOffset
  }
  return undefined
}

const isOnDay = ({ month, dayOfMonth, dayOfWeek }: Timetable, day: number): boolean => {
  const date = new Date(day * daySeconds * 1000)
  return (
    month.includes(date.getUTCMonth() + 1) &&
    dayOfMonth.includes(date.getUTCDate()) &&
    dayOfWeek.includes(date.getUTCDay() || 7)
  )
}

/** The first second of a day, from one on. */
const firstSecond = ({ hour, minute, second }: Timetable, from: number): number | undefined => {
  for (const h of hour.filter((value) => (value + 1) * 3600 > from)) {
    for (const m of minute) {
      const start = h * 3600 + m * 60
      const s = start + 60 > from ? second.find((value) => start + value >= from) : undefined
      if (s !== undefined) return start + s
    }
  }
  return undefined
}
