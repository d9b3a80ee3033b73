import {
  bizSteps,
  bizTransactionTypes,
  components,
  dispositions,
  errorReasons,
  measurementTypes,
  sensorAlerts,
  sourceDestTypes,
} from './cbv.ts'
import type { Check, Names, Run } from './check.ts'
import {
  boolean,
  identifier,
  isObject,
  keyName,
  keyUri,
  list,
  matching,
  number,
  object,
  oneOf,
  report,
  text,
  time,
  uri,
  word,
} from './check.ts'
import { contextValue } from './context-check.ts'
import { actions, type Json } from './event.ts'
import { isUri } from './format.ts'

/** CBV terms are bare words in JSON: neither their URNs nor the namespace drafts had. */
const cbvUri = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/
const gs1Uri = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//

const cbv = (words: readonly string[]) => word(words, cbvUri)
const gs1Term = (words: readonly string[]) => word(words, gs1Uri)

const disposition = cbv(dispositions)
const uris = list(uri)

const certificationInfo: Check = (run, value) => (Array.isArray(value) ? uris : uri)(run, value)

const errorDeclaration = object({
  members: { declarationTime: time, reason: cbv(errorReasons), correctiveEventIDs: uris },
  required: ['declarationTime'],
  names: 'extensions',
})

const quantityElement = object({
  members: { epcClass: identifier(true), quantity: number, uom: matching(/^[A-Z0-9]{2,3}$/, 'uom-invalid') },
  required: ['epcClass'],
  names: 'closed',
})

const place = object({ members: { id: identifier() }, required: ['id'], names: 'open' })

const bizTransaction = object({
  members: { type: cbv(bizTransactionTypes), bizTransaction: keyUri },
  required: ['bizTransaction'],
  names: 'closed',
})

const party = (member: string) =>
  object({
    members: { type: cbv(sourceDestTypes), [member]: identifier() },
    required: ['type', member],
    names: 'closed',
  })

const dispositions1 = list(disposition, { least: 1, unique: true })
const persistentDisposition = object({
  members: { set: dispositions1, unset: dispositions1 },
  names: 'closed',
  more: (run, value) => {
    if (!has(value, 'set') && !has(value, 'unset')) report(run, 'member-missing', { name: 'set' }, 'set')
  },
})

const device = { deviceID: uri, deviceMetadata: uri, rawData: uri, dataProcessingMethod: uri, bizRules: uri, time }

const sensorReport = object({
  members: {
    ...device,
    type: gs1Term(measurementTypes),
    exception: gs1Term(sensorAlerts),
    microorganism: uri,
    chemicalSubstance: uri,
    coordinateReferenceSystem: uri,
    component: cbv(components),
    value: number,
    stringValue: text,
    booleanValue: boolean,
    hexBinaryValue: matching(/^[A-Fa-f0-9]+$/, 'hex-invalid'),
    uriValue: uri,
    minValue: number,
    maxValue: number,
    meanValue: number,
    sDev: number,
    percRank: number,
    percValue: number,
    uom: text,
  },
  names: 'extensions',
  more: (run, value) => {
    if (!has(value, 'type') && !has(value, 'exception')) report(run, 'member-missing', { name: 'type' }, 'type')
  },
})

const sensorElement = object({
  members: {
    sensorMetadata: object({ members: { ...device, startTime: time, endTime: time }, names: 'extensions' }),
    sensorReport: list(sensorReport, { least: 1 }),
  },
  required: ['sensorReport'],
  names: 'extensions',
})

const common: Record<string, Check> = {
  '@context': contextValue,
  type: text,
  eventTime: time,
  recordTime: time,
  eventTimeZoneOffset: matching(/^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/, 'zone-invalid'),
  eventID: keyUri,
  certificationInfo,
  errorDeclaration,
}

const facts: Record<string, Check> = {
  bizStep: cbv(bizSteps),
  disposition,
  readPoint: place,
  bizLocation: place,
  bizTransactionList: list(bizTransaction),
  sourceList: list(party('source')),
  destinationList: list(party('destination')),
  sensorElementList: list(sensorElement),
  persistentDisposition,
}

const action = oneOf(actions)
const ilmd = object({ members: {}, names: 'extensions' })
const identifiers = list(identifier())
const distinct = list(identifier(), { unique: true })
const quantities = list(quantityElement)

