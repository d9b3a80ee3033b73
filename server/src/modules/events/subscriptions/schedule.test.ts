import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  nextTime,
  readSchedule,
  type Schedule,
  type ScheduleField,
  scheduleFields,
  scheduleZone,
  type Timetable,
} from './schedule.ts'

const at = (text: string): number => Date.parse(`${text}+07:00`)
const timetableOf = (schedule: Record<string, unknown>): Timetable => {
  const { timetable, issues } = readSchedule(schedule)
  assert.deepEqual(issues, [])
  return timetable
}

// Moments are told in the zone of the service.
const moments: [Schedule, from: string, next: string][] = [
  [{ hour: '1', minute: '5' }, '2026-03-01T00:00:00', '2026-03-01T01:05:00'],
  [{ hour: '1', minute: '5' }, '2026-03-01T01:05:00', '2026-03-02T01:05:00'],
  [{ second: '0', minute: '0', dayOfWeek: '[1-5]' }, '2026-03-06T23:30:00', '2026-03-09T00:00:00'],
  [{ hour: '2' }, '2026-03-01T02:00:00', '2026-03-01T02:00:01'],
  [{ second: '*' }, '2026-03-01T02:00:00', '2026-03-01T02:00:01'],
  [{ second: '0,30' }, '2026-03-01T02:00:01', '2026-03-01T02:00:30'],
  [{ minute: '[10-12],59' }, '2026-03-01T02:12:00', '2026-03-01T02:59:00'],
  [{ month: '2', dayOfMonth: '29', hour: '0', minute: '0' }, '2026-03-01T00:00:00', '2028-02-29T00:00:00'],
  [{ month: '2', dayOfMonth: '29', dayOfWeek: '1', minute: '0' }, '2072-03-01T00:00:00', '2112-02-29T00:00:00'],
  [{ dayOfWeek: '7', hour: '23', minute: '59', second: '59' }, '2026-03-01T23:59:59', '2026-03-08T23:59:59'],
]

for (const [schedule, from, next] of moments) {
  test(`${JSON.stringify(schedule)} after ${from}: ${next}`, () => {
    assert.equal(nextTime(timetableOf(schedule), at(from)), at(next))
  })
}

const refused: [unknown, field: string, code: string][] = [
  [{}, 'schedule', 'schedule-empty'],
  [{ seconds: '1' }, 'seconds', 'schedule-field-unknown'],
  [{ second: '60' }, 'second', 'schedule-value-invalid'],
  [{ minute: '-1' }, 'minute', 'schedule-value-invalid'],
  [{ hour: '24' }, 'hour', 'schedule-value-invalid'],
  [{ dayOfMonth: '0' }, 'dayOfMonth', 'schedule-value-invalid'],
  [{ dayOfMonth: '32' }, 'dayOfMonth', 'schedule-value-invalid'],
  [{ month: '13' }, 'month', 'schedule-value-invalid'],
  [{ dayOfWeek: '0' }, 'dayOfWeek', 'schedule-value-invalid'],
  [{ dayOfWeek: '8' }, 'dayOfWeek', 'schedule-value-invalid'],
  [{ minute: '[5-3]' }, 'minute', 'schedule-value-invalid'],
  [{ minute: '3-5' }, 'minute', 'schedule-value-invalid'],
  [{ second: '0/30' }, 'second', 'schedule-value-invalid'],
  [{ second: '1,' }, 'second', 'schedule-value-invalid'],
  [{ second: '' }, 'second', 'schedule-value-invalid'],
  [{ second: ' 1' }, 'second', 'schedule-value-invalid'],
  [{ second: 1.5 }, 'second', 'schedule-value-invalid'],
  [{ second: ['1'] }, 'second', 'schedule-value-invalid'],
  [{ second: null }, 'second', 'schedule-value-invalid'],
  [{ second: '1,'.repeat(2000) }, 'second', 'schedule-value-invalid'],
  [{ month: '2', dayOfMonth: '30' }, 'dayOfMonth', 'schedule-never'],
  [{ month: '4,6,9,11', dayOfMonth: '31' }, 'dayOfMonth', 'schedule-never'],
]

for (const [schedule, field, code] of refused) {
  test(`refused: ${JSON.stringify(schedule).slice(0, 60)}`, () => {
    const { issues } = readSchedule(schedule as Record<string, unknown>)
    assert.deepEqual(
      issues.map((issue) => [issue.field, issue.code]),
      [[field, code]],
    )
  })
}

const limits = {
  second: [0, 59],
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 28],
  month: [1, 12],
  dayOfWeek: [1, 7],
}

/** The text of a field, and whether a value belongs to it, told without the reader. */
const fieldText = (field: ScheduleField) => {
  const number = fc.integer({ min: limits[field][0] ?? 0, max: limits[field][1] ?? 0 })
  const part = fc.oneof(
    number.map((value) => ({ text: String(value), has: (n: number) => n === value })),
    fc.tuple(number, number).map(([a, b]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      return { text: `[${low}-${high}]`, has: (n: number) => low <= n && n <= high }
    }),
    fc.constant({ text: '*', has: () => true }),
  )
  return fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(','),
    has: (n: number) => parts.some((each) => each.has(n)),
  }))
}

type Field = { text: string; has(n: number): boolean }

const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: scheduleZone })
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Whether a moment fulfils the fields, read off a clock of the zone. */
const fits = (fields: Partial<Record<ScheduleField, Field>>, moment: number): boolean => {
  const [, month, day, hour, minute, second] = new Date(moment + 7 * 3600_000)
    .toISOString()
    .split(/[-T:.]/)
    .map(Number)
  const dayOfWeek = weekdays.indexOf(weekday.format(moment)) + 1
  const values = { second, minute, hour, dayOfMonth: day, month, dayOfWeek }
  return scheduleFields.every((field) => fields[field]?.has(values[field] ?? -1) ?? true)
}

const step = (seconds: number, window: number) => (fields: Partial<Record<ScheduleField, Field>>, from: number) => {
  const timetable = timetableOf(Object.fromEntries(Object.entries(fields).map(([name, { text }]) => [name, text])))
  const next = nextTime(timetable, from)
  for (let moment = from + seconds * 1000; moment <= from + window * 1000; moment += seconds * 1000) {
    if (fits(fields, moment)) return assert.equal(next, moment)
  }
  assert.ok(next === undefined || next > from + window * 1000)
}

/** Since 1975 the zone has kept one offset. */
const start = fc.integer({ min: 2 ** 28, max: 2 ** 31 - 1 })

test('agrees with a search second by second', () => {
  const fields = fc.record(
    { second: fieldText('second'), minute: fieldText('minute'), hour: fieldText('hour') },
    { requiredKeys: ['second'] },
  )
  fc.assert(
    fc.property(fields, start, (each, from) => step(1, 4000)(each, from * 1000)),
    { numRuns: 40 },
  )
})

test('agrees with a search hour by hour over months', () => {
  const fields = fc.record({
    second: fc.constant({ text: '0', has: (n: number) => n === 0 }),
    minute: fc.constant({ text: '0', has: (n: number) => n === 0 }),
    hour: fieldText('hour'),
    dayOfMonth: fieldText('dayOfMonth'),
    month: fieldText('month'),
    dayOfWeek: fieldText('dayOfWeek'),
  })
  fc.assert(
    fc.property(fields, start, (each, from) => step(3600, 100 * 86_400)(each, Math.floor(from / 3600) * 3600_000)),
    { numRuns: 40 },
  )
})
