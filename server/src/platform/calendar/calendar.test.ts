import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { testApp } from '../../../test/app.ts'
import { daysFrom } from '../days.ts'
import { addWorkingDays, deadlineOf, findTermEnd, isWorkingDay } from './index.ts'
import { countWorkingDays, isWeekend, works } from './working-days.ts'

const app = await testApp()
after(() => app.close())

test('a term over the lunar new year of 2026 ends when the offices are open again', async () => {
  // 14 to 22 February 2026 are off: two weekends, and five days between them.
  assert.equal(await addWorkingDays(app.db, '2026-02-12', 1), '2026-02-13')
  assert.equal(await addWorkingDays(app.db, '2026-02-13', 1), '2026-02-23')
  assert.equal(await addWorkingDays(app.db, '2026-02-13', 2), '2026-02-24')
  assert.equal(await addWorkingDays(app.db, '2026-02-23', -1), '2026-02-13')
  assert.equal(await addWorkingDays(app.db, '2026-02-17', 0), '2026-02-23')
})

test('a swapped day is off, and the Saturday for it is worked', async () => {
  const days = ['2024-04-29', '2024-05-04', '2024-05-05', '2025-05-02', '2025-04-26', '2026-08-31', '2026-08-22']
  const open = await Promise.all(days.map((day) => isWorkingDay(app.db, day)))
  assert.deepEqual(open, [false, true, false, false, true, false, true])
  assert.equal(await addWorkingDays(app.db, '2024-04-26', 1), '2024-05-02')
  assert.equal(await addWorkingDays(app.db, '2024-05-02', 2), '2024-05-04')
})

test('a holiday on a Sunday is made up for on the Monday', async () => {
  assert.equal(await isWorkingDay(app.db, '2026-04-27'), false)
  assert.equal(await isWorkingDay(app.db, '2026-04-28'), true)
})

test('the Day of Vietnamese Culture is a day off from 2026 on (28/2026/QH16)', async () => {
  assert.deepEqual(
    await Promise.all(['2025-11-24', '2026-11-24', '2027-11-24'].map((day) => isWorkingDay(app.db, day))),
    [true, false, false],
  )
  assert.equal(await addWorkingDays(app.db, '2026-11-23', 2), '2026-11-26')
})

test('the lunar days of the table are those of an independent calendar', async () => {
  const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' })
  const on = (day: string) => lunar.format(new Date(`${day}T12:00:00Z`))
  for (const year of [2024, 2025, 2026, 2027]) {
    const { items } = (await app.anonymous.get(`/api/calendar/${year}`)).json as {
      items: { day: string; occasion: string; works: boolean; source: string }[]
    }
    const tet = items.filter(({ occasion }) => occasion === 'tet').map(({ day }) => day)
    assert.ok(
      tet.some((day) => on(day) === '1/1') || tet.length === 0,
      `no first day of the lunar year among ${tet.join()}`,
    )
    assert.ok(tet.length >= 5)
    const [kings] = items.filter(({ occasion }) => occasion === 'hung-kings')
    assert.equal(on(kings?.day ?? ''), '3/10')
    assert.ok(items.every(({ source }) => source.length > 5))
  }
})

test('terms in hours run through nights and holidays; terms in working days end with their last day', async () => {
  assert.equal(await deadlineOf(app.db, '2026-02-16T03:00:00Z', { hours: 24 }), '2026-02-17T03:00:00.000Z')
  assert.equal(await deadlineOf(app.db, '2026-02-13T03:00:00Z', { workingDays: 2 }), '2026-02-24T17:00:00.000Z')
  // Seven in the evening of London is the next day in Viet Nam.
  assert.equal(await deadlineOf(app.db, '2026-02-12T19:00:00Z', { workingDays: 1 }), '2026-02-23T17:00:00.000Z')
})

test('a term says where a decision may move it yet', async () => {
  assert.deepEqual(await findTermEnd(app.db, '2026-06-01', 5), { day: '2026-06-08', provisional: false })
  assert.equal((await findTermEnd(app.db, '2027-02-01', 5)).provisional, true)
  assert.equal((await findTermEnd(app.db, '2031-06-02', 5)).provisional, true, 'a year that nobody has entered')
  const asked = await app.anonymous.get('/api/working-days?from=2026-02-13&days=2')
  assert.deepEqual(asked.json, { day: '2026-02-24', provisional: false })
})

test('an administrator enters a day by a decision; nobody else does, and the deed is on record', async () => {
  const entry = { works: false, occasion: 'other', note: 'Quốc tang', source: 'TB 1/TB (01/06/2026)' }
  const party = await app.party('Công ty')
  assert.equal((await app.anonymous.put('/api/calendar/days/2026-06-10', entry)).status, 401)
  assert.equal((await party.put('/api/calendar/days/2026-06-10', entry)).status, 403)
  assert.equal(await isWorkingDay(app.db, '2026-06-10'), true)
  assert.equal((await app.operator.put('/api/calendar/days/2026-06-10', entry)).status, 200)
  assert.equal(await addWorkingDays(app.db, '2026-06-09', 1), '2026-06-11')
  const back = { ...entry, works: true }
  assert.equal((await app.operator.put('/api/calendar/days/2026-06-10', back)).status, 200)
  assert.equal(await isWorkingDay(app.db, '2026-06-10'), true, 'the last word holds')
  const deeds = await app.db.query("select subject from platform.audit where action = 'calendar.enter-day'")
  assert.deepEqual(deeds, [{ subject: '2026-06-10' }, { subject: '2026-06-10' }])
})

test('a year without provisional days is known once it is said to be entered', async () => {
  assert.equal((await app.operator.put('/api/calendar/2031')).status, 204)
  assert.equal((await findTermEnd(app.db, '2031-06-02', 5)).provisional, false)
})

test('days that are none, and terms without end, are refused', async () => {
  const days = ['2026-02-30', '2026-13-01', 'today', '0026-01-01']
  const entry = { works: false, occasion: 'other', source: 'TB 1/TB' }
  for (const day of days) assert.equal((await app.operator.put(`/api/calendar/days/${day}`, entry)).status, 400, day)
  assert.equal((await app.operator.put('/api/calendar/days/2026-07-01', { ...entry, source: '' })).status, 400)
  for (const count of ['1000', '1.5', '01', '', 'x', '-0001'])
    assert.equal((await app.anonymous.get(`/api/working-days?from=2026-01-05&days=${count}`)).status, 400, count)
})

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((by) => daysFrom('1990-01-01', by))
const dated = fc.array(fc.tuple(anyDay, fc.boolean()), { maxLength: 40 }).map((rows) => new Map(rows))

test('a term ends on a working day, with as many of them within it; back again leads to a day no later', () => {
  fc.assert(
    fc.property(dated, anyDay, fc.integer({ min: 1, max: 60 }), (days, from, count) => {
      const end = countWorkingDays(days, from, count)
      let open = 0
      for (let day = daysFrom(from, 1); day <= end; day = daysFrom(day, 1)) if (works(days, day)) open += 1
      assert.equal(open, count)
      assert.ok(works(days, end))
      const back = countWorkingDays(days, end, -count)
      assert.ok(back <= from && [...between(back, from)].every((day) => day === back || !works(days, day)))
    }),
  )
})

function* between(first: string, last: string): Generator<string> {
  for (let day = first; day <= last; day = daysFrom(day, 1)) yield day
}

test('Saturdays and Sundays are off', () => {
  assert.deepEqual(['2026-06-05', '2026-06-06', '2026-06-07', '2026-06-08'].map(isWeekend), [false, true, true, false])
})
