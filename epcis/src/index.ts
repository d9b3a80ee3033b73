export { canonicalKey, gs1Key } from './canonical-key.ts'
export {
  bizSteps,
  bizTransactionTypes,
  components,
  dispositions,
  errorReasons,
  measurementTypes,
  sensorAlerts,
  sourceDestTypes,
} from './cbv.ts'
export type { Context } from './context.ts'
export { emptyContext, expandName, resolveContext } from './context.ts'
export type { Cut, Cutter, DocumentIssue } from './cut.ts'
export { createCutter } from './cut.ts'
export type {
  Action,
  BizTransaction,
  Destination,
  EpcisEvent,
  ErrorDeclaration,
  EventIssue,
  EventType,
  Json,
  JsonObject,
  Place,
  QuantityElement,
  SensorElement,
  SensorReport,
  Source,
} from './event.ts'
export { actions, eventTypes } from './event.ts'
export type { ParsedEvent } from './parse.ts'
export { parseEvent } from './parse.ts'
export { withServerMembers } from './server-members.ts'
export { validateEvent, validateHeader } from './validate.ts'
