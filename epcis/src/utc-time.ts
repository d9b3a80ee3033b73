/** An instant: its second as milliseconds since 1970, and the digits of the second's fraction as they were sent. */
type Instant = { second: number; fraction: string }

const dateTime = /^(\d{4}-\d\d-(\d\d))[Tt\s](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/

/**
 * An xsd:dateTimeStamp with any digits and zone, in each spelling that the format takes (format.ts); a leap second counts as the first of
 * the next minute.
 */
function parseInstant(text: string): Instant | undefined {
  const match = dateTime.exec(text)
  if (!match) return undefined
  const [, date, day, hour, minute, seconds, fraction = '', sign, zoneHour = 0, zoneMinute = 0] = match
  const [clock, zone] = [inSeconds(hour, minute, seconds), inSeconds(zoneHour, zoneMinute)]
  const second = Date.parse(`${date}T00:00:00Z`) + (clock - (sign === '-' ? -zone : zone)) * 1000
  if (Number.isNaN(second) || Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined
  if (Number(day) > 28 && new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(seconds) <= 60
  const endsDay = clock === 86_400 || (Number(seconds) === 60 && second % 86_400_000 === 0)
  return isClock || endsDay ? { second, fraction } : undefined
}

const inSeconds = (hours: unknown, minutes: unknown, seconds: unknown = 0): number =>
  (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)

// A zone can carry the first or last hours of the calendar out of the years which dates are kept in.
const first = Date.parse('0001-01-01T00:00:00Z')
const last = Date.parse('9999-12-31T23:59:59Z')

const clamp = (second: number) => new Date(Math.min(Math.max(second, first), last))

/** In UTC with 3 to 6 fraction digits ('2005-04-05T02:33:31.116Z'), cut after the microsecond; undefined: no such time. */
export function toUTC(text: string): string | undefined {
  const instant = parseInstant(text)
  if (!instant) return undefined
  const { second, fraction } = instant
  const digits = fraction.length <= 3 ? fraction.padEnd(3, '0') : fraction.slice(0, 6).replace(/0{1,3}$/, '')
  return `${clamp(second).toISOString().slice(0, -4)}${digits.padEnd(3, '0')}Z`
}

/** In UTC rounded to the millisecond, as CBV 2.0 §8.9 hashes it; undefined: no such time. */
export function toUTCMilliseconds(text: string): string | undefined {
  const instant = parseInstant(text)
  if (!instant) return undefined
  const { second, fraction } = instant
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0')) + (fraction.charAt(3) >= '5' ? 1 : 0)
  return new Date(clamp(second).getTime() + milliseconds).toISOString()
}
