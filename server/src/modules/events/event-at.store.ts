/**
 * Joins the one event of a uid and a time, as `e`. Both lead to its month and there to one row of one index; the limit
 * keeps a plan that knows no values from reading whole months instead.
 */
export const eventAt = (uid: string, time: string): string =>
  `cross join lateral (select * from events.event where event_uid = ${uid} and event_time = ${time} limit 1) e`
