/** A time of a column as the interfaces write it: in UTC, to the second. */
export const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

/** The day that it is in Viet Nam. */
export const today = `(now() at time zone 'Asia/Ho_Chi_Minh')::date`
