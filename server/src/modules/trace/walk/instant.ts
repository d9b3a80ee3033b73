/** Instants inside a walk are PostgreSQL's texts in UTC ('2026-07-01 08:00:00.5+00'): their order is that of the texts. */

/** ISO 8601 in UTC as PostgreSQL writes it. */
export const fromInstant = (instant: string | null): string | null =>
  instant === null ? null : instant.replace('T', ' ').replace(/(?:\.0*|(\.\d*?)0*)?Z$/, '$1+00')

/** PostgreSQL's text as ISO 8601. */
export const toInstant = (time: string): string =>
  time.endsWith('+00') ? `${time.slice(0, 10)}T${time.slice(11, -3)}Z` : time.replace(' ', 'T').replace('+00', 'Z')

export const orNull = (time: string | null): string | null => (time === null ? null : toInstant(time))

/** The later of two beginnings; null: no bound. */
export const later = <T extends string | null>(a: string | null, b: T): string | T =>
  a !== null && (b === null || a > b) ? a : b

/** The earlier of two ends; null: no bound. */
export const earlier = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null ? a : a < b ? a : b

/** Whether a time lies between two bounds, ends included; null: no bound. */
export const within = (time: string, from: string | null, to: string | null): boolean =>
  (from === null || time >= from) && (to === null || time <= to)

/** Whether two spans of time meet, ends included. */
export const meets = (from: string | null, to: string | null, low: string | null, high: string | null): boolean =>
  (to === null || low === null || to >= low) && (from === null || high === null || from <= high)
