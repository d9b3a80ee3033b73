export { type Assertion, actions, type Source, toAssertions } from './assertion.ts'
export { balanceRoutes } from './quantity/balance/balance.routes.ts'
export type { EventPage, EventPageRead, StatedEvents } from './quantity/balance/stated-event.ts'
export { balanceProblems } from './quantity/problems.ts'
export {
  deleteOfEvents,
  insertAssertions,
  insertCancellations,
  selectCancelledWithin as cancelledWithin,
  standing,
} from './trace.store.ts'
export { parseResume } from './walk/resume.ts'
export { originsOf, type Span } from './walk/spans.ts'
export { createWalkReader, type VisibleEvents } from './walk/walk.store.ts'
export { type WalkOptions, type WalkStart, walk } from './walk/walk.ts'