const requiredOfAll = ['type', 'eventTime', 'eventTimeZoneOffset']

type EventShape = { members: Record<string, Check>; required: readonly string[]; more: Check; names?: Names }

function event({ members, required, more, names = 'extensions' }: EventShape): Check {
  return object({ members: { ...common, ...members }, required: [...requiredOfAll, ...required], names, more })
}

const has = (value: Json, name: string): boolean => isObject(value) && Object.hasOwn(value, name)
const isDelete = (value: Json): boolean => isObject(value) && value.action === 'DELETE'

function isFilled(value: Json, name: string): boolean {
  const items = isObject(value) ? value[name] : undefined
  return Array.isArray(items) && items.length > 0
}

/** An ObjectEvent says something was observed, or a sensor at a place; ILMD on ADD alone. */
function objectRules(run: Run, value: Json): void {
  const sensed = isFilled(value, 'sensorElementList') && has(value, 'readPoint')
  if (!has(value, 'epcList') && !isFilled(value, 'quantityList') && !sensed) report(run, 'event-without-objects')
  if (!isObject(value) || !has(value, 'ilmd')) return
  if (value.action === 'OBSERVE' || value.action === 'DELETE') {
    report(run, 'ilmd-not-allowed', { name: 'ilmd', action: value.action }, 'ilmd')
  }
}

/** Aggregation and association have children, but for a DELETE, which without them means all. */
function childRules(run: Run, value: Json): void {
  if (!isFilled(value, 'childEPCs') && !isFilled(value, 'childQuantityList') && !isDelete(value)) {
    report(run, 'event-without-children')
  }
}

/** An aggregation's parent is known but for an OBSERVE. Not in GS1's JSON Schema. */
function aggregationRules(run: Run, value: Json): void {
  childRules(run, value)
  if (!isObject(value) || has(value, 'parentID')) return
  if (value.action === 'ADD' || value.action === 'DELETE') report(run, 'parent-missing', undefined, 'parentID')
}

/** A transaction names objects, but for a DELETE. */
function transactionRules(run: Run, value: Json): void {
  if (!has(value, 'epcList') && !isFilled(value, 'quantityList') && !isDelete(value)) {
    report(run, 'event-without-objects')
  }
}

/** A transformation has inputs and outputs; one side is enough where a transformationID joins several events. */
function transformationRules(run: Run, value: Json): void {
  const inputs = isFilled(value, 'inputEPCList') || isFilled(value, 'inputQuantityList')
  const outputs = isFilled(value, 'outputEPCList') || isFilled(value, 'outputQuantityList')
  const whole = has(value, 'transformationID') ? inputs || outputs : inputs && outputs
  if (!whole) report(run, 'transformation-incomplete')
}

const family = { ...facts, action, parentID: identifier(), childEPCs: identifiers, childQuantityList: quantities }

/** The rules of each event type. */
export const eventChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'ObjectEvent',
    event({
      members: { ...facts, action, epcList: distinct, quantityList: quantities, ilmd },
      required: ['action'],
      more: objectRules,
    }),
  ],
  ['AggregationEvent', event({ members: family, required: ['action'], more: aggregationRules })],
  ['AssociationEvent', event({ members: family, required: ['action', 'parentID'], more: childRules })],
  [
    'TransactionEvent',
    event({
      members: {
        ...facts,
        action,
        parentID: identifier(),
        epcList: identifiers,
        quantityList: quantities,
        bizTransactionList: list(bizTransaction, { least: 1 }),
      },
      required: ['bizTransactionList', 'action'],
      more: transactionRules,
    }),
  ],
  [
    'TransformationEvent',
    event({
      members: {
        ...facts,
        inputEPCList: distinct,
        inputQuantityList: quantities,
        outputEPCList: distinct,
        outputQuantityList: quantities,
        transformationID: keyUri,
        ilmd,
      },
      required: [],
      more: transformationRules,
    }),
  ],
])

/** An event of a type that EPCIS does not define: its type is a URI, its common members keep their rules. */
export const extendedEvent: Check = object({
  members: {
    ...common,
    type: (run, value) => {
      if (typeof value === 'string' && !isUri(value)) report(run, 'event-type-unknown', { value: value.slice(0, 120) })
      else keyName(run, value)
    },
  },
  required: requiredOfAll,
  names: 'open',
})
