import { type Assertion, actions, kinds } from '../assertion.ts'

/** What an event says of a key, as a walk reads it; `place` null: the event names none. */
export type Statement = Omit<Assertion, 'captureNumber'>

/** The same without the key: it may be said of several. */
export type Said = Omit<Statement, 'key'>

/** Whether a row states that its key is in, or fixed to, its other end. */
export const isContainment = ({ kind }: Said): boolean => kind === kinds.containedIn || kind === kinds.carriedBy

/** What an ObjectEvent or a TransactionEvent said of the key alone. */
export const isState = ({ kind }: Said): boolean => kind >= kinds.commissioned && kind <= kinds.ended

export const isAdd = (row: Said): boolean => isContainment(row) && row.action === actions.ADD
export const isDelete = (row: Said): boolean => isContainment(row) && row.action === actions.DELETE
export const isObserve = (row: Said): boolean => isContainment(row) && row.action === actions.OBSERVE

/** The order of time; of one instant ADD first, then what closes, then by event, so that any order of arrival gives the same. */
export const inOrder = (a: Said, b: Said): number =>
  compareTexts(a.eventTime, b.eventTime) ||
  (a.action ?? actions.OBSERVE) - (b.action ?? actions.OBSERVE) ||
  compareTexts(a.eventUid, b.eventUid) ||
  a.kind - b.kind ||
  compareTexts(a.other, b.other)

/** By code units: the same everywhere. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
