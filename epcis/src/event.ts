/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json }

export type JsonObject = { [member: string]: Json }

/** One fault of an event or of a document's header. `path`: JSON Pointer inside it, '' = the whole. */
export type EventIssue = { code: string; path: string; params?: Record<string, string> }

/** The event types of EPCIS 2.0; another is an extension and carries a URI. */
export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'AssociationEvent',
  'TransactionEvent',
  'TransformationEvent',
] as const

export type EventType = (typeof eventTypes)[number] | (string & {})

/** What an event means for its objects: added, seen, taken away. */
export const actions = ['ADD', 'OBSERVE', 'DELETE'] as const

export type Action = (typeof actions)[number]

/** No `uom` is a count, no `quantity` is unknown. */
export type QuantityElement = { epcClass: string; quantity?: number; uom?: string }

/** A readPoint or bizLocation; extensions may stand beside the id. */
export type Place = { id: string } & JsonObject

export type BizTransaction = { type?: string; bizTransaction: string }

export type Source = { type: string; source: string }

export type Destination = { type: string; destination: string }

/** Declares the earlier event with the same eventID wrong. */
export type ErrorDeclaration = {
  declarationTime: string
  reason?: string
  correctiveEventIDs?: string[]
} & JsonObject

export type SensorReport = { type: string; exception?: string; value?: number; uom?: string } & JsonObject

export type SensorElement = { sensorMetadata?: JsonObject; sensorReport: SensorReport[] } & JsonObject

/** Dispositions that begin or end to hold until another event ends or sets them. */
export type PersistentDisposition = { set?: string[]; unset?: string[] }

/** The members that any event may have. */
type EventMembers = {
  '@context'?: Json
  type: EventType
  eventTime: string
  eventTimeZoneOffset: string
  recordTime?: string
  eventID?: string
  certificationInfo?: string | string[]
  errorDeclaration?: ErrorDeclaration
  action?: Action
  bizStep?: string
  disposition?: string
  persistentDisposition?: PersistentDisposition
  readPoint?: Place
  bizLocation?: Place
  bizTransactionList?: BizTransaction[]
  sourceList?: Source[]
  destinationList?: Destination[]
  sensorElementList?: SensorElement[]
  ilmd?: JsonObject
  epcList?: string[]
  quantityList?: QuantityElement[]
  parentID?: string
  childEPCs?: string[]
  childQuantityList?: QuantityElement[]
  inputEPCList?: string[]
  inputQuantityList?: QuantityElement[]
  outputEPCList?: string[]
  outputQuantityList?: QuantityElement[]
  transformationID?: string
}

/**
 * An event that validateEvent found no fault in. Which members it may have hangs on its type; extensions stand beside
 * them under names with a prefix, or with a full URI. Of an event of an extension type the common members
 * alone are checked: read others of it with care.
 */
export type EpcisEvent = EventMembers & { readonly [extension: string]: unknown }
