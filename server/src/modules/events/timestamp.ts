const shape = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?\+00$/

/** Whether a text is a PostgreSQL timestamp in UTC ('2025-07-01 02:03:04.5+00') of a moment that the calendar has. */
export const isTimestamp = (text: string): boolean => {
  const [, day = '', clock = ''] = shape.exec(text) ?? []
  const moment = new Date(`${day}T${clock}Z`)
  return day >= '0001' && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${day}T${clock}`)
}

/** PostgreSQL's '2025-07-01 02:03:04.5+00' as ISO 8601. */
export const toInstant = (timestamp: string): string => timestamp.replace(' ', 'T').replace('+00', 'Z')
