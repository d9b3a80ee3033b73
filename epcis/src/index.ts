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
  type VocabularyName,
} from './cbv.ts'
export { type Context, emptyContext, expandName, resolveContext } from './context.ts'
export { standardContext } from './context-terms.ts'
export { type Cut, type Cutter, createCutter, type DocumentIssue } from './cut.ts'
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
  PersistentDisposition,
  Place,
  QuantityElement,
  SensorElement,
  SensorReport,
  Source,
} from './event.ts'
export { actions, eventTypes } from './event.ts'
export { preHashString, toHashID, unhashedString } from './event-hash.ts'
export { type Declaration, type EventFacts, type EventKey, factsOf, type KeyRole, keyRoles, termOf } from './facts.ts'
export { isUri } from './format.ts'
export { type IdentifierFault, identifierFault } from './identifier.ts'
export { issueCodes } from './issue-codes.ts'
export { membersOf } from './json-text.ts'
export { type Link, linksOf, lotsOfMembers, ownProcess } from './links.ts'
export { type ParsedEvent, parseEvent } from './parse.ts'
export { fitsPattern, matches, matchesAll } from './query/matches.ts'
export { compareOrder, type OrderValue, orderValue } from './query/order-value.ts'
export { parseQuery, parseQueryBody, queryContext } from './query/parse-query.ts'
export type {
  AttributedField,
  EventPredicate,
  KeyPattern,
  KeyPredicate,
  MasterDataPredicate,
  OrderBy,
  Paging,
  Predicate,
  Query,
  QueryIssue,
} from './query/query.ts'
export { mergeQueries } from './query/query.ts'
export type { Subject } from './query/subject.ts'
export { type Measure, measureOf, unitKinds } from './query/units.ts'
export { type ServerMembers, withServerMembers } from './server-members.ts'
export {
  type CompanyPrefixLengths,
  identifiersIn,
  type Translate,
  toDigitalLinkUri,
  toEpcUrnUri,
  translateEvent,
} from './translate.ts'
export { toUTC } from './utc-time.ts'
export { validateEvent, validateHeader } from './validate.ts'
export { createXmlCutter } from './xml/cutter.ts'
export {
  type CaptureJobView,
  type ProblemView,
  xmlCaptureJob,
  xmlCaptureJobs,
  xmlCollection,
  xmlResource,
} from './xml/write-answers.ts'
export {
  type CbvFormat,
  type QueryDocumentStamp,
  xmlDocument,
  xmlMasterDataQueryDocument,
  xmlQueryDocument,
} from './xml/write-document.ts'
export type { ContextualEvent } from './xml/write-event.ts'
