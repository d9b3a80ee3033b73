import { positionOf } from '../../platform/positions.ts'
import {
  type CopyRows,
  newRows,
  putBig,
  putBoolean,
  putInstant,
  putNumeric,
  putSmall,
  putText,
  putUuid,
  startRow,
} from '../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../platform/postgres/database.ts'
import type { Assertion } from './assertion.ts'

const columns = [
  'key',
  'kind',
  'event_time',
  'other',
  'event_uid',
  'capture_number',
  'place',
  'class_level',
  'action',
  'quantity',
  'uom',
]

/** Appends assertions by COPY. */
export const insertAssertions = async (tx: Tx, assertions: readonly Assertion[]): Promise<void> => {
  if (assertions.length > 0) await tx.copy({ table: 'trace.assertion', columns, rows: toRows(assertions) })
}

const toRows = (assertions: readonly Assertion[]): CopyRows => {
  const rows = newRows()
  for (const assertion of assertions) {
    startRow(rows, columns.length)
    putUuid(rows, assertion.key)
    putSmall(rows, assertion.kind)
    putInstant(rows, assertion.eventTime)
    putUuid(rows, assertion.other)
    putUuid(rows, assertion.eventUid)
    putBig(rows, assertion.captureNumber)
    putUuid(rows, assertion.place)
    putBoolean(rows, assertion.classLevel)
    putSmall(rows, assertion.action)
    putNumeric(rows, assertion.quantity)
    putText(rows, assertion.uom)
  }
  return rows
}

/** Notes events that a declaration took back, each with the declaration's capture. */
export const insertCancellations = async (
  tx: Tx,
  rows: readonly { eventUid: string; captureNumber: number }[],
): Promise<void> => {
  if (rows.length === 0) return
  await tx.query(
    `insert into trace.cancellation (event_uid, capture_number) select * from unnest($1::uuid[], $2::bigint[])
     on conflict do nothing`,
    [rows.map(({ eventUid }) => eventUid), rows.map(({ captureNumber }) => captureNumber)],
  )
}

/** The lower ends of those ranges of event uids within which any was taken back. */
export const selectCancelledWithin = async (reader: Reader, ranges: [string, string][]): Promise<Set<string>> => {
  const rows = await reader.query<{ low: string }>(
    `select r.low from unnest($1::uuid[], $2::uuid[]) as r (low, high)
      where exists (select from trace.cancellation c where c.event_uid between r.low and r.high)`,
    [ranges.map(([low]) => low), ranges.map(([, high]) => high)],
  )
  return new Set(rows.map(({ low }) => low))
}

/** Takes away what the events stated. */
export const deleteOfEvents = async (tx: Tx, eventUids: string[]): Promise<void> => {
  await tx.query('delete from trace.assertion where event_uid = any($1::uuid[])', [eventUids])
  await tx.query('delete from trace.cancellation where event_uid = any($1::uuid[])', [eventUids])
}

/** A condition: the event of a row had not been taken back as at a position (a parameter such as `$2`). */
export const standing = (rows: string, asOf: string): string =>
  `not exists (select from trace.cancellation c ${positionOf('c', 'pc')}
                where c.event_uid = ${rows}.event_uid and pc.position <= ${asOf})`
