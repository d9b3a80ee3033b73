export { type Assertion, actions, type Source, toAssertions } from './assertion.ts'
export { originsOf } from './origins.ts'
export {
  deleteOfEvents,
  insertAssertions,
  insertCancellations,
  selectCancelledWithin as cancelledWithin,
  standing,
} from './trace.store.ts'
export { type BackwardWalk, type Span, walkBack } from './walk-back.ts'
