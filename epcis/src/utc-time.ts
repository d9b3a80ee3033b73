/** An instant: its second as milliseconds since 1970, and the digits of the second's fraction as they were sent. */
type Instant = { second: number; fraction: string }

const dateTime = /^(\d{4}-\d\d-(\d\d))[Tt ](\d\d:\d\d:)(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/

/** An xsd:dateTimeStamp with any digits and zone; a leap second counts as the first of the next minute. */
function parseInstant(text: string): Instant | undefined {
  const match = dateTime.exec(text)
  if (!match) return undefined
  const [, date, day, minutes, seconds, fraction = '', zone = ''] = match
  const leap = seconds === '60'
  const second = Date.parse(`${date}T${minutes}${leap ? '59' : seconds}.000${zone.toUpperCase()}`) + (leap ? 1000 : 0)
  if (Number.isNaN(second)) return undefined
  if (Number(day) > 28 && new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined
  return { second, fraction }
}

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
