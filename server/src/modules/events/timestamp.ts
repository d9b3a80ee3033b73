const shape = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?\+00$/

/** Whether a text is a PostgreSQL timestamp in UTC ('2025-07-01 02:03:04.5+00') of a moment that the calendar has. */
export const isTimestamp = (text: string): boolean => {
  const [, day = '', clock = ''] = shape.exec(text) ?? []
  const moment = new Date(`${day}T${clock}Z`)
  return day >= '0001' && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${day}T${clock}`)
}

/** PostgreSQL's '2025-07-01 02:03:04.5+00' as ISO 8601. */
export const toInstant = (timestamp: string): string => timestamp.replace(' ', 'T').replace('+00', 'Z')

/** An ISO instant as PostgreSQL reads it: it knows no year 0, which is 1 BC, and no sign before a long year. */
export const toTimestamp = (instant: string): string => {
  if (instant.startsWith('0000-')) return `0001${instant.slice(4)} BC`
  if (instant.startsWith('+')) return instant.slice(1).replace(/^0+(?=\d{5})/, '')
  return instant
}
