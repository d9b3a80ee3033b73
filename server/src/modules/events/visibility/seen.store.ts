import { positionTable } from '../../../platform/positions.ts'
import type { Sight } from './sight.ts'

/** Puts a value into a statement and answers its parameter. */
export type Bind = (value: unknown) => string

/**
 * Conditions that a row of events.event or events.event_key is of an event that is seen, as at a position (none: as at any).
 * Row by row (`offset 0`): a plan that hashed all that is open to a viewer would read it whole.
 */
export const seen = (bind: Bind, sight: Sight, asOf?: number, rows = 'e'): string[] => {
  if (sight === null) return []
  const own = `any(${bind(sight.parties)}::uuid[])`
  return [`(${rows}.captured_by = ${own} or ${rows}.declared_by = ${own} or ${isOpen(bind, sight, asOf, rows)})`]
}

/** The condition that such a row is of an event that is open to one of the viewers. */
export const isOpen = (bind: Bind, sight: NonNullable<Sight>, asOf?: number, rows = 'e'): string =>
  `exists (select from events.sight s where s.viewer = any(${bind(sight.viewers)}::uuid[])
      and s.event_time = ${rows}.event_time and s.event_uid = ${rows}.event_uid${andOpened(bind, asOf, 's')} offset 0)`

/** What stands beside a hand-over is open from the hand-over's capture on. */
export const opened = (bind: Bind, asOf: number | undefined, rows: string): string[] =>
  asOf === undefined
    ? []
    : [
        `(${rows}.opened_at is null or exists (select from ${positionTable} o where o.number = ${rows}.opened_at and o.position <= ${bind(asOf)}))`,
      ]

const andOpened = (bind: Bind, asOf: number | undefined, rows: string): string =>
  opened(bind, asOf, rows)
    .map((condition) => ` and ${condition}`)
    .join('')

/** The columns that an ordered read of events.event looks at; events.sight and events.event_key have them as well. */
export const orderedColumns =
  'e.event_time, e.event_uid, e.capture_number, e.event_type, e.action, e.biz_step, e.disposition, e.declaration'
