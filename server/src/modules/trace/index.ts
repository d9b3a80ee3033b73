export { createResumeTokens } from './answer/resume-token.ts'
export { traceRoutes } from './answer/trace.routes.ts'
export { type TraceDeps, traceAnswer } from './answer/trace.ts'
export { edgesOf, type Tombstone, type TraceAnswer, type TraceEdge, type TraceNode } from './answer/trace-answer.ts'
export type { EventHeader, TraceEvents, Viewer } from './answer/trace-events.ts'
export { wholeTrace } from './answer/trace-request.ts'
export { type Assertion, actions, toAssertions } from './assertion.ts'
export { sayCard, toChain } from './picture/chain/chain.ts'
export { drawChain } from './picture/chain/chain-diagram.ts'
export { isPlaceKey, placeKeysOf } from './picture/map/legs.ts'
export { type MapPlace, traceMap } from './picture/map/trace-map.ts'
export { pictureRoutes } from './picture/picture.routes.ts'
export type { PictureHop, PictureNode, PictureSource } from './picture/picture-source.ts'
export { traceProblems } from './problems.ts'
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
export { originsOf, type Span } from './walk/spans.ts'
export { createWalkReader } from './walk/walk.store.ts'
export { walk } from './walk/walk.ts'
