export { createResumeTokens } from './answer/resume-token.ts'
export { traceRoutes } from './answer/trace.routes.ts'
export { type TraceDeps, traceAnswer } from './answer/trace.ts'
export type { Tombstone, TraceAnswer, TraceHop, TraceNode } from './answer/trace-answer.ts'
export type { EventHeader, TraceEvents, Viewer } from './answer/trace-events.ts'
export { type TraceRequest, wholeTrace } from './answer/trace-request.ts'
export { type Assertion, actions, type Source, toAssertions } from './assertion.ts'
export { type ChainOptions, sayCard, toChain } from './picture/chain/chain.ts'
export { chainDiagram, drawChain } from './picture/chain/chain-diagram.ts'
export { isPlaceKey, placeKeysOf } from './picture/map/legs.ts'
export { type MapPlace, traceMap } from './picture/map/trace-map.ts'
export { pictureRoutes } from './picture/picture.routes.ts'
export type { PictureEnd, PictureHop, PictureNode, PictureSource } from './picture/picture-source.ts'
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
export { parseResume } from './walk/resume.ts'
export { originsOf, type Span } from './walk/spans.ts'
export { createWalkReader, type VisibleEvents } from './walk/walk.store.ts'
export { type WalkOptions, type WalkStart, walk } from './walk/walk.ts'
