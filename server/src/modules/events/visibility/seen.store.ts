import { positionTable } from '../../../platform/positions.ts'
import type { Sight } from './sight.ts'

/** Puts a value into a statement and answers its parameter. */
export type Bind = (value: unknown) => string

/** Conditions that a row of events.event or events.event_key is of an event that is seen, as at a position (none: as at any). */
export const seen = (bind: Bind, sight: Sight, asOf?: number, rows = 'e'): string[] => {
  if (sight === null) return []
  const { declared, captured, open } = sight
  const ways = [
    ...(captured.length === 0 ? [] : [`${rows}.captured_by = ${anyOf(bind, captured)}`]),
    ...(declared.length === 0 ? [] : [`${rows}.declared_by = ${anyOf(bind, declared)}`]),
    ...(open.length === 0 ? [] : [isOpen(bind, sight, asOf, rows)]),
  ]
  return [ways.length === 0 ? 'false' : `(${ways.join(' or ')})`]
}

/**
 * The condition that such a row is of an event that is open to one of the viewers. Row by row (`offset 0`): a plan that hashed
 * all that is open to a viewer would read it whole.
 */
export const isOpen = (bind: Bind, { open }: NonNullable<Sight>, asOf?: number, rows = 'e'): string =>
  `exists (select from events.sight opening where opening.viewer = ${anyOf(bind, open)}
      and opening.event_time = ${rows}.event_time and opening.event_uid = ${rows}.event_uid${andOpened(bind, asOf, 'opening')} offset 0)`

/** What a column must equal to be one of some ids. */
export const anyOf = (bind: Bind, ids: readonly string[]): string =>
  ids.length === 1 ? `${bind(ids[0])}::uuid` : `any(${bind(ids)}::uuid[])`

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

const beside = {
  capture_number: 'bigint',
  event_type: 'smallint',
  action: 'smallint',
  biz_step: 'text',
  disposition: 'text',
  declaration: 'boolean',
}

/** Those of them beside time and uid, of some rows, or of a row that has none of them. */
export const columnsBeside = (rows: string | null): string =>
  Object.entries(beside)
    .map(([column, type]) => (rows === null ? `null::${type}` : `${rows}.${column}`))
    .join(', ')

/** The columns that an ordered read of events.event looks at; events.sight and events.event_key have them as well. */
export const orderedColumns = `e.event_time, e.event_uid, ${columnsBeside('e')}`
