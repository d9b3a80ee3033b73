import type { Language } from '../../../platform/messages.ts'
import type { OutputFormat } from '../output-format.ts'
import type { Schedule } from './schedule.ts'

/** How far a subscription has come in the order of capture: up to this event, itself included. */
export type Cursor = { position: number; uid: string }

const lastUid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Past every event of a position. */
export const endOf = (position: number): Cursor => ({ position, uid: lastUid })

export const isAfter = (a: Cursor, b: Cursor): boolean =>
  a.position === b.position ? a.uid > b.uid : a.position > b.position

export const later = (a: Cursor, b: Cursor): Cursor => (isAfter(a, b) ? a : b)

/** A webhook of a named query, and how far it has come. */
export type Subscription = {
  partyID: string
  subscriptionID: string
  queryName: string
  dest: string
  signatureToken: string | null
  reportIfEmpty: boolean
  initialRecordTime: string | null
  /** null: told as events are captured. */
  schedule: Schedule | null
  format: OutputFormat
  language: Language
  seesAll: boolean
  createdAt: string
  lastNotifiedAt: string | null
  minRecordTime: string
  after: Cursor
  /** Where the last execution of the schedule stood; null: it is done. */
  until: number | null
  /** That execution must report even if there is nothing, and has not yet. */
  reportOwed: boolean
  /** When the schedule is due next. */
  dueAt: string | null
  /** How many events go into one message: fewer once the receiver found one too large. */
  batchEvents: number
}

/** So many events at most in one message, and so many bytes unless one event alone has more. */
export const mostEvents = 1000
export const mostBytes = 1024 * 1024
