import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toUTC, toUTCMilliseconds } from './utc-time.ts'

test('a time is told in UTC with its fraction down to the microsecond', () => {
  assert.equal(toUTC('2005-04-03T20:33:31.116000-06:00'), '2005-04-04T02:33:31.116Z')
  assert.equal(toUTC('2026-07-01T07:00:00+07:00'), '2026-07-01T00:00:00.000Z')
  assert.equal(toUTC('2026-07-01t07:00:00.5z'), '2026-07-01T07:00:00.500Z')
  assert.equal(toUTC('2026-07-01T07:00:00.1234567891Z'), '2026-07-01T07:00:00.123456Z')
  assert.equal(toUTC('2026-07-01T07:00:00.1200Z'), '2026-07-01T07:00:00.120Z')
  assert.equal(toUTC('2026-07-01 07:00:00+0730'), '2026-06-30T23:30:00.000Z')
  assert.equal(toUTC('2026-07-01T07:00:00-07'), '2026-07-01T14:00:00.000Z')
})

test('leap seconds and the end of a day are instants', () => {
  assert.equal(toUTC('2016-12-31T23:59:60Z'), '2017-01-01T00:00:00.000Z')
  assert.equal(toUTC('2016-12-31T23:59:60.25Z'), '2017-01-01T00:00:00.250Z')
  assert.equal(toUTC('2026-02-28T24:00:00Z'), '2026-03-01T00:00:00.000Z')
})

test('absurd dates stay within four digits', () => {
  assert.equal(toUTC('9999-12-31T23:00:00-14:00'), '9999-12-31T23:59:59.000Z')
  assert.equal(toUTC('0000-01-01T00:00:00Z'), '0001-01-01T00:00:00.000Z')
})

test('what is no time with a zone is none', () => {
  for (const text of ['2026-07-01T07:00:00', '2026-07-01', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', 'now', ''])
    assert.equal(toUTC(text), undefined, text)
  for (const end of [
    '25:00:00Z',
    '24:00:01Z',
    '07:60:00Z',
    '07:00:61Z',
    '07:00:00+24:00',
    '07:00:00+07:60',
    '07:00:00+7',
  ])
    assert.equal(toUTC(`2026-07-01T${end}`), undefined, end)
})

test('for the hash a time is rounded to the millisecond', () => {
  assert.equal(toUTCMilliseconds('2026-02-02T11:04:03.1415Z'), '2026-02-02T11:04:03.142Z')
  assert.equal(toUTCMilliseconds('2026-02-02T11:04:03.14149Z'), '2026-02-02T11:04:03.141Z')
  assert.equal(toUTCMilliseconds('2026-12-31T23:59:59.9996Z'), '2027-01-01T00:00:00.000Z')
})

test('a zone changes the spelling of an instant, not the instant', () => {
  const dates = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2100-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(dates, fc.integer({ min: 0, max: 14 }), fc.constantFrom('+', '-'), (date, hours, sign) => {
      const local = new Date(date.getTime() + (sign === '+' ? 1 : -1) * hours * 3_600_000)
      const zone = `${sign}${String(hours).padStart(2, '0')}:00`
      assert.equal(toUTC(local.toISOString().replace('Z', zone)), date.toISOString())
    }),
  )
})
